package org.opendirect.gateway.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * {@code GET /campaigns/{id}/events}. The one endpoint that is no Camel route: platform-http answers whole bodies, an event stream
 * goes on. It reads the events from the database, so it shows the same on every gateway.
 */
@RestController
public class EventStream {

    private static final int PAGE = 500;
    private static final int MAX_STREAMS = 50;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final CampaignApi campaigns;
    private final Semaphore streams = new Semaphore(MAX_STREAMS);

    public EventStream(CampaignApi campaigns) {
        this.campaigns = campaigns;
    }

    @GetMapping("/api/v1/campaigns/{campaign}/events")
    public ResponseEntity<StreamingResponseBody> events(@PathVariable("campaign") String campaign, @RequestHeader(name = "Accept", required = false) String accept,
                                    @RequestHeader(name = "Last-Event-ID", required = false) String lastEventId) {
        try {
            campaigns.status(campaign);
            long after = lastEventId == null || lastEventId.isBlank() ? 0 : Long.parseLong(lastEventId.trim());
            if (accept != null && accept.contains("application/json") && !accept.contains("text/event-stream")) {
                List<CampaignEvents.Event> all = campaigns.events(campaign, after, Integer.MAX_VALUE);
                return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(out -> out.write(Json.bytes(Map.of("events", all))));
            }
            if (!streams.tryAcquire()) {
                throw Problem.of(503, "too_many_streams", "Too many event streams", "at most " + MAX_STREAMS + " are served at once").asException();
            }
            return ResponseEntity.ok().contentType(MediaType.TEXT_EVENT_STREAM).header("Cache-Control", "no-store")
                    .body(out -> stream(campaign, after, out));
        } catch (NumberFormatException e) {
            return problem(Problem.of(400, "invalid_last_event_id", "Last-Event-ID cannot be used", "it must be a number"));
        } catch (ProblemException | DataAccessException | TransactionException e) {
            return problem(Answers.problemOf(e));
        }
    }

    private void stream(String campaign, long after, OutputStream out) throws IOException {
        try {
            out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            long last = after;
            long silentSince = System.nanoTime();
            long end = System.nanoTime() + LONGEST.toNanos();
            while (System.nanoTime() < end) {
                List<CampaignEvents.Event> page = campaigns.events(campaign, last, PAGE);
                for (CampaignEvents.Event e : page) {
                    String text = "id: " + e.sequence() + "\nevent: " + e.type() + "\ndata: " + Json.text(e) + "\n\n";
                    out.write(text.getBytes(StandardCharsets.UTF_8));
                    last = e.sequence();
                }
                boolean silent = System.nanoTime() - silentSince > HEARTBEAT.toNanos();
                if (silent && page.isEmpty()) {
                    out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
                }
                if (silent || !page.isEmpty()) {
                    out.flush();
                    silentSince = System.nanoTime();
                }
                // what happens at another gateway rings no bell here: the database is looked at
                Thread.sleep(LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.release();
        }
    }

    private static ResponseEntity<StreamingResponseBody> problem(Problem problem) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.status());
        if (problem.status() == 503) {
            answer.header("Retry-After", "1");
        }
        return answer.contentType(MediaType.valueOf(Answers.PROBLEM_JSON)).body(out -> out.write(Answers.document(problem)));
    }
}
