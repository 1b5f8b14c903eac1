package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;

/** Sellers that come late, that are none, that have moved, and that have their card elsewhere. */
class WhoIsItTest {

    private static final FrontedSeller.Said NOT_FOUND = FrontedSeller.Said.json(404, "{\"detail\":\"Not Found\"}");
    private static final FrontedSeller.Said PAGE = new FrontedSeller.Said(200, Map.of("Content-Type", "text/html"), "<html>Welcome</html>");
    private static final String A2A = "{\"name\":\"D\",\"protocolVersion\":\"0.3.0\",\"version\":\"1.0\",\"url\":\"http://d/\",\"skills\":[{\"id\":\"buy\"}]}";
    private static final Map<String, FrontedSeller> SELLERS = new LinkedHashMap<>();
    private static final AtomicBoolean MOVED = new AtomicBoolean();
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        for (String late : List.of("late-for-a-booking", "late-for-a-search", "late-for-a-plan")) {
            FrontedSeller seller = add(late, SandboxDialect.IAB_AGENT, (asked, behind) -> behind.ask(asked));
            seller.shut();
        }
        add("late-by-404", SandboxDialect.IAB_AGENT, (asked, behind) -> MOVED.get() ? behind.ask(asked) : NOT_FOUND);
        add("nothing", SandboxDialect.SEED, (asked, behind) -> NOT_FOUND);
        add("health-only", SandboxDialect.SEED, (asked, behind) -> asked.is("GET", "/openapi.json")
                ? FrontedSeller.Said.json(200, "{\"openapi\":\"3.1.0\",\"paths\":{\"/health\":{}}}") : NOT_FOUND);
        add("web-page", SandboxDialect.SEED, (asked, behind) -> PAGE);
        add("card-only", SandboxDialect.SEED, (asked, behind) -> asked.is("GET", "/.well-known/agent-card.json")
                ? FrontedSeller.Said.json(200, A2A) : NOT_FOUND);
        add("wrong-base", SandboxDialect.SEED, (asked, behind) -> asked.is("GET", "/.well-known/agent.json") ? behind.ask(asked) : NOT_FOUND);
        add("a2a-card", SandboxDialect.SEED, (asked, behind) -> asked.is("GET", "/agent-card.json") ? FrontedSeller.Said.json(200, A2A)
                : asked.path().contains("agent.json") ? NOT_FOUND : behind.ask(asked));
        add("pascal", SandboxDialect.SEED, WhoIsItTest::pascal);
        add("set", SandboxDialect.SEED, (asked, behind) -> NOT_FOUND);
        var urls = new LinkedHashMap<String, String>();
        SELLERS.forEach((id, seller) -> urls.put(id, seller.baseUrl()));
        gateway = RunningGateway.start(folder, urls, "gateway.discovery.interval=1h", "gateway.discovery.deadline=3s", "gateway.calls.connect-timeout=1s",
                "gateway.sellers[11].dialect=opendirect");
    }

    private static FrontedSeller add(String id, SandboxDialect dialect, FrontedSeller.Front front) throws IOException {
        var seller = new FrontedSeller(dialect, front);
        SELLERS.put(id, seller);
        return seller;
    }

    @AfterAll
    static void stop() {
        gateway.close();
        SELLERS.values().forEach(FrontedSeller::close);
    }

    @Test
    void lateSellerShouldBeAskedWhoItIsWhenItIsBookedAt() throws Exception {
        // given
        assertThat(shown("late-for-a-booking").path("status").asText()).isEqualTo("down");
        SELLERS.get("late-for-a-booking").open();

        // when
        JsonNode line = book("late-for-a-booking");

        // then
        assertThat(line.path("status").asText()).as(line.toString()).isEqualTo("BOOKED");
        assertThat(SELLERS.get("late-for-a-booking").asked()).noneMatch(a -> a.is("POST", "/accounts"));
        assertThat(shown("late-for-a-booking").path("dialect").asText()).isEqualTo("iab-agent");
        assertThat(shown("late-for-a-booking").path("status").asText()).isEqualTo("up");
    }

    @Test
    void lateSellerShouldBeAskedWhoItIsWhenItIsSearched() throws Exception {
        // given
        SELLERS.get("late-for-a-search").open();

        // when
        JsonNode answer = search("late-for-a-search");

        // then
        assertThat(answer.at("/sellers/0/status").asText()).as(answer.toString()).isEqualTo("ok");
        assertThat(shown("late-for-a-search").path("dialect").asText()).isEqualTo("iab-agent");
        assertThat(SELLERS.get("late-for-a-search").asked()).noneMatch(a -> a.is("POST", "/products/search"));
    }

    @Test
    void bookingShouldWaitForItsSellerWhenThatComesAMomentLater() throws Exception {
        // given
        var location = post("late-for-a-plan");
        gateway.await("it was looked for", () -> gateway.getJson(location).at("/status").asText().equals("BOOKING"));

        // when
        SELLERS.get("late-for-a-plan").open();

        // then
        JsonNode booking = gateway.awaitEnd(location);
        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(SELLERS.get("late-for-a-plan").asked()).noneMatch(a -> a.path().endsWith("/accounts") && a.method().equals("POST"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "health-only", "web-page", "card-only", "wrong-base", "set"})
    void serverShouldStayUnknownWhenItShowsNothingOfASeller(String seller) throws Exception {
        // given, when
        JsonNode shown = shown(seller);

        // then
        assertThat(shown.path("status").asText()).as(shown.toString()).isEqualTo("unknown");
        assertThat(shown.at("/problem/code").asText()).isEqualTo("no_seller_found");
        assertThat(shown.at("/problem/detail").asText()).contains("/accounts", seller.equals("web-page") ? "no JSON" : "HTTP 404");
        assertThat(shown.path("dialect").asText()).isEqualTo(seller.equals("set") ? "opendirect" : "auto");
        assertThat(shown.path("agentCard").isNull()).isEqualTo(!seller.equals("card-only") && !seller.equals("wrong-base"));
    }

    @Test
    void nothingShouldBeOrderedWhenNothingOfASellerIsThere() throws Exception {
        // given, when
        JsonNode booking = gateway.awaitEnd(post("nothing"));

        // then
        assertThat(booking.path("status").asText()).isEqualTo("FAILED");
        assertThat(booking.toString()).contains("no_seller_found");
        assertThat(SELLERS.get("nothing").asked()).allMatch(a -> a.method().equals("GET") || a.path().endsWith("/products/search"));
    }

    @Test
    void searchShouldSayWhatWasFoundWhenThereIsNoSeller() throws Exception {
        // given, when
        var answer = gateway.post("/api/v1/products/search", "{\"sellers\":[\"health-only\"]}");

        // then
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(gateway.json(answer).at("/sellers/0/problem/code").asText()).as(answer.body()).isEqualTo("no_seller_found");
    }

    @Test
    void cardShouldBeReadWhenItIsWhereA2aHasItNow() throws Exception {
        // given, when
        JsonNode shown = shown("a2a-card");

        // then
        assertThat(shown.path("status").asText()).as(shown.toString()).isEqualTo("up");
        assertThat(shown.at("/agentCard/name").asText()).isEqualTo("D");
        assertThat(shown.path("dialect").asText()).isEqualTo("opendirect");
    }

    @Test
    void wrongLessonShouldBeForgottenWhenTheSellerTurnsOutToBeAnother() throws Exception {
        // given
        assertThat(shown("late-by-404").path("status").asText()).isEqualTo("unknown");
        MOVED.set(true);

        // when
        JsonNode shown = gateway.json(gateway.post("/api/v1/sellers/late-by-404/discover", ""));

        // then
        assertThat(shown.path("status").asText()).as(shown.toString()).isEqualTo("up");
        assertThat(shown.path("dialect").asText()).isEqualTo("iab-agent");
        MOVED.set(false);
        JsonNode gone = gateway.json(gateway.post("/api/v1/sellers/late-by-404/discover", ""));
        assertThat(gone.path("dialect").asText()).as(gone.toString()).isEqualTo("auto");
        assertThat(gone.path("status").asText()).isEqualTo("unknown");
    }

    @Test
    void firstOrderShouldBeWrittenAsTheSellersSchemaSaysWhenItPublishesOne() throws Exception {
        // given
        String plan = """
                {"name":"Old","advertiser":{"id":"adv-1","name":"Acme","brandId":"brand-7"},"currency":"USD","budget":6000,"startDate":"2027-05-01",
                 "endDate":"2027-05-31","lines":[{"id":"a","channel":"ctv","maxCpm":60,"impressions":20000,"sellers":["pascal"]}]}""";

        // when
        var answer = gateway.post("/api/v1/campaigns", plan);

        // then
        JsonNode campaign = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        var orders = SELLERS.get("pascal").asked().stream().filter(a -> a.is("POST", "/orders")).toList();
        assertThat(orders).as("without a trial").hasSize(1);
        JsonNode order = Json.mapper().readTree(orders.get(0).body());
        assertThat(order.path("ProviderData").isTextual()).as(order.toString()).isTrue();
        assertThat(order.has("BrandId")).isFalse();
        assertThat(order.path("StartDate").asText()).startsWith("2027-05-01");
    }

    /** An OpenDirect 1.5.1 peer: its names begin with a capital, ProviderData is a text there, and there is no BrandId. */
    private static FrontedSeller.Said pascal(FrontedSeller.Asked asked, FrontedSeller.Behind seller) {
        if (asked.is("GET", "/openapi.json")) {
            String some = "\"ProviderData\":{\"type\":\"string\",\"maxLength\":1000},\"StartDate\":{},\"EndDate\":{},\"Name\":{},\"Ext\":{}";
            return FrontedSeller.Said.json(200, "{\"openapi\":\"3.0.3\",\"paths\":{\"/accounts/{id}/orders\":{}},\"components\":{\"schemas\":{\"Order\":"
                    + "{\"properties\":{" + some + ",\"AccountId\":{}}},\"Line\":{\"properties\":{" + some + ",\"Quantity\":{},\"OrderId\":{}}}}}}");
        }
        boolean writes = asked.method().equals("POST") && asked.path().contains("/accounts") && !asked.body().isEmpty();
        if (!writes) {
            return seller.ask(asked);
        }
        try {
            JsonNode body = Json.mapper().readTree(asked.body());
            if (body.has("BrandId") || body.has("startDate") || body.has("ProviderData") && !body.path("ProviderData").isTextual()) {
                return FrontedSeller.Said.json(400, "{\"errors\":[{\"message\":\"bad request\"}]}");
            }
            ObjectNode camel = Json.mapper().createObjectNode();
            body.fields().forEachRemaining(f -> camel.set(Character.toLowerCase(f.getKey().charAt(0)) + f.getKey().substring(1), f.getValue()));
            camel.remove("providerData");
            return seller.ask(new FrontedSeller.Asked(asked.method(), asked.path(), asked.query(), Json.text(camel)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode shown(String seller) throws Exception {
        return gateway.getJson("/api/v1/sellers/" + seller);
    }

    private static JsonNode search(String seller) throws Exception {
        return gateway.json(gateway.post("/api/v1/products/search", "{\"sellers\":[\"" + seller + "\"]}"));
    }

    private static JsonNode book(String seller) throws Exception {
        return gateway.awaitEnd(post(seller)).at("/lines/0");
    }

    /** @return where the booking is */
    private static String post(String seller) throws Exception {
        var answer = gateway.post("/api/v1/bookings", """
                {"seller":"%s","name":"Late","currency":"USD","budget":6000,"startDate":"2027-03-01","endDate":"2027-03-31",
                 "lines":[{"name":"a","productId":"prod_ctv_sports","rateType":"CPM","rate":42,"quantity":20000}]}""".formatted(seller));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
