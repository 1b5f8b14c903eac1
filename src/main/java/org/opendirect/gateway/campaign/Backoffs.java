package org.opendirect.gateway.campaign;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When what has failed is tried again, and when that is logged again: both at growing intervals, so that one file that cannot be moved fills
 * no log. It is tried after 1, 2, 4 seconds and so on up to half a minute, and logged at the 1st, 2nd, 4th, 8th time and so on. What has not
 * failed again within a minute of being due is forgotten.
 */
final class Backoffs {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Failed> failed = new ConcurrentHashMap<>();

    private record Failed(long times, long nextAt) {
    }

    Backoffs(Clock clock) {
        this.clock = clock;
    }

    boolean isDue(String what) {
        Failed before = failed.get(what);
        return before == null || clock.millis() >= before.nextAt();
    }

    /** Takes note of a failure; whether it is to be logged. */
    boolean failed(String what) {
        long now = clock.millis();
        failed.values().removeIf(f -> now > f.nextAt() + FORGOTTEN.toMillis());
        long times = failed.compute(what, (w, before) -> {
            long n = before == null ? 1 : before.times() + 1;
            return new Failed(n, now + Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(20, n - 1)));
        }).times();
        return Long.bitCount(times) == 1;
    }
}
