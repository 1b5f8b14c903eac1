package org.opendirect.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendirect.gateway.whole.ScriptedSeller.counters;
import static org.opendirect.gateway.whole.ScriptedSeller.says;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.whole.ScriptedSeller;

/** kill -9 while the seller thinks about the second offer: the negotiation goes on from there, and no offer is made twice. */
class NegotiationKilledIT {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKilledGatewayCarriesOnWhereItWas(boolean readable, @TempDir Path folder) throws Exception {
        var thinking = new CountDownLatch(1);
        var killed = new CountDownLatch(1);
        try (ScriptedSeller seller = new ScriptedSeller();
                GatewayProcess gateway = new GatewayProcess(folder.resolve("gateway"), "", List.of("--gateway.sellers[0].id=scripted",
                        "--gateway.sellers[0].base-url=" + seller.baseUrl(), "--gateway.negotiation.answer-within=100ms"))) {
            seller.script("killed", counters("40"), (exchange, body) -> {
                thinking.countDown();
                try {
                    killed.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }, counters("29"), says(200, "{\"action\":\"accept\"}"));
            if (readable) {
                seller.show("killed", "{\"status\":\"active\",\"rounds\":[{\"buyer_price\":20,\"seller_price\":40,\"action\":\"counter\"},"
                        + "{\"buyer_price\":22,\"seller_price\":38,\"action\":\"counter\"}]}");
            }
            gateway.start(false);
            var answer = gateway.post("/api/v1/negotiations", "{\"seller\":\"scripted\",\"proposalId\":\"killed\",\"mode\":\"auto\",\"strategy\":"
                    + "{\"type\":\"threshold\",\"targetCpm\":20,\"maxCpm\":30,\"concessionStep\":2,\"maxRounds\":5}}");
            assertThat(thinking.await(20, TimeUnit.SECONDS)).isTrue();
            gateway.kill();
            killed.countDown();
            gateway.start(false);

            String path = answer.headers().firstValue("Location").orElseThrow();
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> !gateway.json(path).path("status").asText().equals("open"));
            JsonNode ended = gateway.json(path);
            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("accepted");
            assertThat(ended.path("finalPrice").asInt()).isEqualTo(29);
            assertThat(seller.heard("killed")).containsExactly("{\"price\":20}", "{\"price\":22}", "GET", "{\"price\":24}", "{\"price\":29,\"action\":\"accept\"}");
        }
    }
}
