package org.opendirect.gateway.seller;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * Ends calls whose time is up. One thread, and a wheel of slots for the moments to come: a timer for each of some ten thousand calls a
 * second would cost more than all else about them, and nearly none of them ever rings.
 */
final class CallDeadlines implements AutoCloseable {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(8);
    private static final int SLOTS = 512;

    private final List<Set<Watched>> wheel = Stream.<Set<Watched>>generate(ConcurrentHashMap::newKeySet).limit(SLOTS).toList();
    private final long origin = System.nanoTime();
    private final Thread thread;
    private volatile boolean closed;

    CallDeadlines() {
        thread = new Thread(this::watch, "seller-deadlines");
        thread.setDaemon(true);
        thread.start();
    }

    /** One call under way; closed when it has ended. */
    final class Watched implements AutoCloseable {
        private final long deadline;
        private final Cancellable call;
        private final Set<Watched> slot;
        private volatile boolean rang;

        private Watched(long deadline, Cancellable call) {
            this.deadline = deadline;
            this.call = call;
            this.slot = slot(deadline);
            slot.add(this);
        }

        /** Whether its time was up before it ended. */
        boolean rang() {
            return rang;
        }

        @Override
        public void close() {
            slot.remove(this);
        }
    }

    /** @param deadline to come, in {@link System#nanoTime()} */
    Watched watch(long deadline, Cancellable call) {
        return new Watched(deadline, call);
    }

    /** The slot that is looked at first when the moment has passed. */
    private Set<Watched> slot(long moment) {
        return wheel.get((int) Math.floorMod((moment - origin) / TICK + 1, (long) SLOTS));
    }

    private void watch() {
        for (long tick = 0; !closed; tick++) {
            long now = System.nanoTime();
            long due = origin + tick * TICK;
            for (Watched watched : slot(due - TICK)) {
                // who is here for a later turn of the wheel stays
                if (watched.deadline - now <= 0 && !watched.rang) {
                    watched.rang = true;
                    watched.call.cancel();
                }
            }
            while (!closed && due + TICK - System.nanoTime() > 0) {
                LockSupport.parkNanos(this, due + TICK - System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
