package org.opendirect.gateway.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.api.migration.JavaMigration;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.flyway.autoconfigure.FlywayDataSource;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the store adds to Spring Boot's data source, transactions and Flyway: one gateway for each SQLite file, gateways
 * of one version for each PostgreSQL, and a bound on transactions that stand still. The settings of
 * {@code spring.datasource} have their defaults in the packaged application.yaml.
 */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    static BeanPostProcessor connectionPoolDefaults(ObjectProvider<GatewaySettings> settings) {
        return new ConnectionPoolDefaults(settings);
    }

    /** The lock is taken before the database is opened, and released after it is closed. */
    @Bean
    static AbstractDependsOnBeanFactoryPostProcessor lockBeforeDataSource() {
        return new AbstractDependsOnBeanFactoryPostProcessor(DataSource.class, SingleInstanceLock.class) { };
    }

    @Bean
    DatabaseUrl databaseUrl(ObjectProvider<JdbcConnectionDetails> details, DataSourceProperties properties,
                            GatewaySettings settings) {
        JdbcConnectionDetails found = details.getIfAvailable();
        return DatabaseUrl.of(found == null ? properties.determineUrl() : found.getJdbcUrl(), settings.store());
    }

    @Bean
    SingleInstanceLock singleInstanceLock(DatabaseUrl database) {
        return new SingleInstanceLock(database);
    }

    /** Not the pool, which closes a connection of SQLite that has failed: Flyway's error would be that it is closed. */
    @Bean(defaultCandidate = false)
    @FlywayDataSource
    DataSource migrationDataSource(DataSource dataSource) throws SQLException {
        var driver = DataSourceBuilder.derivedFrom(dataSource).type(SimpleDriverDataSource.class).build();
        if (dataSource.isWrapperFor(HikariDataSource.class)) {
            driver.setConnectionProperties(dataSource.unwrap(HikariDataSource.class).getDataSourceProperties());
        }
        return driver;
    }

    @Bean
    JavaMigration ordersByDay() {
        return new OrdersByDay();
    }

    @Bean
    JavaMigration backfillSellerIds() {
        return new V16__Backfill_seller_ids();
    }

    /** Closed once nothing uses the tables any more. */
    @Bean
    GatewayRegistry gatewayRegistry(DataSource dataSource, TransactionTemplate transactions, DatabaseUrl database,
                                    GatewaySettings settings, ConfigurableApplicationContext gateway) {
        return new GatewayRegistry(dataSource, transactions, database, settings.booking().lease(), gateway::close);
    }

    @Bean
    FlywayMigrationStrategy migrationAmongGateways(GatewayRegistry registry) {
        return registry::migrate;
    }

    @Bean
    @DependsOnDatabaseInitialization
    Store store(JdbcClient sql, TransactionTemplate transactions, DatabaseUrl database) {
        return new Store(sql, transactions, !database.isSqlite());
    }

    @Bean
    Retention retention(Store store, Clock clock, GatewaySettings settings) {
        return new Retention(store, clock, settings.retention());
    }
}
