package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** Two gateways on one PostgreSQL: a plan given to one is one campaign at both, whoever works on it. */
class PostgresTest {

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

    private static RunningGateway start(Path folder, EmbeddedPostgres server, SandboxSeller seller) {
        return RunningGateway.start(folder, Map.of("premium-ctv", seller.baseUrl()),
                "gateway.store.url=" + server.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", ""), "gateway.store.username=postgres");
    }
}
