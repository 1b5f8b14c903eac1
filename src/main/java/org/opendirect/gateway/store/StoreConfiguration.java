package org.opendirect.gateway.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.SettingsException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens the database and brings its schema up to date before anything else may use it. */
@Configuration(proxyBeanMethods = false)
public class StoreConfiguration {

    private static final String SQLITE = "jdbc:sqlite:";
    private static final Pattern BUSY_TIMEOUT = Pattern.compile("[?&]busy_timeout=(\\d{1,6})(?!\\d)");

    /** Taken before the database is opened, given back after it is closed. */
    @Bean(destroyMethod = "close")
    OneGatewayLock oneGatewayLock(GatewaySettings settings) {
        String url = settings.store().url();
        return isSqlite(url) ? new OneGatewayLock(url, Path.of(fileOf(url))) : null;
    }

    @Bean(destroyMethod = "close")
    public HikariDataSource dataSource(GatewaySettings settings, ObjectProvider<OneGatewayLock> lock) {
        lock.getIfAvailable();
        return open(settings.store());
    }

    @Bean(destroyMethod = "close")
    GatewayRegistry gatewayRegistry(DataSource dataSource, GatewaySettings settings, ConfigurableApplicationContext gateway) {
        return new GatewayRegistry(dataSource, settings.store(), settings.booking().lease(), gateway::close);
    }

    /** Gone from the registry only once nothing uses the tables any more. */
    @Bean
    public Store store(DataSource dataSource, GatewaySettings settings, GatewayRegistry registry) {
        try {
            return migrated(dataSource, settings.store().url(), registry);
        } catch (FlywayException | DataAccessException e) {
            throw cannotBeUsed(settings.store().url(), e);
        }
    }

    @Bean
    Retention retention(Store store, Clock clock, GatewaySettings settings) {
        return new Retention(store, clock, settings.retention());
    }

    static HikariDataSource open(GatewaySettings.Store store) {
        var hikari = new HikariConfig();
        hikari.setPoolName("store");
        hikari.setJdbcUrl(store.url());
        hikari.setMaximumPoolSize(store.connections());
        hikari.setMinimumIdle(1);
        hikari.setConnectionTimeout(5_000);
        if (isSqlite(store.url())) {
            fileOf(store.url());
            var sqlite = new SQLiteConfig();
            sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
            sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            sqlite.setBusyTimeout(busyTimeoutMs(store.url()));
            sqlite.enforceForeignKeys(true);
            // else it asks for the new row's number after every insert; where it is wanted the statement says "returning"
            sqlite.setGetGeneratedKeys(false);
            var file = new SQLiteDataSource(sqlite);
            file.setUrl(store.url());
            hikari.setDataSource(new KeptStatements(file));
            hikari.setExceptionOverride(new Spoilt());
        } else {
            hikari.setUsername(store.username().isBlank() ? null : store.username());
            hikari.setPassword(store.password().isPresent() ? store.password().reveal() : null);
            // a host that vanishes without a word is noticed; in seconds, and what stands in the URL counts before these
            hikari.addDataSourceProperty("connectTimeout", "5");
            hikari.addDataSourceProperty("socketTimeout", "30");
            hikari.addDataSourceProperty("tcpKeepAlive", "true");
            // and so does the database notice a gateway that vanishes or freezes with a transaction open: by itself it would keep the rows locked
            hikari.setConnectionInitSql("set idle_in_transaction_session_timeout = " + store.idleInTransaction().toMillis());
        }
        // else the pool tells of a first connection that fails with all its causes, before anybody can say it in a line
        hikari.setInitializationFailTimeout(-1);
        var pool = new HikariDataSource(hikari);
        try (Connection first = pool.getConnection()) {
            first.isReadOnly();
            return pool;
        } catch (SQLException e) {
            pool.close();
            throw cannotBeUsed(store.url(), e);
        }
    }

    private static SettingsException cannotBeUsed(String url, Throwable fault) {
        return new SettingsException("gateway.store.url", shown(url), "a database that can be opened, read and written to; it said: "
                + StoreFaults.reason(fault));
    }

    /**
     * After these a connection of SQLite may believe itself in a transaction that it is not in, and would make every later statement
     * durable by itself: it is not used again.
     */
    private static final class Spoilt implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return StoreFaults.isOfTheFile(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }

    static Store migrated(DataSource dataSource, String url, GatewayRegistry registry) {
        boolean postgres = !isSqlite(url);
        // the pool takes a connection that has failed away from under Flyway, and what it says then is that this one is closed
        DataSource plain = dataSource instanceof HikariDataSource pool && pool.getDataSource() != null ? pool.getDataSource() : dataSource;
        Flyway schema = Flyway.configure()
                .dataSource(plain)
                .locations("classpath:db/migration/" + (postgres ? "postgresql" : "sqlite"))
                .javaMigrations(new OrdersByDay(), new V16__Backfill_seller_ids())
                .load();
        registry.start(known(schema.info()), () -> refuseNewer(schema.info(), url), schema::migrate);
        var transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        return new Store(JdbcClient.create(dataSource), transactions, postgres);
    }

    /** What a later version has changed here is not for this one to write to: it would neither keep it nor know what to do with it. */
    private static void refuseNewer(MigrationInfoService schema, String url) {
        Stream.of(schema.all()).filter(m -> m.getState().isApplied() && !m.getState().isResolved() && m.getVersion() != null)
                .map(MigrationInfo::getVersion).max(Comparator.naturalOrder()).ifPresent(newer -> {
                    throw new SettingsException("gateway.store.url", shown(url), "a database of this version or an earlier one; a later one has changed "
                            + "its tables to version " + newer + ", and this one knows them up to " + known(schema) + ": start the later one again");
                });
    }

    private static MigrationVersion known(MigrationInfoService schema) {
        return Stream.of(schema.all()).filter(m -> m.getState().isResolved()).map(MigrationInfo::getVersion).filter(Objects::nonNull)
                .max(Comparator.naturalOrder()).orElse(MigrationVersion.EMPTY);
    }

    static boolean isSqlite(String url) {
        return url.startsWith(SQLITE);
    }

    /** The address of a database without what is secret in it. */
    public static String shown(String url) {
        return url.replaceAll("(?i)password=[^&]*", "password=(set)").replaceAll("//\\S*@", "//(credentials)@");
    }

    /** How long to wait for another process that writes; the driver passes over what the URL says of it. */
    private static int busyTimeoutMs(String url) {
        Matcher said = BUSY_TIMEOUT.matcher(url);
        return said.find() ? Integer.parseInt(said.group(1)) : 10_000;
    }

    /** A file that is written as a URI too, with an authority that is empty or not there (sqlite.org/uri.html). */
    private static String plain(String file) {
        if (!file.startsWith("file:")) {
            return file;
        }
        String path = file.substring("file:".length());
        String local = path.startsWith("//") ? path.substring(Math.max(2, path.indexOf('/', 2))) : path;
        return URLDecoder.decode(local.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The file of a SQLite URL, in a folder that exists. */
    private static String fileOf(String url) {
        String file = plain(url.substring(SQLITE.length()).replaceAll("\\?.*", ""));
        if (file.isBlank() || file.startsWith(":")) {
            throw new SettingsException("gateway.store.url", url, "a file: what is kept in memory or in a temporary one is lost");
        }
        Path folder = Path.of(file).toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            return file;
        } catch (IOException e) {
            throw new SettingsException("gateway.store.url", url, "a file in a folder that is there or can be made: " + e);
        }
    }
}
