package org.opendirect.gateway.store;

import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a database that cannot be reached, read or written from a fault of our own. */
public final class StoreFaults {

    private static final int PRIMARY = 0xff;
    private static final Set<Integer> SQLITE = Stream.of(SQLiteErrorCode.SQLITE_BUSY, SQLiteErrorCode.SQLITE_READONLY, SQLiteErrorCode.SQLITE_IOERR,
            SQLiteErrorCode.SQLITE_CORRUPT, SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_CANTOPEN, SQLiteErrorCode.SQLITE_NOTADB)
            .map(c -> c.code).collect(Collectors.toSet());
    /**
     * Beginnings of SQLSTATE (PostgreSQL, appendix A): connections, resources that are used up such as the disk, an operator's
     * intervention, faults of the system, a server that only reads.
     */
    private static final Set<String> STATES = Set.of("08", "53", "57P", "58", "25006");

    private StoreFaults() {
    }

    /** Whether it is the database that does not take it now, and may do so later, by itself or once somebody has mended it. */
    public static boolean isUnavailable(Throwable fault) {
        return causes(fault).anyMatch(t -> t instanceof TransientDataAccessException || t instanceof DataAccessResourceFailureException
                || t instanceof TransactionException || t instanceof SQLException sql && isOfTheDatabase(sql));
    }

    /** What the database, or its driver, said, in one line. */
    public static String reason(Throwable fault) {
        Throwable told = causes(fault).filter(t -> t instanceof SQLException sql && isOfTheDatabase(sql)).reduce((first, last) -> last)
                .or(() -> causes(fault).filter(SQLException.class::isInstance).reduce((first, last) -> last))
                .orElseGet(() -> causes(fault).reduce((first, last) -> last).orElse(fault));
        return String.valueOf(told.getMessage()).lines().findFirst().orElse("").trim();
    }

    static boolean isOfTheDatabase(SQLException fault) {
        return isOfTheFile(fault) || fault.getSQLState() != null && STATES.stream().anyMatch(fault.getSQLState()::startsWith);
    }

    /** Whether SQLite's file cannot be used as it is. */
    static boolean isOfTheFile(SQLException fault) {
        return fault instanceof SQLiteException sqlite && SQLITE.contains(sqlite.getResultCode().code & PRIMARY);
    }

    /** The fault, its causes, and what was overlaid by the end of a transaction that failed too. */
    private static Stream<Throwable> causes(Throwable fault) {
        return Stream.iterate(fault, t -> t != null, t -> t.getCause() == null && t instanceof TransactionSystemException end
                ? end.getApplicationException() : t.getCause()).limit(50);
    }
}
