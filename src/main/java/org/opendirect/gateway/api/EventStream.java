package org.opendirect.gateway.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.http.common.HttpMessage;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * {@code GET /campaigns/{id}/events}. The one answer that is not whole when its route ends: the events go out as they come. They are read
 * from the database, so every gateway shows the same.
 */
public final class EventStream implements ApplicationListener<ContextClosedEvent> {

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final String TYPE = "text/event-stream";
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

    /** One answer with all events; or, where the caller wants a stream, one that goes on. */
    public void serve(Exchange exchange) throws IOException, InterruptedException {
        HttpMessage request = exchange.getMessage(HttpMessage.class);
        String campaign = request.getHeader("campaign", String.class);
        String accept = request.getHeader("Accept", "", String.class);
        campaigns.status(campaign);
        long after = lastEventId(request.getHeader("Last-Event-ID", String.class));
        if (!accept.equals(TYPE)) {
            List<CampaignEvents.Event> all = campaigns.events(campaign, after, Integer.MAX_VALUE);
            Answers.write(request, 200, Answers.JSON, Json.bytes(Map.of("events", all)));
            return;
        }
        if (RestServlet.isHead(request.getRequest())) {
            Answers.write(request, 200, TYPE, null);
            return;
        }
        if (!takePlace()) {
            throw Problem.of(503, "too_many_streams", "Too many event streams", "at most " + MAX_STREAMS + " are served at once").asException();
        }
        try {
            HttpServletResponse response = request.getResponse();
            response.setContentType(TYPE);
            response.setHeader("Cache-Control", "no-store");
            stream(campaign, after, response.getOutputStream());
        } catch (IOException e) {
            log.debug("Who listened to {} is gone", campaign, e);
        } finally {
            streams.release();
            Answers.write(request, 200, TYPE, null);
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

    private void stream(String campaign, long after, OutputStream out) throws IOException {
        try {
            out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            long last = after;
            long silentSince = System.nanoTime();
            long end = System.nanoTime() + LONGEST.toNanos();
            // what happens at another gateway rings no bell here: the database is looked at
            for (boolean open = true; open && System.nanoTime() < end; open = !closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                List<CampaignEvents.Event> page = campaigns.events(campaign, last, PAGE);
                for (CampaignEvents.Event e : page) {
                    String text = "id: " + e.sequence() + "\nevent: " + e.type() + "\ndata: " + Json.text(e) + "\n\n";
                    out.write(text.getBytes(StandardCharsets.UTF_8));
                    last = e.sequence();
                }
                boolean silent = waiting.get() > 0 || System.nanoTime() - silentSince > HEARTBEAT.toNanos();
                if (silent && page.isEmpty()) {
                    out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                }
                if (silent || !page.isEmpty()) {
                    out.flush();
                    silentSince = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
