package org.opendirect.gateway.seller;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * Ends calls whose time is up. One thread looks through the calls under way every few milliseconds: a timer for each of some ten thousand
 * calls a second would cost more than the looking, and nearly none of them ever rings.
 */
final class CallDeadlines implements AutoCloseable {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

    private final Set<Watched> calls = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean idle;
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
        private volatile boolean rang;

        private Watched(long deadline, Cancellable call) {
            this.deadline = deadline;
            this.call = call;
        }

        /** Whether its time was up before it ended. */
        boolean rang() {
            return rang;
        }

        @Override
        public void close() {
            calls.remove(this);
        }
    }

    /** @param deadline in {@link System#nanoTime()} */
    Watched watch(long deadline, Cancellable call) {
        var watched = new Watched(deadline, call);
        calls.add(watched);
        if (idle) {
            LockSupport.unpark(thread);
        }
        return watched;
    }

    private void watch() {
        while (!closed) {
            long now = System.nanoTime();
            for (Watched watched : calls) {
                if (watched.deadline - now <= 0 && !watched.rang) {
                    watched.rang = true;
                    watched.call.cancel();
                }
            }
            idle = true;
            if (calls.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, TICK);
            }
            idle = false;
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
