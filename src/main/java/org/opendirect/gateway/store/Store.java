package org.opendirect.gateway.store;

import java.time.Clock;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions over the one database. Both databases speak the SQL that the callers write; where they differ, the store says how. */
public final class Store {

    private final JdbcClient sql;
    private final TransactionTemplate transactions;
    private final boolean postgres;
    private final OneWriter oneWriter;

    public Store(JdbcClient sql, TransactionTemplate transactions, boolean postgres) {
        this.sql = sql;
        this.transactions = transactions;
        this.postgres = postgres;
        this.oneWriter = new OneWriter(transactions);
    }

    /** Statements; inside {@link #write} they belong to its transaction, outside each stands for itself and may only read. */
    public JdbcClient sql() {
        return sql;
    }

    /**
     * Runs in one transaction, or in the one that already runs on this thread. Committed when this returns from the outermost. Another
     * gateway may be faster by a moment, with the same key or the other way round with the same rows; on SQLite a change that shares
     * the transaction may fail. Then nothing was done, and it is run once more, over what is there now. So the change must do nothing but
     * read and write the database, and may run on another thread than its caller's.
     */
    public <T> T write(Supplier<T> change) {
        if (!postgres) {
            return oneWriter.write(change);
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return transactions.execute(status -> change.get());
        }
        try {
            return transactions.execute(status -> change.get());
        } catch (DuplicateKeyException | ConcurrencyFailureException e) {
            return transactions.execute(status -> change.get());
        }
    }

    public void write(Runnable change) {
        write(() -> {
            change.run();
            return null;
        });
    }

    /** Runs once the running transaction is durable; at once when there is none. */
    public void afterCommit(Runnable action) {
        if (oneWriter.isWriting()) {
            oneWriter.afterwards(action);
        } else if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    action.run();
                }
            });
        } else {
            action.run();
        }
    }

    /** Whether other gateways may be working on the same database. */
    public boolean shared() {
        return postgres;
    }

    /**
     * Now, in milliseconds, as part of a statement: the database's own clock where several gateways share it, since theirs differ and a
     * lease must mean the same to all of them.
     */
    public String now(Clock own) {
        return postgres ? "(extract(epoch from clock_timestamp()) * 1000)::bigint" : Long.toString(own.millis());
    }

    /** What a select appends to keep others from changing its rows until commit; SQLite's single writer needs nothing. */
    public String forUpdate() {
        return postgres ? " for update" : "";
    }

    /** As {@link #forUpdate}, but what somebody else has locked is passed over rather than waited for. */
    public String skipLocked() {
        return postgres ? " for update skip locked" : "";
    }

    /**
     * Keeps a name for this transaction alone, until it ends: waits until all who have it have given it back. Inside a transaction, and
     * as the statement before the first that reads what the name stands for: in one statement with it, that would be read as it was
     * before the wait. Turns are taken in the order of asking, also by those who share it; locks of rows are not like that, there
     * whoever shares goes first, again and again.
     */
    public void lock(String name) {
        take("pg_advisory_xact_lock", name);
    }

    /** As {@link #lock}, but others may share the name. To lock what one has shared already is a deadlock, if two do it. */
    public void lockShared(String name) {
        take("pg_advisory_xact_lock_shared", name);
    }

    /** As {@link #lock}, without waiting; false when somebody has the name. */
    public boolean tryLock(String name) {
        return !postgres || sql.sql("select pg_try_advisory_xact_lock(hashtextextended(?, 0))").param(name).query(Boolean.class).single();
    }

    /** SQLite's single writer keeps everybody else out anyway. */
    private void take(String lock, String name) {
        if (postgres) {
            sql.sql("select 1 from " + lock + "(hashtextextended(?, 0))").param(name).query(Integer.class).single();
        }
    }
}
