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
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * {@code GET /campaigns/{id}/events}. The one answer that is not whole when its route ends: the events go out as they come. They are read
 * from the database, so every gateway shows the same.
 */
public final class EventStream implements ApplicationListener<ContextClosedEvent> {

    private static final String TYPE = "text/event-stream";
    private static final byte[] HEARTBEAT_PIECE = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final int PAGE = 500;
    private static final int MAX_STREAMS = 50;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** The first write to who has left succeeds; with a few looks more there is time for the second to fail. */
    private static final Duration PATIENCE = LOOK.multipliedBy(8);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final CampaignApi campaigns;
    private final Semaphore streams = new Semaphore(MAX_STREAMS);
    /** how many callers wait for a place */
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    public EventStream(CampaignApi campaigns) {
        this.campaigns = campaigns;
    }

    /** Streams end when the gateway does; who listens asks another, or again. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closing.countDown();
    }

    /** One answer with all events; or, where the caller wants a stream, one that goes on: its body is read, and flushed, piece by piece. */
    public void serve(Exchange exchange) throws InterruptedException {
        Message message = exchange.getMessage();
        String campaign = message.getHeader("campaign", String.class);
        String accept = message.getHeader("Accept", "", String.class);
        boolean head = "HEAD".equals(message.getHeader(Exchange.HTTP_METHOD, String.class));
        campaigns.status(campaign);
        long after = lastEventId(message.getHeader("Last-Event-ID", String.class));
        if (!accept.equals(TYPE)) {
            List<CampaignEvents.Event> all = campaigns.events(campaign, after, Integer.MAX_VALUE);
            Answers.write(message, 200, Answers.JSON, Json.bytes(Map.of("events", all)));
            return;
        }
        if (!head && !takePlace()) {
            throw Problem.of(503, "too_many_streams", "Too many event streams", "at most " + MAX_STREAMS + " are served at once").asException();
        }
        if (!head) {
            exchange.getExchangeExtension().addOnCompletion(new ReleaseWhenComplete(streams));
        }
        Answers.write(message, 200, TYPE, head ? null : new Events(campaign, after));
        message.setHeader(Exchange.HTTP_CHUNKED, true);
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

    private static long lastEventId(String header) {
        try {
            return header == null || header.isBlank() ? 0 : Long.parseLong(header.trim());
        } catch (NumberFormatException e) {
            throw Problem.of(400, "invalid_last_event_id", "Last-Event-ID cannot be used", "it must be a number").asException();
        }
    }

    /** Each read waits for the next events, or for the time of a heartbeat; the end is the gateway's, or that of the longest stream. */
    private final class Events extends InputStream {
        private final String campaign;
        private final long end = System.nanoTime() + LONGEST.toNanos();
        private long last;
        private long silentSince = System.nanoTime();
        private ByteArrayInputStream piece = new ByteArrayInputStream(HEARTBEAT_PIECE);

        Events(String campaign, long after) {
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
            for (boolean first = true; first || isOpen(); first = false) {
                List<CampaignEvents.Event> page = campaigns.events(campaign, last, PAGE);
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
