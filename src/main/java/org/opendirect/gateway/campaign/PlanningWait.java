package org.opendirect.gateway.campaign;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a plan is tried again whose sellers cannot be reached, and when next: soon at first, then later and later.
 *
 * @param atMost since the first try; zero for no second try
 * @param first  the first pause, doubled after each try
 * @param longest no pause is longer
 */
public record PlanningWait(Duration atMost, Duration first, Duration longest) {

    /** What a plan may be doubled to before any pause is longest. */
    private static final int MAX_DOUBLINGS = 20;

    /**
     * When to try next; the last try is at the very end.
     *
     * @param tries those that have failed so far, 1 after the first
     * @return null when the time is over
     */
    public Instant next(Instant since, int tries, Instant now) {
        Instant end = since.plus(atMost);
        if (!now.isBefore(end)) {
            return null;
        }
        Duration doubled = first.multipliedBy(1L << Math.min(tries - 1, MAX_DOUBLINGS));
        Instant next = now.plus(doubled.compareTo(longest) < 0 ? doubled : longest);
        return next.isBefore(end) ? next : end;
    }
}
