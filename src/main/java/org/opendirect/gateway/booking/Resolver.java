package org.opendirect.gateway.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.opendirect.gateway.seller.RetryAfter;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.settings.GatewaySettings;

/**
 * How long to wait and how often to try, for orders and lines alike (booking protocol, rules 2 to 4): reading first, sending again
 * once when a read has shown twice, a settle window apart, that nothing is there, and a person when reading cannot tell.
 */
class Resolver {

    /** A step that changes something is sent at most this often. */
    static final int MAX_SENDS = 2;
    private static final int MAX_INTERRUPTIONS = 5;
    /** with the default waits, half a minute */
    private static final int MAX_STRANGE = 8;

    private final GatewaySettings.Booking settings;
    private final RandomGenerator random;

    Resolver(GatewaySettings.Booking settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /**
     * An intent that the gateway stopped on may never have left, and a call that was answered with Retry-After was most likely not looked
     * at: neither counts against the sends of its step. Reading decides about it like about any other. Bounded, so that a gateway that dies at every try ends with a person all the same.
     *
     * @param interruptions of this order or line so far
     * @return the same, one more
     */
    int interrupted(Attempt attempt, int interruptions) {
        if (interruptions < MAX_INTERRUPTIONS) {
            attempt.number--;
        }
        return interruptions + 1;
    }

    /** What to do about an effect that a read did not show. */
    enum Verdict { READ_AGAIN, SEND_AGAIN, ASK_A_PERSON }

    /** Counts the read, and says what follows. The second read comes a settle window after the first. */
    Verdict absent(Attempt attempt, Instant now, Profile seller) {
        attempt.absent++;
        attempt.failures = 0;
        if (attempt.absent == 1) {
            attempt.next = now.plus(settleWindow(seller));
            return Verdict.READ_AGAIN;
        }
        return attempt.number < MAX_SENDS ? Verdict.SEND_AGAIN : Verdict.ASK_A_PERSON;
    }

    /**
     * What ends a line frees its money, and a single read may be wrong or lag: an end is believed when it is still shown a settle window after
     * it was first seen. Until then the next read is put off.
     *
     * @param sign what the seller shows; another one than before begins anew
     */
    boolean endsFor(Attempt attempt, String sign, Instant now, Profile seller) {
        if (!sign.equals(attempt.ending) || attempt.endingSince == null) {
            attempt.ending = sign;
            attempt.endingSince = now;
        }
        attempt.failures = 0;
        attempt.next = attempt.endingSince.plus(settleWindow(seller));
        return !now.isBefore(attempt.next);
    }

    private Duration settleWindow(Profile seller) {
        return seller.duration(Choice.SETTLE_WINDOW).orElse(settings.settleWindow());
    }

    /** A call failed without telling anything; false when it has failed too often in a row. */
    boolean failedAgain(Attempt attempt, String why, String retryAfter, Instant now) {
        attempt.failures++;
        attempt.evidence = why;
        attempt.next = now.plus(max(backoff(attempt.failures), retryAfter(retryAfter, now)));
        return attempt.failures < settings.maxAttempts();
    }

    /** The seller has not decided yet; false when it has taken longer than anybody waits. */
    boolean pending(Attempt attempt, Instant now, Profile seller) {
        attempt.polls++;
        attempt.failures = 0;
        attempt.absent = 0;
        attempt.next = now.plus(seller.duration(Choice.POLL_EVERY).orElseGet(() -> backoff(attempt.polls)));
        return now.isBefore(attempt.since.plus(seller.duration(Choice.PENDING_LIMIT).orElse(settings.pendingLimit())));
    }

    /** A state that makes no sense here is read a few times more before a person is asked. */
    boolean strange(Attempt attempt, Instant now) {
        attempt.polls++;
        attempt.next = now.plus(backoff(attempt.polls));
        return attempt.polls < Math.min(MAX_STRANGE, settings.maxAttempts());
    }

    /** Doubles from the shortest to the longest wait, and varies by a quarter so that many lines do not ask in step. */
    Duration backoff(int count) {
        long min = settings.backoffMin().toMillis();
        long wait = Math.min(settings.backoffMax().toMillis(), min << Math.min(count - 1, 20));
        return Duration.ofMillis(wait - random.nextLong(wait / 4 + 1));
    }

    /** The wait that a {@code Retry-After} asks for; none where it says none, and at most the longest wait. */
    Duration retryAfter(String header, Instant now) {
        Duration asked = RetryAfter.parse(header, now).orElse(Duration.ZERO);
        return asked.compareTo(settings.backoffMax()) > 0 ? settings.backoffMax() : asked;
    }

    /** The last moment at which a book may leave, for a hold that was taken and ends at these times. */
    Instant lastCall(Instant reservedAt, Instant reservedUntil) {
        Duration quarter = Duration.between(reservedAt == null ? reservedUntil : reservedAt, reservedUntil).dividedBy(4);
        Duration margin = reservedAt != null && quarter.compareTo(settings.holdMargin()) < 0 ? quarter : settings.holdMargin();
        return reservedUntil.minus(margin);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
