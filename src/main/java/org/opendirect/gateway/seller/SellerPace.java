package org.opendirect.gateway.seller;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.opendirect.gateway.seller.dialect.Choice;

/** Keeps to a seller's limit of calls a second, where one is set: calls leave evenly, and one that would come too late does not leave. */
final class SellerPace {

    private static final long SECOND = 1_000_000_000L;
    private final Map<String, Turns> bySeller = new ConcurrentHashMap<>();

    /** The turns of one seller; each turn is given once. */
    private static final class Turns {
        private boolean begun;
        private long last;

        /** When the next call may leave, in {@link System#nanoTime()}. */
        synchronized long take(long interval, long deadline) throws TransportLimits.NotSentException {
            long now = System.nanoTime();
            long turn = begun && last + interval - now > 0 ? last + interval : now;
            if (turn - deadline >= 0) {
                throw new TransportLimits.NotSentException("its turn would come after its time");
            }
            begun = true;
            last = turn;
            return turn;
        }
    }

    /**
     * Waits until the seller may be called.
     *
     * @param deadline in {@link System#nanoTime()}
     * @throws TransportLimits.NotSentException when that is only after the deadline
     */
    void await(Seller seller, long deadline) throws TransportLimits.NotSentException {
        int perSecond = seller.profile().number(Choice.CALLS_PER_SECOND);
        if (perSecond == 0) {
            return;
        }
        long turn = bySeller.computeIfAbsent(seller.id(), id -> new Turns()).take(SECOND / perSecond, deadline);
        while (turn - System.nanoTime() > 0) {
            LockSupport.parkNanos(turn - System.nanoTime());
            if (Thread.currentThread().isInterrupted()) {
                throw new TransportLimits.NotSentException("interrupted while waiting for its turn");
            }
        }
    }
}
