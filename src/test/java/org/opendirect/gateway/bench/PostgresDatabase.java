package org.opendirect.gateway.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own with the server's default durability. The embedded one is made for tests and would sync nothing: what it
 * switches off is switched on again, and asked for.
 */
final class PostgresDatabase implements BenchDatabase {

    static final String NAME = "PostgreSQL";
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final EmbeddedPostgres server;
    private final Connection connection;
    private final ProcessHandle postmaster;

    private PostgresDatabase(EmbeddedPostgres server, Connection connection, ProcessHandle postmaster) {
        this.server = server;
        this.connection = connection;
        this.postmaster = postmaster;
    }

    static PostgresDatabase start(Path folder) throws IOException, SQLException {
        Path data = Files.createDirectories(folder).resolve("data");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(true);
        DURABLE.forEach(setting -> builder.setServerConfig(setting, "on"));
        EmbeddedPostgres server = builder.start();
        try {
            var postmaster = ProcessHandle.of(Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim())).orElseThrow();
            // another database than the gateway's, so that asking is not counted
            var database = new PostgresDatabase(server, server.getPostgresDatabase().getConnection(), postmaster);
            database.verify();
            return database;
        } catch (IOException | SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void verify() throws SQLException {
        for (String setting : DURABLE) {
            if (!ask("show " + setting).equals("on")) {
                throw new IllegalStateException(setting + " is " + ask("show " + setting) + ": such figures would be worth nothing");
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create database gateway");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> settings() {
        return List.of("--gateway.store.url=jdbc:postgresql://localhost:" + server.getPort() + "/gateway", "--gateway.store.username=postgres");
    }

    /** Only a transaction that writes, or locks rows, takes a number: the next number counts them all. */
    @Override
    public long commits() {
        return number("select txid_snapshot_xmax(txid_current_snapshot())");
    }

    @Override
    public Duration cpu() {
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).map(Cpu::of).reduce(Duration.ZERO, Duration::plus);
    }

    /** The server's sessions report what they did now and then, and when they end: it waits for the last of them. */
    @Override
    public Optional<Long> transactions() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long before = -1;
        long now = transactionsSoFar();
        while (System.nanoTime() < end && now != before) {
            try {
                Thread.sleep(700);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            before = now;
            now = transactionsSoFar();
        }
        return Optional.of(now);
    }

    private long transactionsSoFar() {
        return number("select xact_commit from pg_stat_database where datname = 'gateway'");
    }

    @Override
    public List<String> facts() {
        return List.of("PostgreSQL " + ask("show server_version") + " on the same machine: fsync=" + ask("show fsync") + ", synchronous_commit="
                + ask("show synchronous_commit") + ", full_page_writes=" + ask("show full_page_writes") + ", wal_sync_method="
                + ask("show wal_sync_method") + ", shared_buffers=" + ask("show shared_buffers")
                + " (asked of the server); commits counted by its transaction numbers");
    }

    private long number(String query) {
        return Long.parseLong(ask(query));
    }

    private synchronized String ask(String query) {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
            server.close();
        } catch (SQLException | IOException e) {
            System.err.println("PostgreSQL was not stopped in good order: " + e.getMessage());
        }
    }
}
