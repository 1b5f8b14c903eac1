package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.settings.SettingsException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** What somebody who knows Spring Boot writes into application.yaml about the database. */
class DataSourceSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void settingsOfSpringShouldWinWhenAnApplicationYamlHasThem() throws IOException {
        // given
        Path file = folder.resolve("own.db");
        Files.writeString(folder.resolve("application.yaml"), """
                spring:
                  datasource:
                    url: jdbc:sqlite:%s
                    hikari:
                      maximum-pool-size: 3
                      minimum-idle: 2
                      connection-timeout: 1500
                      data-source-properties:
                        "[busy_timeout]": 50
                """.formatted(file));

        // when
        try (OpenStore open = OpenStore.with("spring.config.additional-location=file:" + folder + "/",
                "gateway.store.url=jdbc:sqlite:" + folder.resolve("other.db"), "gateway.store.connections=5")) {

            // then
            assertThat(open.pool().getJdbcUrl()).isEqualTo("jdbc:sqlite:" + file);
            assertThat(open.pool().getMaximumPoolSize()).isEqualTo(3);
            assertThat(open.pool().getMinimumIdle()).isEqualTo(2);
            assertThat(open.pool().getConnectionTimeout()).isEqualTo(1500);
            assertThat(pragma(open, "busy_timeout")).isEqualTo("50");
            assertThat(open.context().getBean(PlatformTransactionManager.class)).isInstanceOf(JdbcTransactionManager.class);
            assertThat(file).exists();
            assertThat(folder.resolve("other.db")).doesNotExist();
        }
    }

    @Test
    void settingsOfTheGatewayShouldCountWhenThereAreNoneOfSpring() {
        // when
        try (OpenStore open = OpenStore.with("gateway.store.url=jdbc:sqlite:" + folder.resolve("gateway.db"), "gateway.store.connections=5")) {

            // then
            assertThat(open.pool().getJdbcUrl()).isEqualTo("jdbc:sqlite:" + folder.resolve("gateway.db"));
            assertThat(open.pool().getMaximumPoolSize()).isEqualTo(5);
            assertThat(pragma(open, "journal_mode") + pragma(open, "synchronous") + pragma(open, "foreign_keys") + pragma(open, "busy_timeout"))
                    .as("a commit survives a lost power supply").isEqualTo("wal" + "2" + "1" + "10000");
        }
    }

    @Test
    void parameterOfTheUrlShouldWinWhenThereIsADefaultForIt() {
        // when
        try (OpenStore open = OpenStore.with("gateway.store.url=jdbc:sqlite:" + folder.resolve("gateway.db") + "?busy_timeout=70")) {

            // then
            assertThat(pragma(open, "busy_timeout") + pragma(open, "journal_mode")).isEqualTo("70" + "wal");
        }
    }

    @Test
    void startShouldBeRefusedWhenThePoolHasASingleConnection() {
        // when
        Throwable refused = NestedExceptionUtils.getMostSpecificCause(catchThrowable(() -> OpenStore.with("gateway.store.url=jdbc:sqlite:"
                + folder.resolve("gateway.db"), "spring.datasource.hikari.maximum-pool-size=1")));

        // then
        assertThat(refused).isInstanceOf(SettingsException.class).hasMessageContaining("spring.datasource.hikari.maximum-pool-size = 1");
    }

    private static String pragma(OpenStore open, String name) {
        return open.store().sql().sql("pragma " + name).query(String.class).single();
    }
}
