package org.opendirect.gateway.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.support.SynchronizationAdapter;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * {@code GET /campaigns/{id}/events}. The one answer that is not whole when its route ends: the events go out as they come. They are read
 * from the database, so every gateway shows the same.
 */
public final class CampaignEventStream implements ApplicationListener<ContextClosedEvent> {

    private static final byte[] HEARTBEAT_PIECE = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final int PAGE = 500;
    private static final int MAX_STREAMS = 50;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** The first write to who has left succeeds; with a few looks more there is time for the second to fail. */
    private static final Duration PATIENCE = LOOK.multipliedBy(8);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Campaigns campaigns;
    private final CampaignEvents events;
    private final Semaphore streams = new Semaphore(MAX_STREAMS);
    /** how many callers wait for a place */
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    public CampaignEventStream(Campaigns campaigns, CampaignEvents events) {
        this.campaigns = campaigns;
        this.events = events;
    }

    /** Streams end when the gateway does; who listens asks another, or again. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closing.countDown();
    }

    /**
     * The sequence number after which events are wanted; 0 for all.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 404 for an unknown campaign, 400 for a header
     *         that is no number
     */
    public long position(@Header("campaign") String campaignId, @Header("Last-Event-ID") String lastEventId) {
        campaigns.status(campaignId);
        try {
            return lastEventId == null || lastEventId.isBlank() ? 0 : Long.parseLong(lastEventId.trim());
        } catch (NumberFormatException e) {
            throw Problem.of(400, "invalid_last_event_id", "Last-Event-ID cannot be used", "it must be a number")
                    .asException();
        }
    }

    /** One answer with all events. */
    public Map<String, List<CampaignEvents.Event>> list(@Header("campaign") String campaignId,
                                                       @ExchangeProperty(RouteProperties.EVENTS_AFTER) long after) {
        return Map.of("events", events.after(campaignId, after, Integer.MAX_VALUE));
    }

    /**
     * A body that is read, and sent, piece by piece.
     *
     * @param exchange until it is completed, with its answer or without, the stream counts as one that is served
     * @throws org.opendirect.gateway.problem.ProblemException 503 when too many are served already
     */
    public InputStream open(@Header("campaign") String campaignId,
                            @ExchangeProperty(RouteProperties.EVENTS_AFTER) long after, Exchange exchange)
            throws InterruptedException {
        if (!takePlace()) {
            throw Problem.of(503, "too_many_streams", "Too many event streams", "at most " + MAX_STREAMS + " are served at once").asException();
        }
        exchange.getExchangeExtension().addOnCompletion(new ReleaseWhenComplete(streams));
        return new EventInputStream(campaignId, after);
    }

    private static final class ReleaseWhenComplete extends SynchronizationAdapter {
        private final Semaphore permits;

        ReleaseWhenComplete(Semaphore permits) {
            this.permits = permits;
        }

        @Override
        public void onDone(Exchange exchange) {
            permits.release();
        }
    }

    /** Whoever has left is noticed by what is written to it, and nothing is for a while: all streams are tried while somebody waits. */
    private boolean takePlace() throws InterruptedException {
        if (streams.tryAcquire()) {
            return true;
        }
        waiting.incrementAndGet();
        try {
            return streams.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Each read waits for the next events, or for the time of a heartbeat; the end is the gateway's, or that of the longest stream. */
    private final class EventInputStream extends InputStream {
        private final String campaign;
        private final long end = System.nanoTime() + LONGEST.toNanos();
        private long last;
        private long silentSince = System.nanoTime();
        /** whether there may be events that were there already: the first look, and the one after a full page, do not wait */
        private boolean behind = true;
        private ByteArrayInputStream piece = new ByteArrayInputStream(HEARTBEAT_PIECE);

        EventInputStream(String campaign, long after) {
            this.campaign = campaign;
            this.last = after;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (piece.available() == 0) {
                byte[] next = next();
                if (next == null) {
                    return -1;
                }
                piece = new ByteArrayInputStream(next);
            }
            return piece.read(into, offset, length);
        }

        /** Null at the end. */
        private byte[] next() throws InterruptedIOException {
            // events of other gateways notify nobody here: the database is polled
            while (behind || isOpen()) {
                List<CampaignEvents.Event> page = events.after(campaign, last, PAGE);
                behind = page.size() == PAGE;
                boolean silent = waiting.get() > 0 || System.nanoTime() - silentSince > HEARTBEAT.toNanos();
                if (!page.isEmpty() || silent) {
                    silentSince = System.nanoTime();
                    return page.isEmpty() ? HEARTBEAT_PIECE : text(page);
                }
            }
            return null;
        }

        private boolean isOpen() throws InterruptedIOException {
            try {
                return !closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS) && System.nanoTime() - end < 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("the gateway stops");
            }
        }

        private byte[] text(List<CampaignEvents.Event> page) {
            var text = new StringBuilder();
            for (CampaignEvents.Event e : page) {
                text.append("id: ").append(e.sequence()).append("\nevent: ").append(e.type()).append("\ndata: ").append(Json.text(e)).append("\n\n");
                last = e.sequence();
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
