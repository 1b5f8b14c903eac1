package org.opendirect.gateway.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Closes a connection of SQLite after a fault of the file: its driver may believe the connection in a transaction that
 * it is not in, and every later statement would be committed by itself. Named in
 * {@code spring.datasource.hikari.exception-override-class-name}.
 */
public final class SqliteEvictionPolicy implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException fault) {
        return StoreFaults.isOfTheFile(fault) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
