package org.opendirect.gateway.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

/** The store as a gateway opens it: by Spring Boot, on the packaged settings, and with nothing else of the gateway. */
record OpenStore(ConfigurableApplicationContext context) implements AutoCloseable {

    @Import(StoreConfiguration.class)
    @EnableConfigurationProperties(GatewaySettings.class)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
        TransactionAutoConfiguration.class, JdbcTemplateAutoConfiguration.class, JdbcClientAutoConfiguration.class,
        FlywayAutoConfiguration.class})
    static class Application {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    static OpenStore at(Map<String, String> settings, String... more) {
        return with(Stream.concat(settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()), Arrays.stream(more))
                .toArray(String[]::new));
    }

    /** @param settings each as {@code name=value} */
    static OpenStore with(String... settings) {
        return new OpenStore(new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
                .run(Arrays.stream(settings).map(s -> "--" + s).toArray(String[]::new)));
    }

    /** The database as a gateway of an earlier version left it. */
    static void migrate(Map<String, String> settings, String target) {
        String url = settings.get("gateway.store.url");
        String vendor = url.startsWith("jdbc:sqlite:") ? "sqlite" : "postgresql";
        Flyway.configure().dataSource(url, settings.get("gateway.store.username"), "")
                .target(MigrationVersion.fromVersion(target)).locations("classpath:db/migration/" + vendor).load().migrate();
    }

    Store store() {
        return context.getBean(Store.class);
    }

    HikariDataSource pool() {
        return context.getBean(HikariDataSource.class);
    }

    TransactionTemplate transactions() {
        return context.getBean(TransactionTemplate.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
