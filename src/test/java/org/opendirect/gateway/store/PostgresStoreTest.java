package org.opendirect.gateway.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.opendirect.gateway.settings.GatewaySettings;

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

    @Override
    GatewaySettings.Store settings() {
        return settings;
    }
}
