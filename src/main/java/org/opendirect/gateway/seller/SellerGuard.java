package org.opendirect.gateway.seller;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireReply.Failure;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one seller's trouble its own. A circuit breaker (Resilience4j): a seller that hangs, breaks off, floods or answers 5xx is not
 * searched any more for a while, and then by one call that tries. So many calls at once and so many waiting, no more. And a rate that
 * learns from 429. A call that can be spared is not made when one of them speaks against it; a call that buys, or asks what became of
 * one, is made all the same, within the number at once and the rate: it has retries and limits of its own, and a hold does not wait
 * for a breaker.
 */
final class SellerGuard {

    private static final Logger log = LoggerFactory.getLogger(SellerGuard.class);
    /** the pause after a 429 that names none, and the longest that is believed */
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** before JDK 21, which has virtual threads: who waits for one seller has a thread that others need */
    static final boolean WAITS_COST_A_THREAD = Runtime.version().feature() < 21;

    private final GatewaySettings.Calls limits;
    private final long patienceNanos;
    private final int maxWaiting;
    private final CircuitBreaker circuit;
    private final Semaphore places;
    /** calls that have a place or wait for one; who is being given a place is neither yet, or both, for a moment */
    private final AtomicInteger present = new AtomicInteger();
    private final CallRate rate = new CallRate(System::nanoTime);

    SellerGuard(String seller, GatewaySettings.Calls limits, GatewaySettings.Circuit settings, Duration searchDeadline) {
        this.limits = limits;
        // a search never gives a seller more than its own deadline, a part of which goes by before the call leaves
        this.patienceNanos = Math.min(settings.patience().toNanos(), searchDeadline.toNanos() / 4 * 3);
        this.maxWaiting = WAITS_COST_A_THREAD ? 0 : limits.waitingPerSeller();
        this.places = new Semaphore(limits.connectionsPerSeller(), true);
        this.circuit = CircuitBreaker.of(seller, CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.calls())
                .minimumNumberOfCalls((settings.calls() + 1) / 2)
                .failureRateThreshold(settings.failures())
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
        circuit.getEventPublisher().onStateTransition(e -> say(seller, e.getStateTransition()));
        if (!settings.enabled()) {
            circuit.transitionToDisabledState();
        }
    }

    /** When the trouble begins and when it is over; the tries between are many. */
    private static void say(String seller, CircuitBreaker.StateTransition to) {
        if (to.getFromState() == CircuitBreaker.State.CLOSED && to.getToState() == CircuitBreaker.State.OPEN) {
            log.warn("{}: too many of its last calls have failed, it is not searched until a try goes well", seller);
        } else if (to.getToState() == CircuitBreaker.State.CLOSED) {
            log.info("{}: is searched again", seller);
        }
    }

    /** What came of asking to make a call: a place that is to be given back, or the reply in the place of the seller's. */
    record Admission(WireReply instead, boolean asksCircuit) {
        boolean admitted() {
            return instead == null;
        }
    }

    Admission admit(SellerCallContext call) {
        boolean spare = call.request.spare();
        if (spare && !circuit.tryAcquirePermission()) {
            return turnedAway(call, Failure.CIRCUIT_OPEN, "not asked: it has failed too often just now", "");
        }
        Optional<Admission> refused = refuse(call, spare);
        if (refused.isPresent() && spare) {
            circuit.releasePermission();
        }
        return refused.orElse(new Admission(null, spare));
    }

