package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.TransactionSystemException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class StoreFaultsTest {

    static Stream<Throwable> ofTheDatabase() {
        return Stream.of(new UncategorizedSQLException("insert", "insert", full()), new IllegalStateException(new SQLException("no space", "53100")),
                new SQLException("gone", "08006"), new SQLException("read only", "25006"), new DataAccessResourceFailureException("gone"),
                new TransactionSystemException("commit failed"));
    }

    @ParameterizedTest
    @MethodSource("ofTheDatabase")
    void isUnavailableShouldBeTrueWhenTheDatabaseCannotBeUsed(Throwable fault) {
        assertThat(StoreFaults.isUnavailable(fault)).isTrue();
    }

    static Stream<Throwable> ofOurOwn() {
        return Stream.of(new DuplicateKeyException("twice"), new IllegalStateException("a bug"), new SQLException("no such column", "42703"),
                new SQLiteException("no such table", SQLiteErrorCode.SQLITE_ERROR));
    }

    @ParameterizedTest
    @MethodSource("ofOurOwn")
    void isUnavailableShouldBeFalseWhenTheFaultIsOurOwn(Throwable fault) {
        assertThat(StoreFaults.isUnavailable(fault)).isFalse();
    }

    @Test
    void reasonShouldBeTheDatabasesWhenTheEndOfTheTransactionFailsToo() {
        // given
        var end = new TransactionSystemException("rollback failed");
        end.initApplicationException(new UncategorizedSQLException("insert", "insert", full()));

        // when
        String reason = StoreFaults.reason(end);

        // then
        assertThat(reason).isEqualTo("database or disk is full");
    }

    private static SQLException full() {
        return new SQLiteException("database or disk is full\nand more", SQLiteErrorCode.SQLITE_FULL);
    }
}
