package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.transaction.TransactionException;

class PostgresStoreTest extends StoreContractTest {

    private static EmbeddedPostgres server;
    private GatewaySettings.Store settings;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void openOwnDatabase() throws SQLException {
        String name = "g" + System.nanoTime();
        try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        settings = at(server.getJdbcUrl("postgres", name).replaceAll("\\?.*", ""), "postgres");
        open();
    }

    @Test
    void aTransactionInWhichNothingHappensEndsAndKeepsItsRowsFromNobody() throws Exception {
        store.write(() -> store.sql().sql("create table held (id int primary key, n int)").update());
        store.write(() -> store.sql().sql("insert into held values (1, 0)").update());
        var frozen = new CountDownLatch(1);
        var goOn = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        var stale = CompletableFuture.runAsync(() -> store.write(() -> {
            store.sql().sql("update held set n = n + 1").update();
            frozen.countDown();
            goOn.join();
            store.sql().sql("update held set n = n + 100").update();
        }));
        assertThat(frozen.await(5, TimeUnit.SECONDS)).isTrue();

        var other = CompletableFuture.runAsync(() -> store.write(() -> store.sql().sql("update held set n = n + 10").update()));

        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        goOn.complete(null);
        assertThatThrownBy(() -> stale.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(TransactionException.class);
        assertThat(store.sql().sql("select n from held").query(Integer.class).single()).isEqualTo(10);
    }

    @Override
    GatewaySettings.Store settings() {
        return settings;
    }
}
