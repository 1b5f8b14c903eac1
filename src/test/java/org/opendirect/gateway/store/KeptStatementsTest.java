package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

class KeptStatementsTest {

    private static final String INSERT = "insert into t (id, words) values (?, ?)";
    private static final String SELECT = "select words from t order by id";

    @TempDir
    private Path folder;
    private KeptStatements source;
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        var file = new SQLiteDataSource(config);
        file.setUrl("jdbc:sqlite:" + folder.resolve("t.db"));
        source = new KeptStatements(file);
        connection = source.getConnection();
        run("create table t (id integer primary key, words text)");
        insert(1, "one");
        insert(2, "two");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aStatementThatWasClosedIsTheSameOneTheNextTime() throws SQLException {
        PreparedStatement first = connection.prepareStatement(SELECT);
        JDBC4PreparedStatement behind = behind(first);
        first.close();
        first.close();

        PreparedStatement second = connection.prepareStatement(SELECT);

        assertThat(behind(second)).isSameAs(behind);
        assertThat(first.isClosed()).isTrue();
        assertThatThrownBy(first::executeQuery).isInstanceOf(SQLException.class).hasMessage("the statement is closed");
        assertThat(words(second)).isEqualTo("one");
    }

    @Test
    void oneThatIsInUseIsNotGivenToAnotherAndOneOfThemIsKept() throws SQLException {
        PreparedStatement outer = connection.prepareStatement(SELECT);
        ResultSet rows = outer.executeQuery();
        rows.next();
        PreparedStatement inner = connection.prepareStatement(SELECT);

        assertThat(behind(inner)).isNotSameAs(behind(outer));
        assertThat(words(inner)).isEqualTo("one");
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("two");

        JDBC4PreparedStatement last = behind(outer);
        inner.close();
        outer.close();
        assertThat(behind(connection.prepareStatement(SELECT))).isSameAs(last);
    }

    @Test
    void aStatementThatHasFailedIsNotKeptAndTheDriversExceptionComesThrough() throws SQLException {
        PreparedStatement twice = connection.prepareStatement(INSERT);
        JDBC4PreparedStatement behind = behind(twice);
        twice.setInt(1, 1);
        twice.setString(2, "again");

        assertThatThrownBy(twice::executeUpdate).isInstanceOf(SQLiteException.class).hasMessageContaining("UNIQUE");
        twice.close();

        PreparedStatement next = connection.prepareStatement(INSERT);
        assertThat(behind(next)).isNotSameAs(behind);
        assertThat(behind.isClosed()).isTrue();
        assertThatThrownBy(() -> connection.prepareStatement("select nothing from nowhere")).isInstanceOf(SQLiteException.class);
    }

    @Test
    void nothingOfOneUseIsLeftForTheNext() throws SQLException {
        try (PreparedStatement half = connection.prepareStatement(INSERT)) {
            half.setInt(1, 7);
            half.setString(2, "secret");
        }
        try (PreparedStatement next = connection.prepareStatement(INSERT)) {
            next.setInt(1, 8);
            next.executeUpdate();
        }
        assertThat(words(connection.prepareStatement("select coalesce(words, 'none') from t where id = 8"))).isEqualTo("none");
    }

    @Test
    void aResultThatWasNotReadToItsEndHoldsNothing() throws SQLException {
        connection.setAutoCommit(false);
        PreparedStatement select = connection.prepareStatement(SELECT);
        select.executeQuery().next();
        select.close();
        connection.commit();
        connection.setAutoCommit(true);

        // it can be emptied only when nobody reads from it
        try (Connection other = source.getConnection(); PreparedStatement checkpoint = other.prepareStatement("pragma wal_checkpoint(truncate)");
                ResultSet result = checkpoint.executeQuery()) {
            result.next();
            assertThat(result.getInt(1)).as("busy").isZero();
        }
        run("drop table t");
    }

    @Test
    void aKeptStatementKnowsAColumnThatCameLater() throws SQLException {
        assertThat(words(connection.prepareStatement(SELECT))).isEqualTo("one");
        run("alter table t add column more text default 'x'");
        run("update t set words = more");

        PreparedStatement again = connection.prepareStatement(SELECT);
        assertThat(words(again)).isEqualTo("x");
    }

    @Test
    void noMoreThanAHundredAreKeptAndClosingTheConnectionClosesThem() throws SQLException {
        PreparedStatement first = connection.prepareStatement("select 0");
        JDBC4PreparedStatement eldest = behind(first);
        first.close();
        JDBC4PreparedStatement youngest = null;
        for (int i = 1; i <= 100; i++) {
            try (PreparedStatement one = connection.prepareStatement("select " + i)) {
                youngest = behind(one);
            }
        }
        assertThat(eldest.isClosed()).isTrue();
        assertThat(youngest.isClosed()).isFalse();

        connection.close();
        assertThat(youngest.isClosed()).isTrue();
        connection = source.getConnection();
    }

    private void insert(int id, String words) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, id);
            insert.setString(2, words);
            assertThat(insert.executeUpdate()).isOne();
        }
    }

    private void run(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    /** The first row's first column; closes the statement. */
    private static String words(PreparedStatement statement) throws SQLException {
        try (statement; ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static JDBC4PreparedStatement behind(PreparedStatement statement) throws SQLException {
        return statement.unwrap(JDBC4PreparedStatement.class);
    }
}
