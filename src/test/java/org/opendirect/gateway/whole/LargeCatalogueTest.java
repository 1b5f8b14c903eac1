package org.opendirect.gateway.whole;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sellers that together have more products than one answer shows. */
class LargeCatalogueTest {

    @Test
    void whatManyCheapProductsPushOutOfAnAnswerIsPlannedAllTheSame(@TempDir Path folder) throws Exception {
        WireMockServer cheap = seller(3, 10);
        WireMockServer premium = seller(1, 20);
        try (RunningGateway gateway = RunningGateway.start(folder, new TreeMap<>(Map.of("cheap", cheap.baseUrl(), "premium", premium.baseUrl())),
                "gateway.sellers[0].dialect=opendirect", "gateway.sellers[1].dialect=opendirect", "gateway.fan-out.max-products=3")) {
            var answer = gateway.post("/api/v1/campaigns?dryRun=true", """
                    {"name": "P", "advertiser": {"id": "a"}, "currency": "USD", "budget": 1000, "startDate": "2027-01-01", "endDate": "2027-02-01", "lines": [
                      {"id": "any", "channel": "ctv", "budget": 500, "maxCpm": 30},
                      {"id": "theirs", "channel": "ctv", "budget": 500, "maxCpm": 30, "sellers": ["premium"]}]}""");

            JsonNode plan = gateway.json(answer);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(plan.path("lines").findValuesAsText("seller")).as(answer.body()).contains("cheap", "premium");
        } finally {
            cheap.stop();
            premium.stop();
        }
    }

    private static WireMockServer seller(int products, int price) {
        var server = new WireMockServer(wireMockConfig().dynamicPort());
        server.start();
        server.stubFor(post("/products/search").willReturn(okJson(IntStream.range(0, products)
                .mapToObj(i -> "{\"id\":\"p" + i + "\",\"name\":\"N\",\"basePrice\":" + price + ",\"channel\":\"ctv\"}")
                .collect(Collectors.joining(",", "{\"products\":[", "]}")))));
        return server;
    }
}