    private Optional<Admission> refuse(SellerCallContext call, boolean spare) {
        long pause = rate.pauseNanos();
        if (spare && pause > 0) {
            return Optional.of(turnedAway(call, Failure.RATE_LIMITED, "not asked: it has answered 429 and wants a pause",
                    String.valueOf(TimeUnit.NANOSECONDS.toSeconds(pause) + 1)));
        }
        int set = call.seller.profile().number(Choice.CALLS_PER_SECOND);
        OptionalLong turn = rate.turn(set, true, call.deadline);
        if (turn.isEmpty() && !spare) {
            // what was learned is a guess, and what buys does not fail for a guess
            turn = rate.turn(set, false, call.deadline);
        }
        if (turn.isEmpty()) {
            return Optional.of(turnedAway(call, spare ? Failure.RATE_LIMITED : Failure.TOO_LATE, "not asked: its turn would come after its time", ""));
        }
        Optional<Admission> full = takePlace(call, spare);
        if (full.isPresent()) {
            return full;
        }
        while (turn.getAsLong() - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, turn.getAsLong() - System.nanoTime());
        }
        return Optional.empty();
    }

    private Optional<Admission> takePlace(SellerCallContext call, boolean spare) {
        boolean room = present.incrementAndGet() <= limits.connectionsPerSeller() + maxWaiting;
        boolean mayWait = !spare || room && !WAITS_COST_A_THREAD;
        try {
            if (places.tryAcquire(mayWait ? call.deadline - System.nanoTime() : 0, TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        present.decrementAndGet();
        return Optional.of(mayWait
                ? turnedAway(call, Failure.TOO_LATE, "not asked: " + limits.connectionsPerSeller() + " calls to it were under way all the time", "")
                : turnedAway(call, Failure.RATE_LIMITED, "not asked: " + limits.connectionsPerSeller() + " calls to it are under way, and "
                        + maxWaiting + " wait", ""));
    }

    /**
     * Gives the place back, and draws its lesson from the reply.
     *
     * @param late whether the gateway itself is, so that a call that ran out of its time says nothing of the seller
     */
    void done(SellerCallContext call, Admission admission, WireReply reply, boolean late, Instant now) {
        present.decrementAndGet();
        places.release();
        Verdict verdict = verdict(call, reply, late);
        if (verdict == Verdict.FAILURE) {
            circuit.onError(call.elapsedMs(), TimeUnit.MILLISECONDS, FAILED);
        } else if (verdict == Verdict.SUCCESS) {
            circuit.onSuccess(call.elapsedMs(), TimeUnit.MILLISECONDS);
        } else if (admission.asksCircuit()) {
            circuit.releasePermission();
        }
        if (reply != null && reply.answered() && reply.status() == 429) {
            rate.tooMany(pause(reply.retryAfter(), now).toNanos());
        }
    }

    private enum Verdict { SUCCESS, FAILURE, NONE }

    /** 429 and every other 4xx are answers of a seller that works; a time that was too short to begin with is no fault of its own. */
    private Verdict verdict(SellerCallContext call, WireReply reply, boolean late) {
        if (reply == null || call.excludedFromCircuit) {
            return Verdict.NONE;
        }
        return switch (reply.failure()) {
            case NONE -> reply.status() >= 500 && reply.status() != 501 && reply.status() != 505 ? Verdict.FAILURE : Verdict.SUCCESS;
            case TIMEOUT -> call.givenNanos() >= patienceNanos && !late ? Verdict.FAILURE : Verdict.NONE;
            case LOST, TOO_LARGE, NOT_SENT -> Verdict.FAILURE;
            default -> Verdict.NONE;
        };
    }

    private static WireReply without(SellerCallContext call, Failure failure, String detail, String retryAfter) {
        return new WireReply(failure, 0, new byte[0], "", retryAfter, detail, call.elapsedMs());
    }

    private static Admission turnedAway(SellerCallContext call, Failure failure, String detail, String retryAfter) {
        return new Admission(without(call, failure, detail, retryAfter), false);
    }

    /** The pause after a 429, by its {@code Retry-After}. */
    static Duration pause(String retryAfter, Instant now) {
        Duration pause = RetryAfter.parse(retryAfter, now).orElse(PAUSE);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** As if nothing had been heard of the seller. */
    void reset() {
        if (circuit.getState() != CircuitBreaker.State.DISABLED) {
            circuit.reset();
        }
        rate.reset();
    }

    /** closed, open, half_open, or disabled where the settings say so. */
    String circuit() {
        return name(circuit.getState());
    }

    boolean isOpen() {
        return circuit.getState() == CircuitBreaker.State.OPEN;
    }

    int underWay() {
        return limits.connectionsPerSeller() - places.availablePermits();
    }

    int waiting() {
        return Math.max(0, present.get() - underWay());
    }

    /** Calls a second that it has shown to take; 0 as long as it has not refused any. */
    double learnedRate() {
        return rate.learned();
    }

    private static String name(CircuitBreaker.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** What the breaker is told; nobody reads it. */
    private static final RuntimeException FAILED = new RuntimeException("call failed", null, false, false) {
    };
}
