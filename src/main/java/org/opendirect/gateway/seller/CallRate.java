package org.opendirect.gateway.seller;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many calls a second a seller takes: as set, and as it has shown by answering 429. Then what it was sent in the second before was
 * too much, and a part less of it is the limit; with every quiet stretch the limit rises, until it is so far above that it is none.
 * Calls leave evenly.
 */
final class CallRate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double LESS = 0.7;
    /** so many times as much and one more, after each quiet stretch */
    private static final double MORE = 1.2;
    private static final long QUIET = 2 * SECOND;
    /** a limit this many times above what was too much has been proven needless */
    private static final double NEEDLESS = 2;

    private final LongSupplier nanos;
    private long second;
    private int sent;
    private int sentBefore;
    private double learned;
    private double tooMuch;
    private long changed;
    private long lowered;
    private boolean begun;
    private long last;
    private boolean paused;
    private long pausedUntil;

    CallRate(LongSupplier nanos) {
        this.nanos = nanos;
        this.second = nanos.getAsLong();
    }

    /**
     * When the next call may leave, in nanoseconds of the clock; each turn is given once.
     *
     * @param set         calls a second as set; 0 for no limit
     * @param withLearned whether what was learned counts too
     * @param deadline    after which no turn is wanted
     * @return empty when only after the deadline
     */
    synchronized OptionalLong turn(int set, boolean withLearned, long deadline) {
        long now = nanos.getAsLong();
        count(now);
        double limit = withLearned ? limit(set, now) : set;
        long turn = now;
        if (limit > 0 && begun) {
            long next = last + (long) (SECOND / limit);
            turn = next - now > 0 ? next : now;
        }
        if (turn - deadline >= 0) {
            return OptionalLong.empty();
        }
        begun = true;
        last = turn;
        sent++;
        return OptionalLong.of(turn);
    }

    /** How long the seller does not want to hear of us, as it said with its last 429; 0 or less when it does. */
    synchronized long pauseNanos() {
        return paused ? pausedUntil - nanos.getAsLong() : 0;
    }

    /** The seller has answered 429, and is to be left alone for so long. */
    synchronized void tooMany(long pauseNanos) {
        long now = nanos.getAsLong();
        count(now);
        paused = true;
        pausedUntil = now + pauseNanos;
        // the calls that were under way with it are refused too, and say nothing new
        if (learned == 0 || now - lowered >= SECOND) {
            lowered = now;
            double seen = Math.max(1, Math.max(sent, sentBefore));
            tooMuch = learned == 0 ? seen : Math.min(learned, seen);
            learned = Math.max(1, tooMuch * LESS);
            changed = now;
        }
    }

    synchronized void reset() {
        learned = 0;
        paused = false;
        begun = false;
    }

    /** The limit that was learned, in calls a second; 0 for none. */
    synchronized double learned() {
        return learned;
    }

    private void count(long now) {
        long passed = (now - second) / SECOND;
        if (passed > 0) {
            sentBefore = passed == 1 ? sent : 0;
            sent = 0;
            second += passed * SECOND;
        }
    }

    private double limit(int set, long now) {
        while (learned > 0 && now - changed >= QUIET) {
            learned = learned * MORE + 1;
            changed += QUIET;
            if (learned > tooMuch * NEEDLESS) {
                learned = 0;
            }
        }
        return learned == 0 ? set : set == 0 ? learned : Math.min(set, learned);
    }
}
