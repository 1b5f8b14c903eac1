package org.opendirect.gateway.whole;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves for a seller and what comes back, on the wire: the traps of Camel and its HTTP client that this gateway stands on. */
class TransportTest {

    private static final String PRODUCTS = "{\"products\":[{\"id\":\"p1\",\"name\":\"One\",\"basePrice\":10,\"channel\":\"ctv\"}]}";
    private static WireMockServer token;
    private static WireMockServer key;
    private static WireMockServer open;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) {
        token = new WireMockServer(wireMockConfig().dynamicPort());
        key = new WireMockServer(wireMockConfig().dynamicPort());
        open = new WireMockServer(wireMockConfig().dynamicPort());
        Map<String, String> sellers = new LinkedHashMap<>();
        for (var entry : Map.of("a-token", token, "b-key", key, "c-open", open).entrySet()) {
            entry.getValue().start();
            sellers.put(entry.getKey(), entry.getValue().baseUrl() + "/api/v2.1");
        }
        var ordered = new TreeMap<>(sellers);
        gateway = RunningGateway.start(folder, ordered, "gateway.sellers[0].token=t0ken", "gateway.sellers[0].api-key=unused",
                "gateway.sellers[1].api-key=k3y", "gateway.sellers[0].dialect=opendirect", "gateway.sellers[1].dialect=opendirect",
                "gateway.sellers[2].dialect=opendirect", "gateway.fan-out.catalog-keep=0s", "gateway.fan-out.deadline=1s", "gateway.calls.max-body=64KB");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        token.stop();
        key.stop();
        open.stop();
    }

    @BeforeEach
    void reset() throws Exception {
        for (WireMockServer s : new WireMockServer[] {token, key, open}) {
            s.resetAll();
            s.stubFor(post("/api/v2.1/products/search").willReturn(okJson(PRODUCTS)));
        }
        for (String seller : new String[] {"a-token", "b-key", "c-open"}) {
            // what one test has taught is not true in the next
            gateway.post("/api/v1/sellers/" + seller + "/forget", "");
        }
    }

    @Test
    void tokenWinsElseKeyElseNoneAndNothingOfTheCallersRequestTravelsOn() throws Exception {
        // when
        var answer = gateway.post("/api/v1/products/search", "{\"channel\":\"ctv\"}", "Content-Type", "application/json",
                "Authorization", "Bearer caller", "Cookie", "session=1", "X-Internal", "secret", "X-API-Key", "callers", "CamelHttpUri", "http://127.0.0.1:1/evil",
                "CamelRestHttpUri", "http://127.0.0.1:1/{{user.home}}", "CamelHttpPath", "/evil");

        // then
        assertThat(gateway.json(answer).path("complete").asBoolean()).as(answer.body()).isTrue();
        var search = urlEqualTo("/api/v2.1/products/search");
        token.verify(1, postRequestedFor(search).withHeader("Authorization", equalTo("Bearer t0ken")).withHeader("X-API-Key", absent()));
        key.verify(1, postRequestedFor(search).withHeader("X-API-Key", equalTo("k3y")).withHeader("Authorization", absent()));
        open.verify(1, postRequestedFor(search).withHeader("Authorization", absent()).withHeader("X-API-Key", absent()));
        for (WireMockServer s : new WireMockServer[] {token, key, open}) {
            s.verify(1, postRequestedFor(search).withHeader("Cookie", absent()).withHeader("X-Internal", absent())
                    .withHeader("Gateway-Deadline-Nanos", absent()).withHeader("CamelHttpUri", absent()));
        }
        assertThat(answer.headers().map().keySet()).noneMatch(h -> h.toLowerCase(Locale.ROOT).startsWith("camel") || h.equalsIgnoreCase("x-internal"));
    }

    @Test
    void aPostIsNeverRepeatedByTheHttpClient() throws Exception {
        open.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(503).withHeader("Retry-After", "0")));
        key.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(429).withHeader("Retry-After", "0")));

        JsonNode answer = search("{}");

        open.verify(1, anyRequestedFor(anyUrl()));
        key.verify(1, anyRequestedFor(anyUrl()));
        assertThat(entry(answer, "c-open").path("status").asText()).isEqualTo("error");
        assertThat(entry(answer, "b-key").path("status").asText()).isEqualTo("rate_limited");
        assertThat(entry(answer, "a-token").path("status").asText()).as("a first bad reply does not stop the rest").isEqualTo("ok");
        assertThat(answer.path("complete").asBoolean()).isFalse();
    }

    @Test
    void aSellerThatDripsIsCutOffAtTheDeadlineAndTheOthersAreThere() throws Exception {
        open.stubFor(post("/api/v2.1/products/search").willReturn(okJson(PRODUCTS).withChunkedDribbleDelay(20, 8_000)));

        long start = System.nanoTime();
        JsonNode answer = search("{\"deadlineMs\":600}");
        long elapsedMs = (System.nanoTime() - start) / 1_000_000;

        assertThat(entry(answer, "c-open").path("status").asText()).isEqualTo("timed_out");
        assertThat(entry(answer, "c-open").at("/problem/code").asText()).isEqualTo("seller_timeout");
        assertThat(answer.path("products")).hasSize(2);
        assertThat(elapsedMs).as("far below the 8 s of the drip").isLessThan(3_000);
    }

    @Test
    void whenNobodyAnswersInTimeEverySellerIsAccountedFor() throws Exception {
        for (WireMockServer s : new WireMockServer[] {token, key, open}) {
            s.stubFor(post("/api/v2.1/products/search").willReturn(okJson(PRODUCTS).withFixedDelay(5_000)));
        }

        var answer = gateway.post("/api/v1/products/search", "{\"deadlineMs\":200}");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(gateway.json(answer).path("sellers")).hasSize(3).allSatisfy(s -> assertThat(s.path("status").asText()).isEqualTo("timed_out"));
    }

    @Test
    void whatIsNoAnswerIsSaidSellerBySeller() throws Exception {
        token.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(401).withBody("{\"detail\":\"t0ken is a bad token\"}")));
        key.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(200).withBody("<html>hello</html>")));
        open.stubFor(post("/api/v2.1/products/search").willReturn(okJson("{\"products\":[" + "{\"id\":\"x\"},".repeat(10_000) + "{\"id\":\"y\"}]}")));

        var answer = gateway.post("/api/v1/products/search", "{}");

        JsonNode body = gateway.json(answer);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(entry(body, "a-token").path("status").asText()).isEqualTo("unauthorized");
        assertThat(entry(body, "b-key").at("/problem/code").asText()).isEqualTo("seller_bad_answer");
        assertThat(entry(body, "c-open").at("/problem/code").asText()).isEqualTo("seller_answer_too_large");
        assertThat(answer.body()).contains("(credential) is a bad token").doesNotContain("t0ken");
    }

    @Test
    void aRedirectIsNotFollowedSoThatNoCredentialTravels() throws Exception {
        token.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(307).withHeader("Location", open.baseUrl() + "/stolen")));

        JsonNode answer = search("{\"sellers\":[\"a-token\",\"b-key\"]}");

        assertThat(entry(answer, "a-token").path("status").asText()).isEqualTo("error");
        open.verify(0, anyRequestedFor(anyUrl()));
    }

    @Test
    void aSellerWithoutSearchIsListedAndFilteredHere() throws Exception {
        open.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(405)));
        var page = new StringBuilder("{\"products\":[");
        for (int i = 0; i < 50; i++) {
            page.append(i == 0 ? "" : ",").append("{\"id\":\"d").append(i).append("\",\"basePrice\":5,\"channel\":\"display\"}");
        }
        open.stubFor(get(urlPathEqualTo("/api/v2.1/products")).withQueryParam("$skip", equalTo("0")).willReturn(okJson(page + "]}")));
        open.stubFor(get(urlPathEqualTo("/api/v2.1/products")).withQueryParam("$skip", equalTo("50")).willReturn(okJson(PRODUCTS)));

        JsonNode answer = search("{\"channel\":\"ctv\",\"sellers\":[\"c-open\"]}");

        assertThat(answer.path("products")).singleElement().satisfies(p -> assertThat(p.path("id").asText()).isEqualTo("p1"));
    }

    @Test
    void aSellerThatIgnoresPagingDoesNotLoop() throws Exception {
        open.stubFor(post("/api/v2.1/products/search").willReturn(aResponse().withStatus(404)));
        open.stubFor(get(urlPathEqualTo("/api/v2.1/products")).willReturn(okJson("{\"total\":100,\"products\":[{\"id\":\"a\",\"basePrice\":1},{\"id\":\"b\",\"basePrice\":1}]}")));

        JsonNode answer = search("{\"sellers\":[\"c-open\"]}");

        assertThat(answer.path("products")).hasSize(2);
        assertThat(answer.path("complete").asBoolean()).as("it says that it has more").isFalse();
        assertThat(entry(answer, "c-open").path("note").asText()).isEqualTo("the seller has 100 products and shows 2, however it is asked for pages");
        assertThat(open.findAll(anyRequestedFor(urlPathEqualTo("/api/v2.1/products")))).as("once in each form, and the first page").hasSizeLessThan(9);
    }

    @Test
    void oneUnknownProductCostsTheOtherAvailsNothing() throws Exception {
        open.stubFor(post("/api/v2.1/products/avails").withRequestBody(WireMock.containing("nope"))
                .willReturn(aResponse().withStatus(404).withBody("{\"detail\":\"Product not found\"}")));
        open.stubFor(post("/api/v2.1/products/avails").withRequestBody(WireMock.containing("p1"))
                .willReturn(okJson("{\"productId\":\"p1\",\"availableImpressions\":5}")));

        var answer = gateway.post("/api/v1/products/avails", "{\"items\":[{\"seller\":\"c-open\",\"productId\":\"nope\"},"
                + "{\"seller\":\"c-open\",\"productId\":\"p1\"}],\"startDate\":\"2027-01-01\",\"endDate\":\"2027-01-02\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.json(answer).path("avails")).hasSize(1);
        assertThat(entry(gateway.json(answer), "c-open").path("rejected").asInt()).isEqualTo(1);
    }

    @Test
    void manyProductsOfOneSellerAreAskedAboutWithinWhatItsGuardTakes() throws Exception {
        open.stubFor(post("/api/v2.1/products/avails").willReturn(okJson("{\"availableImpressions\":5}").withFixedDelay(20)));
        String items = IntStream.range(0, 80).mapToObj(i -> "{\"seller\":\"c-open\",\"productId\":\"p" + i + "\"}").collect(Collectors.joining(","));

        var answer = gateway.post("/api/v1/products/avails", "{\"items\":[" + items + "],\"startDate\":\"2027-01-01\",\"endDate\":\"2027-01-02\"}");

        assertThat(entry(gateway.json(answer), "c-open").path("status").asText()).as(answer.body()).isEqualTo("ok");
        assertThat(gateway.json(answer).path("avails")).hasSize(80);
    }

    @Test
    void theFormOfAvailsThatOneProductHasFoundOutIsTheOneTheOthersAreAskedInAgain() throws Exception {
        open.stubFor(post("/api/v2.1/products/avails").withRequestBody(WireMock.containing("\"productId\"")).willReturn(aResponse().withStatus(400)));
        // asked in the form that is guessed, and still under way when the first one has found out the other
        open.stubFor(post("/api/v2.1/products/avails").withRequestBody(WireMock.containing("\"productId\"")).withRequestBody(WireMock.containing("late"))
                .willReturn(aResponse().withStatus(400).withFixedDelay(400)));
        open.stubFor(post("/api/v2.1/products/avails").withRequestBody(WireMock.containing("\"productIds\""))
                .willReturn(okJson("[{\"availability\":5}]")));

        var answer = gateway.post("/api/v1/products/avails", "{\"items\":[{\"seller\":\"c-open\",\"productId\":\"p1\"},"
                + "{\"seller\":\"c-open\",\"productId\":\"late\"}],\"startDate\":\"2027-01-01\",\"endDate\":\"2027-01-02\"}");

        assertThat(gateway.json(answer).path("avails")).as(answer.body()).hasSize(2);
    }

    @Test
    void whatTheServerItselfRefusesIsAProblemToo() throws Exception {
        var answer = gateway.get("/api/v1/sellers/c-open/products/a%2Fb");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void idsOfCallersStayIdsOnTheWire() throws Exception {
        open.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));

        assertThat(gateway.get("/api/v1/sellers/c-open/products/%7B%7Buser.home%7D%7D").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/api/v1/sellers/c-open/products/a%3Fadmin=true&x=$%7Bbody%7D").statusCode()).isEqualTo(404);

        assertThat(open.getAllServeEvents()).extracting(e -> e.getRequest().getUrl()).containsExactlyInAnyOrder(
                "/api/v2.1/products/%7B%7Buser.home%7D%7D", "/api/v2.1/products/a%3Fadmin%3Dtrue%26x%3D%24%7Bbody%7D");
    }

    @Test
    void pricesOfSeveralSellersComeCheapestFirstAndCurrenciesApart() throws Exception {
        token.stubFor(post("/api/v2.1/products/search").willReturn(okJson("[{\"id\":\"t1\",\"basePrice\":12},{\"id\":\"t2\",\"basePrice\":12},{\"id\":\"t3\",\"basePrice\":3,\"currency\":\"EUR\"}]")));
        key.stubFor(post("/api/v2.1/products/search").willReturn(okJson("{\"products\":[{\"id\":\"k1\",\"basePrice\":12},{\"id\":\"k2\",\"basePrice\":-1}]}")));

        JsonNode answer = search("{}");

        assertThat(answer.path("products").findValuesAsText("id")).containsExactly("t3", "p1", "t1", "t2", "k1");
        assertThat(entry(answer, "b-key").path("rejected").asInt()).isEqualTo(1);
    }

    private static JsonNode search(String body) throws Exception {
        var answer = gateway.post("/api/v1/products/search", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return gateway.json(answer);
    }

    private static JsonNode entry(JsonNode answer, String seller) {
        for (JsonNode e : answer.path("sellers")) {
            if (e.path("seller").asText().equals(seller)) {
                return e;
            }
        }
        throw new AssertionError("no entry for " + seller + " in " + answer);
    }
}
