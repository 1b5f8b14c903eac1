package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.whole.TroublesomeSellers.Manner;

/** One seller in trouble, or too many callers: nobody else is to feel it. */
class TroubleTest {

    private static final String SEARCH = "/api/v1/products/search";
    private static final int AT_ONCE = 3;
    private static TroublesomeSellers sellers;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        sellers = new TroublesomeSellers();
        gateway = RunningGateway.start(folder, sellers.named("bad", "good"), "gateway.sellers[0].dialect=opendirect", "gateway.sellers[1].dialect=opendirect",
                "gateway.fan-out.deadline=3s", "gateway.calls.max-body=256KB", "gateway.circuit.calls=4", "gateway.circuit.patience=150ms",
                "gateway.circuit.open-for=200ms", "gateway.api.searches=" + AT_ONCE);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        sellers.close();
    }

    @BeforeEach
    void allIsWell() throws Exception {
        sellers.is("bad", Manner.GOOD);
        sellers.is("good", Manner.GOOD);
        gateway.post("/api/v1/sellers/bad/forget", "");
    }

    @ParameterizedTest
    @EnumSource(names = {"HANGS", "DRIPS", "FLOODS", "BREAKS_OFF", "ERROR"})
    void aSellerInTroubleIsLeftAloneUntilOneSearchFindsItWell(Manner manner) throws Exception {
        sellers.is("bad", manner);
        gateway.await("an open circuit", () -> status(search(200)).equals("circuit_open"));
        assertThat(gateway.getJson("/api/v1/sellers").at("/sellers/0/circuit").asText()).isIn("open", "half_open");
        assertThat(search(3_000).at("/products/0/seller").asText()).as("the other is not felt to miss anything").isEqualTo("good");

        sellers.is("bad", Manner.GOOD);
        gateway.await("the try that finds it well", () -> status(search(3_000)).equals("ok"));
        assertThat(gateway.getJson("/api/v1/sellers").at("/sellers/0/circuit").asText()).isEqualTo("closed");
    }

    @Test
    void whatIsTooLargeIsCutOffAndNotReadToItsEnd() throws Exception {
        sellers.is("bad", Manner.FLOODS);
        int before = sellers.searched("bad");
        long taken = sellers.flooded();

        JsonNode entry = search(3_000).at("/sellers/0");

        assertThat(entry.at("/problem/code").asText()).isEqualTo("seller_answer_too_large");
        assertThat(sellers.searched("bad")).isEqualTo(before + 1);
        assertThat(entry.path("elapsedMs").asInt()).as("long before its time").isLessThan(2_500);
        assertThat(sellers.flooded() - taken).as("256 KB, and what the sockets hold").isLessThan(32L * 1024 * 1024);
    }

    @Test
    void whileItsCircuitIsOpenASellerHearsNothingButTheTries() throws Exception {
        sellers.is("bad", Manner.ERROR);
        gateway.await("an open circuit", () -> status(search(3_000)).equals("circuit_open"));
        int before = sellers.searched("bad");
        var told = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
            told.add(status(search(3_000)));
        }

        long tries = told.stream().filter(s -> s.equals("error")).count();
        assertThat(sellers.searched("bad") - before).as("each call is in somebody's answer").isEqualTo((int) tries);
        assertThat(told).contains("circuit_open");
    }

    @Test
    void aSellerThatAnswers429HasItsPauseAndIsNotTakenForBroken() throws Exception {
        sellers.is("bad", Manner.TOO_MANY);
        assertThat(status(search(3_000))).isEqualTo("rate_limited");
        int before = sellers.searched("bad");

        JsonNode entry = search(3_000).at("/sellers/0");

        assertThat(entry.path("status").asText()).isEqualTo("rate_limited");
        assertThat(entry.at("/problem/evidence/retryAfter").asInt()).isBetween(1, 30);
        HttpResponse<String> product = gateway.get("/api/v1/sellers/bad/products/p");
        assertThat(product.statusCode()).isEqualTo(503);
        assertThat(product.headers().firstValueAsLong("Retry-After").orElseThrow()).as("what the seller has said").isBetween(2L, 30L);
        assertThat(sellers.searched("bad")).isEqualTo(before);
        assertThat(gateway.getJson("/api/v1/sellers").at("/sellers/0/circuit").asText()).isEqualTo("closed");
        assertThat(metrics()).containsPattern("gateway_seller_rate_learned\\{seller=\"bad\"} [1-9]");
    }

    @Test
    void overCapacitySearchesAreTurnedAwayAtOnceAndNothingElseIs() throws Exception {
        sellers.shut();
        sellers.is("good", Manner.WAITS);
        int before = sellers.searched("good");
        var served = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < AT_ONCE; i++) {
            served.add(CompletableFuture.supplyAsync(() -> post("{\"sellers\":[\"good\"]}")));
        }
        gateway.await("searches under way", () -> sellers.searched("good") == before + AT_ONCE);

        HttpResponse<String> turnedAway = post("{}");
        assertThat(turnedAway.statusCode()).isEqualTo(503);
        assertThat(turnedAway.headers().firstValue("Retry-After")).contains("1");
        assertThat(turnedAway.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(gateway.json(turnedAway).path("code").asText()).isEqualTo("over_capacity");
        assertThat(sellers.searched("good")).as("nothing was done for it").isEqualTo(before + AT_ONCE);
        assertThat(gateway.get("/api/v1/sellers").statusCode()).as("what does not search is served").isEqualTo(200);

        sellers.open();
        for (var search : served) {
            assertThat(search.orTimeout(20, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
        }
        sellers.is("good", Manner.GOOD);
        for (int i = 0; i < 2 * AT_ONCE; i++) {
            gateway.await("a place that was given back", () -> post("{}").statusCode() == 200);
        }
        assertThat(metrics()).contains("gateway_requests_turned_away_total{kind=\"search\"}");
    }

    @Test
    void whatHappensAtASellerCanBeReadAsNumbers() throws Exception {
        search(3_000);

        assertThat(metrics()).contains("gateway_seller_calls_seconds_count{outcome=\"ok\",seller=\"good\"}", "gateway_seller_circuit_open{seller=\"bad\"} 0.0",
                "gateway_seller_calls_under_way{seller=\"good\"} 0.0", "gateway_seller_calls_waiting{seller=\"good\"} 0.0", "jvm_memory_used_bytes");
    }

    private static JsonNode search(int deadlineMs) throws Exception {
        return gateway.json(post("{\"deadlineMs\":" + deadlineMs + "}"));
    }

    private static String status(JsonNode answer) {
        return answer.at("/sellers/0/status").asText();
    }

    private static String metrics() throws Exception {
        return gateway.get("/actuator/prometheus").body();
    }

    private static HttpResponse<String> post(String body) {
        try {
            return gateway.post(SEARCH, body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
