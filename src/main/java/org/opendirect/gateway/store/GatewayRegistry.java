package org.opendirect.gateway.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.opendirect.gateway.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The gateways that share a PostgreSQL: each has a row with the version of the tables that it works with, for as long as it renews its lease.
 * One of another version does not start beside them, so the tables are never changed under a gateway that runs. Versions before this table
 * have no row. One that stood still for longer than its lease, and finds the tables changed, stops.
 */
public final class GatewayRegistry implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GatewayRegistry.class);
    /** held alone by whoever starts, shared by whoever renews */
    private static final String LOCK = "(hashtextextended('gateway instances', 0))";
    private static final String NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    private final DataSource dataSource;
    private final TransactionTemplate transactions;
    private final DatabaseUrl database;
    private final Duration lease;
    private final Runnable stop;
    private final String id = UUID.randomUUID().toString();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile Registered registered;

    /** @param changes how many migrations had run by then */
    private record Registered(MigrationVersion version, long changes) {
    }

    /**
     * @param lease  for how long a gateway that does not say otherwise counts as running
     * @param stop   ends this gateway in good order; called on a thread of its own
     */
    GatewayRegistry(DataSource dataSource, TransactionTemplate transactions, DatabaseUrl database, Duration lease,
                    Runnable stop) {
        this.dataSource = dataSource;
        this.transactions = transactions;
        this.database = database;
        this.lease = lease;
        this.stop = stop;
    }

    /**
     * Migrates the tables while no other gateway starts; this one counts as running from then on.
     *
     * @throws SettingsException when a later version has changed the tables, or a gateway of another version runs;
     *                           nothing is changed then
     */
    void migrate(Flyway flyway) {
        start(flyway.getConfiguration().getDataSource(), known(flyway.info()), () -> refuseNewer(flyway.info()),
                flyway::migrate);
    }

    /**
     * @param unpooled where a connection can be had that holds a lock until it is closed
     * @param version  that the tables have afterwards
     * @param check    of the tables as they are, before anything else
     */
    void start(DataSource unpooled, MigrationVersion version, Runnable check, Runnable migration) {
        if (database.isSqlite()) {
            check.run();
            migration.run();
            return;
        }
        try (Connection connection = unpooled.getConnection()) {
            JdbcClient sql = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            sql.sql("select 1 from pg_advisory_lock" + LOCK).query(Integer.class).single();
            check.run();
            refuseOthers(sql, version);
            migration.run();
            registered = new Registered(version, changes(sql));
            register(sql, version);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a later version has changed here is not for this one to write to: it would neither keep it nor know what to do with it. */
    private void refuseNewer(MigrationInfoService schema) {
        Stream.of(schema.all()).filter(m -> m.getState().isApplied() && !m.getState().isResolved() && m.getVersion() != null)
                .map(MigrationInfo::getVersion).max(Comparator.naturalOrder()).ifPresent(newer -> {
                    throw database.wrong("a database of this version or an earlier one; a later one has changed its tables to version " + newer
                            + ", and this one knows them up to " + known(schema) + ": start the later one again");
                });
    }

    private static MigrationVersion known(MigrationInfoService schema) {
        return Stream.of(schema.all()).filter(m -> m.getState().isResolved()).map(MigrationInfo::getVersion).filter(Objects::nonNull)
                .max(Comparator.naturalOrder()).orElse(MigrationVersion.EMPTY);
    }

    private void refuseOthers(JdbcClient sql, MigrationVersion version) {
        if (!sql.sql("select to_regclass('gateway_instance') is not null").query(Boolean.class).single()) {
            return;
        }
        sql.sql("delete from gateway_instance where lease_until <= " + NOW).update();
        List<String> others = sql.sql("select process, schema_version, lease_until from gateway_instance where schema_version <> ? order by process")
                .param(version.getVersion()).query((row, n) -> row.getString(1) + " with version " + row.getString(2) + " (until "
                        + Instant.ofEpochMilli(row.getLong(3)) + " at least)").list();
        if (!others.isEmpty()) {
            throw database.wrong("a database on which no gateway with tables of another version runs; this one has version "
                    + version + ", and there still run " + String.join(", ", others) + ": stop them all first; one that was killed counts for "
                    + lease.toSeconds() + " s");
        }
    }

    /** What the database sees of this gateway tells people which one it is. */
    private void register(JdbcClient sql, MigrationVersion version) {
        sql.sql("insert into gateway_instance (id, process, schema_version, lease_until) "
                        + "values (?, ? || coalesce(host(inet_client_addr()), 'the database''s host'), ?, " + NOW + " + ?) "
                        + "on conflict (id) do update set lease_until = excluded.lease_until")
                .params(id, "process " + ProcessHandle.current().pid() + " at ", version.getVersion(), lease.toMillis()).update();
    }

    private static long changes(JdbcClient sql) {
        return sql.sql("select count(*) from flyway_schema_history where success").query(Long.class).single();
    }

    /** Counts as running for another lease; stops the gateway when the tables have been changed since it started. */
    public void renew() {
        Registered self = registered;
        if (self == null || stopped.get()) {
            return;
        }
        JdbcClient sql = JdbcClient.create(dataSource);
        boolean current = Boolean.TRUE.equals(transactions.execute(status -> {
            sql.sql("select 1 from pg_advisory_xact_lock_shared" + LOCK).query(Integer.class).single();
            boolean unchanged = changes(sql) == self.changes();
            if (unchanged) {
                register(sql, self.version());
            }
            return unchanged;
        }));
        if (!current && stopped.compareAndSet(false, true)) {
            log.error("This gateway stops: it stood still for longer than its lease, and a later version has changed the tables of the database "
                    + "meanwhile, which it does not know; what it had begun is carried on by the others");
            new Thread(stop, "stop").start();
        }
    }

    @Override
    public void close() {
        if (registered == null) {
            return;
        }
        try {
            JdbcClient.create(dataSource).sql("delete from gateway_instance where id = ?").param(id).update();
        } catch (DataAccessException e) {
            log.warn("This gateway counts as running for another {} s, since the database does not take its leave: {}", lease.toSeconds(),
                    StoreFaults.reason(e));
        }
    }
}
