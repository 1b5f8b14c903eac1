package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Two gateways on one PostgreSQL: a plan given to one is one campaign at both, whoever works on it. */
@ExtendWith(OutputCaptureExtension.class)
class PostgresTest {

    private static final String[] SHORT_LEASE = {"gateway.sellers[0].timeout=1s", "gateway.booking.lease=3s"};
    /** Outlasts the start of a second gateway on a busy machine. */
    private static final String[] LONG_LEASE = {"gateway.sellers[0].timeout=1s", "gateway.booking.lease=15s"};

    @Test
    void twoGatewaysShareTheWorkAndAKeyCountsAtBoth(@TempDir Path folder) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start();
                SandboxSeller seller = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
                RunningGateway one = start(folder.resolve("one"), server, seller);
                RunningGateway two = start(folder.resolve("two"), server, seller)) {
            for (int i = 0; i < 8; i++) {
                String plan = """
                        {"id":"pg-%d","name":"Plan %d","advertiser":{"id":"adv"},"currency":"USD","budget":1000,"startDate":"2027-03-01",
                         "endDate":"2027-03-31","lines":[{"id":"a","channel":"ctv","impressions":10000,"targetCpm":30,"maxCpm":40}]}""".formatted(i, i);
                var first = one.post("/api/v1/campaigns", plan, "Content-Type", "application/json", "Idempotency-Key", "key-" + i);
                var second = two.post("/api/v1/campaigns", plan, "Content-Type", "application/json", "Idempotency-Key", "key-" + i);
                assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
                assertThat(second.body()).isEqualTo(first.body());
                assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
            }

            two.await("all eight", () -> two.getJson("/api/v1/campaigns?status=BOOKED").path("total").asInt() == 8);
            JsonNode campaigns = one.getJson("/api/v1/campaigns").path("campaigns");
            assertThat(campaigns).hasSize(8).allSatisfy(c -> assertThat(c.at("/lines/0/rate").decimalValue()).isLessThan(BigDecimal.valueOf(35)));
            assertThat((List<?>) seller.ledger().get("orders")).hasSize(8);
            assertThat((List<?>) seller.ledger().get("lines")).hasSize(8);
            assertThat((List<?>) seller.ledger().get("accounts")).as("one account for one advertiser").hasSize(1);
        }
    }

    /** A version of other tables is told from this one by nothing but what its gateways have written into the database. */
    @Test
    void gatewaysOfTwoVersionsShouldNeverRunAtOnceWhenTheyShareADatabase(@TempDir Path folder, CapturedOutput output) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start();
                SandboxSeller seller = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
                RunningGateway old = start(folder.resolve("one"), server, seller, LONG_LEASE)) {
            // given
            execute(server, "update gateway_instance set schema_version = '17'");
            int before = output.toString().length();

            // when
            Throwable refused = catchThrowable(() -> start(folder.resolve("two"), server, seller, LONG_LEASE));

            // then
            assertThat(refused).isNotNull();
            assertThat(output.toString().substring(before).lines().filter(l -> !l.isBlank())).singleElement().asString()
                    .contains("Wrong setting: gateway.store.url = ").contains("with version 17", "stop them all first", "counts for 15 s");
            assertThat(old.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            old.close();
            assertThat(count(server, "gateway_instance")).as("who has stopped keeps nobody away").isZero();
            try (RunningGateway next = start(folder.resolve("two"), server, seller, LONG_LEASE)) {
                execute(server, "insert into flyway_schema_history select 900, '900', 'later', type, 'V900__later.sql', 1, installed_by, "
                        + "installed_on, 1, true from flyway_schema_history where version = '1'");
                next.await("its end, as if it had stood still while a later version changed the tables", () -> !next.context().isActive());
                assertThat(output.toString()).contains("This gateway stops: it stood still for longer than its lease");
            }
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private static int count(EmbeddedPostgres server, String table) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var rows = connection.createStatement().executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static RunningGateway start(Path folder, EmbeddedPostgres server, SandboxSeller seller, String... more) {
        return RunningGateway.start(folder, Map.of("premium-ctv", seller.baseUrl()), Stream.concat(Stream.of(
                "gateway.store.url=" + server.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""), "gateway.store.username=postgres"),
                Stream.of(more)).toArray(String[]::new));
    }
}
