package org.opendirect.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The line in front of SQLite's one writer, which is fairer and quicker than its busy loop. Whoever comes to write takes a few of those
 * who wait behind into the same transaction, one change after the other: one commit and one sync for all of them, and where the cores
 * are busy one wait for a core instead of one each. Every caller hears of its change when that is committed, not before. A change that
 * fails takes none of the others with it: then nothing is done, and each is done once more in a transaction of its own.
 */
final class OneWriter {

    /** more would let the first of them wait for the last, while its next call could be on its way */
    private static final int TOGETHER = 8;

    private final TransactionTemplate transactions;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Turn<?>> waiting = new ConcurrentLinkedQueue<>();
    /** whose change is being made; belongs to who holds the lock */
    private Turn<?> current;

    OneWriter(TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    /** One change, and what became of it. */
    private static final class Turn<T> {
        private final Supplier<T> change;
        private final Thread caller = Thread.currentThread();
        private final List<Runnable> afterwards = new ArrayList<>();
        private T result;
        private boolean written;
        private Throwable failure;
        private volatile boolean over;

        Turn(Supplier<T> change) {
            this.change = change;
        }

        void take() {
            afterwards.clear();
            result = change.get();
        }

        T end() {
            if (written) {
                afterwards.forEach(Runnable::run);
                return result;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw failure instanceof RuntimeException own ? own : new IllegalStateException("it was not written", failure);
        }
    }

    <T> T write(Supplier<T> change) {
        if (isWriting()) {
            return transactions.execute(status -> change.get());
        }
        var turn = new Turn<>(change);
        waiting.add(turn);
        boolean interrupted = false;
        while (!turn.over) {
            if (writing.tryLock()) {
                // nobody's interrupt may keep the others of the same transaction from the database
                interrupted |= Thread.interrupted();
                try {
                    writeNext();
                } finally {
                    writing.unlock();
                    // only now: who came meanwhile and found the lock taken is in the queue by now
                    Turn<?> next = waiting.peek();
                    if (next != null) {
                        LockSupport.unpark(next.caller);
                    }
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return turn.end();
    }

    /** Whether this thread is inside a change. */
    boolean isWriting() {
        return writing.isHeldByCurrentThread();
    }

    /** Keeps what the current change's caller is to do once it is committed. */
    void afterwards(Runnable action) {
        current.afterwards.add(action);
    }

    private void writeNext() {
        var turns = new ArrayList<Turn<?>>();
        while (turns.size() < TOGETHER && !waiting.isEmpty()) {
            turns.add(waiting.poll());
        }
        try {
            if (turns.size() == 1 || !together(turns)) {
                turns.forEach(this::alone);
            }
        } finally {
            current = null;
            turns.forEach(OneWriter::over);
        }
    }

    /** Its caller goes on. */
    private static void over(Turn<?> turn) {
        if (!turn.over) {
            turn.over = true;
            LockSupport.unpark(turn.caller);
        }
    }

    /** False when one of them has failed, and so nothing is done. */
    private boolean together(List<Turn<?>> turns) {
        try {
            boolean good = Boolean.TRUE.equals(transactions.execute(status -> {
                try {
                    turns.forEach(this::take);
                    return true;
                } catch (RuntimeException | Error e) {
                    status.setRollbackOnly();
                    return false;
                }
            }));
            turns.forEach(t -> t.written = good);
            return good;
        } catch (UnexpectedRollbackException e) {
            // a change has gone on although something inside it had failed; nothing is done here either
            return false;
        } catch (RuntimeException | Error e) {
            // it did not begin, or its end is not known: none of them may take it for done, and none is done again
            turns.forEach(t -> t.failure = new TransactionSystemException("what became of the change is not known", e));
            return true;
        }
    }

    private void alone(Turn<?> turn) {
        try {
            transactions.executeWithoutResult(status -> take(turn));
            turn.written = true;
        } catch (RuntimeException | Error e) {
            turn.failure = e;
        }
        // nobody waits for those after it
        over(turn);
    }

    private void take(Turn<?> turn) {
        current = turn;
        turn.take();
    }
}
