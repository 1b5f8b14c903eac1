package org.opendirect.gateway.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a stub seller takes to answer a search. Who knows the search's number knows the time too, so the load generator can tell what
 * the slowest seller of each search has taken, without asking.
 *
 * @param medianMs the fixed time, or the median of the log-normal ones
 * @param sigma    of the time's logarithm; 0 is a fixed time
 */
record SellerLatency(double medianMs, double sigma) {

    private static final double LONGEST_MS = 1_500;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    static SellerLatency fixed(double ms) {
        return new SellerLatency(ms, 0);
    }

    /** What this seller takes for this search. */
    long nanos(long search, int seller) {
        double ms = sigma == 0 ? medianMs : Math.min(LONGEST_MS, medianMs * Math.exp(sigma * normal(search * 1_000 + seller)));
        return (long) (ms * TimeUnit.MILLISECONDS.toNanos(1));
    }

    /** What the slowest of the first so many sellers takes for this search. */
    long slowestNanos(long search, int sellers) {
        long slowest = 0;
        for (int seller = 0; seller < sellers; seller++) {
            slowest = Math.max(slowest, nanos(search, seller));
        }
        return slowest;
    }

    /** Box and Muller's, out of two hashes of the number. */
    private static double normal(long number) {
        return Math.sqrt(-2 * Math.log(uniform(2 * number))) * Math.cos(2 * Math.PI * uniform(2 * number + 1));
    }

    /** Above 0, at most 1. */
    private static double uniform(long number) {
        long z = (number + 1) * GOLDEN;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53 + 0x1.0p-53;
    }

    @Override
    public String toString() {
        return sigma == 0 ? String.format(Locale.ROOT, "%.0f ms", medianMs) : String.format(Locale.ROOT, "log-normal, median %.0f ms, sigma %.1f", medianMs, sigma);
    }
}
