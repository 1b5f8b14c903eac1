package org.opendirect.gateway.api.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.opendirect.gateway.api.Answers;
import org.opendirect.gateway.problem.Problem;

/** The places for one kind of requests, and what is said to those for whom there is none. */
final class Gate {

    static final String TYPE = "application/problem+json";
    static final String RETRY_AFTER = "1";

    private final Semaphore places;
    private final Counter turnedAway;
    private final byte[] problem;
    private final byte[] answer;

    Gate(String kind, int places, MeterRegistry registry) {
        this.places = new Semaphore(places);
        this.turnedAway = Counter.builder("gateway.requests.turned.away").description("requests answered with 503 because so many were under way")
                .tag("kind", kind).register(registry);
        Gauge.builder("gateway.requests.under.way", this.places, free -> places - free.availablePermits())
                .description("requests that have a place among those that are served at once").tag("kind", kind).register(registry);
        this.problem = Answers.document(Problem.of(503, "over_capacity", "The gateway is busy",
                places + " requests of this kind are under way already; nothing was done for this one"));
        byte[] head = ("HTTP/1.1 503 \r\nRetry-After: " + RETRY_AFTER + "\r\nContent-Type: " + TYPE + "\r\nContent-Length: " + problem.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.answer = new byte[head.length + problem.length];
        System.arraycopy(head, 0, answer, 0, head.length);
        System.arraycopy(problem, 0, answer, head.length, problem.length);
    }

    /** A place; null when there is none. */
    Place take() {
        return places.tryAcquire() ? new Place(this) : null;
    }

    void giveBack() {
        places.release();
    }

    void countTurnedAway() {
        turnedAway.increment();
    }

    /** The body of the refusal. Not to be changed. */
    byte[] problem() {
        return problem;
    }

    /** The whole refusal as it goes over the wire. Not to be changed. */
    byte[] answer() {
        return answer;
    }
}
