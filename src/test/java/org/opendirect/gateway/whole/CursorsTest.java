package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.sandbox.SandboxDialect;

/** Catalogues, and lists of orders, whose pages name the page after them; and searches that find less than the list shows. */
class CursorsTest {

    private static final int ALL = 81;
    private static final int PAGE = 37;
    private static final String BANNER = "{\"id\":\"banner\",\"basePrice\":5,\"channel\":\"display\",\"description\":\"display\"}";
    private static final Map<String, FrontedSeller> SELLERS = new LinkedHashMap<>();
    private static RunningGateway gateway;

    /** How a page that is not the last names the next, which begins at an item. */
    private interface Naming {
        FrontedSeller.Said page(FrontedSeller.Asked asked, String items, int next);
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        byCursor("next-cursor", "cursor", (a, items, next) -> json("{" + items + ",\"nextCursor\":" + token(next) + "}"));
        byCursor("has-more", "cursor", (a, items, next) -> json("{" + items + ",\"has_more\":" + (next > 0) + ",\"cursor\":\"c" + Math.max(next, 0) + "\"}"));
        byCursor("page-token", "pageToken", (a, items, next) -> json("{" + items + ",\"totalSize\":81,\"nextPageToken\":" + token(next) + "}"));
        byCursor("snake-token", "page_token", (a, items, next) -> json("{" + items + ",\"next_page_token\":" + token(next) + "}"));
        byCursor("nested", "after", (a, items, next) -> json("{" + items + ",\"pagination\":{\"hasNextPage\":" + (next > 0) + ",\"endCursor\":" + token(next) + "}}"));
        byCursor("odata", "$skiptoken", (a, items, next) -> json("{" + items + (next > 0 ? ",\"@odata.nextLink\":\"" + here(a) + "?%24skiptoken=c" + next + "\"" : "") + "}"));
        byCursor("relative", "p", (a, items, next) -> json("{" + items + ",\"links\":{\"next\":" + (next > 0 ? "{\"href\":\"?p=c" + next + "\"}" : "null") + "}}"));
        byCursor("link-header", "p", (a, items, next) -> new FrontedSeller.Said(200, next > 0 ? Map.of("Content-Type", "application/json",
                "Link", "<" + a.path() + "?p=c0>; rel=\"first\", <" + a.path() + "?p=c" + next + ">; rel=\"next\"") : Map.of(), "{" + items + "}"));
        byCursor("elsewhere", "p", (a, items, next) -> json("{" + items + ",\"next\":\"http://127.0.0.1:" + SELLERS.get("next-cursor").port()
                + "/api/v2.1/stolen?p=c" + next + "\"}"));
        byCursor("loop", "cursor", (a, items, next) -> json("{" + items + ",\"nextCursor\":\"c37\"}"));
        byCursor("deaf", "no-name-that-is-known", (a, items, next) -> json("{" + items + ",\"has_more\":true,\"cursor\":\"c37\"}"));
        SELLERS.put("orders", new FrontedSeller(SandboxDialect.SEED, new OrdersByCursor()));
        // matches by text, as the IAB buyer agent's mock does: of two display products it finds the one whose words say so
        SELLERS.put("by-text", new FrontedSeller(SandboxDialect.SEED, (asked, seller) -> asked.is("POST", "/products/search")
                ? json("{\"products\":[" + (asked.body().contains("ctv") ? "" : BANNER) + "]}")
                : asked.is("GET", "/products") ? json("{\"products\":[" + BANNER + ",{\"id\":\"retargeting\",\"basePrice\":6,\"channel\":\"display\"}]}")
                : seller.ask(asked)));
        SELLERS.put("honest", new FrontedSeller(SandboxDialect.SEED, (asked, seller) -> seller.ask(asked)));
        SELLERS.put("no-list", new FrontedSeller(SandboxDialect.SEED, (asked, seller) -> asked.is("POST", "/products/search")
                ? json("{\"products\":[" + BANNER + "]}") : asked.is("GET", "/products") ? json(503, "{}") : seller.ask(asked)));
        var urls = new LinkedHashMap<String, String>();
        SELLERS.forEach((id, seller) -> urls.put(id, seller.baseUrl()));
        gateway = RunningGateway.start(folder, urls, "gateway.fan-out.catalog-keep=0s", "gateway.fan-out.deadline=15s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        SELLERS.values().forEach(FrontedSeller::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"next-cursor", "has-more", "page-token", "snake-token", "nested", "odata", "relative", "link-header"})
    void catalogueShouldBeReadWholeWhenEachPageNamesTheNext(String seller) throws Exception {
        // given, when
        JsonNode answer = list(seller);

        // then
        assertThat(ids(answer)).as(answer.path("sellers").toString()).hasSize(ALL);
        assertThat(answer.path("complete").asBoolean()).isTrue();
        assertThat(ids(list(seller))).as("and again, in the way that is known now").hasSize(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere", "loop", "deaf"})
    void answerShouldNotBeCompleteWhenThePageNamedCannotBeRead(String seller) throws Exception {
        // given, when
        JsonNode answer = list(seller);

        // then
        assertThat(answer.path("complete").asBoolean()).as(answer.path("sellers").toString()).isFalse();
        assertThat(answer.at("/sellers/0/note").asText()).contains("there may be more");
        assertThat(SELLERS.get("next-cursor").asked()).as("no other place is asked").noneMatch(a -> a.path().contains("stolen"));
        assertThat(SELLERS.get(seller).asked().size()).isLessThan(60);
    }

    @Test
    void orderShouldBeFoundWhenItIsOnAPageThatIsOnlyNamed() throws Exception {
        // given
        String body = """
                {"seller":"orders","name":"Lost","currency":"USD","budget":6000,"startDate":"2027-03-01","endDate":"2027-03-31",
                 "lines":[{"name":"a","productId":"prod_ctv_sports","rateType":"CPM","rate":42,"quantity":1000}]}""";

        // when
        var answer = gateway.post("/api/v1/bookings", body);

        // then
        JsonNode booking = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
        assertThat(booking.path("status").asText()).as(booking.toString()).isEqualTo("BOOKED");
        assertThat(SELLERS.get("orders").asked().stream().filter(a -> a.is("POST", "/orders"))).as("found again, not made twice").hasSize(1);
    }

    @Test
    void searchShouldBeCompletedFromTheListWhenItFindsLess() throws Exception {
        // given, when
        JsonNode answer = search("by-text", "display");

        // then
        assertThat(ids(answer)).as(answer.toString()).containsExactlyInAnyOrder("banner", "retargeting");
        assertThat(answer.path("complete").asBoolean()).isTrue();
        assertThat(gateway.getJson("/api/v1/sellers/by-text").toString()).contains("\"value\":\"partial\"", "did not find, for the channel display");
        assertThat(ids(search("by-text", "display"))).as("and so it is the next time").hasSize(2);
    }

    @Test
    void listShouldBeReadOnceForAKindOfSearchWhenTheSearchLeavesNothingOut() throws Exception {
        // given
        JsonNode first = search("honest", "ctv");
        long lists = SELLERS.get("honest").asked().stream().filter(a -> a.is("GET", "/products")).count();

        // when
        JsonNode second = search("honest", "ctv");

        // then
        assertThat(ids(second)).isEqualTo(ids(first)).isNotEmpty();
        assertThat(SELLERS.get("honest").asked().stream().filter(a -> a.is("GET", "/products"))).hasSize((int) lists);
    }

    @Test
    void answerShouldSayThatItMayLackSomethingWhenTheListCannotBeRead() throws Exception {
        // given, when
        JsonNode answer = search("no-list", "display");

        // then
        assertThat(ids(answer)).containsExactly("banner");
        assertThat(answer.path("complete").asBoolean()).isFalse();
        assertThat(answer.at("/sellers/0/note").asText()).contains("its list could not be read");
    }

    /** Loses the answer to the first order, and shows it on the second page of a list whose first page is full of others. */
    private static final class OrdersByCursor implements FrontedSeller.Front {
        private boolean lost;

        @Override
        public synchronized FrontedSeller.Said answer(FrontedSeller.Asked asked, FrontedSeller.Behind seller) {
            FrontedSeller.Said said = seller.ask(asked);
            if (asked.is("POST", "/orders") && !lost) {
                lost = true;
                return json(500, "{}");
            }
            if (!asked.is("GET", "/orders")) {
                return said;
            }
            String others = IntStream.range(0, 7).mapToObj(i -> "{\"id\":\"o" + i + "\",\"name\":\"Other " + i + "\"}").collect(Collectors.joining(","));
            return asked.query().contains("cursor=two") ? said : json("{\"orders\":[" + others + "],\"meta\":{\"nextCursor\":\"two\"}}");
        }
    }

    private static void byCursor(String id, String parameter, Naming naming) throws IOException {
        SELLERS.put(id, new FrontedSeller(SandboxDialect.SEED, (asked, seller) -> {
            if (!asked.is("GET", "/products")) {
                return seller.ask(asked);
            }
            int from = 0;
            for (String pair : asked.query().split("&")) {
                String decoded = URLDecoder.decode(pair, StandardCharsets.UTF_8);
                from = decoded.startsWith(parameter + "=c") ? Integer.parseInt(decoded.substring(parameter.length() + 2)) : from;
            }
            int to = Math.min(ALL, from + PAGE);
            String items = IntStream.range(from, to).mapToObj(i -> "{\"id\":\"p" + i + "\",\"basePrice\":5,\"channel\":\"ctv\"}")
                    .collect(Collectors.joining(",", "\"products\":[", "]"));
            return naming.page(asked, items, to < ALL ? to : -1);
        }));
    }

    private static FrontedSeller.Said json(String body) {
        return json(200, body);
    }

    private static FrontedSeller.Said json(int status, String body) {
        return FrontedSeller.Said.json(status, body);
    }

    private static String token(int next) {
        return next < 0 ? "null" : "\"c" + next + "\"";
    }

    private static String here(FrontedSeller.Asked asked) {
        return "http://127.0.0.1:" + SELLERS.get("odata").port() + asked.path();
    }

    private static JsonNode search(String seller, String channel) throws Exception {
        return gateway.json(gateway.post("/api/v1/products/search", "{\"channel\":\"" + channel + "\",\"sellers\":[\"" + seller + "\"]}"));
    }

    private static JsonNode list(String seller) throws Exception {
        return gateway.getJson("/api/v1/products?top=500&seller=" + seller);
    }

    private static Set<String> ids(JsonNode answer) {
        var ids = new HashSet<String>();
        answer.path("products").forEach(p -> ids.add(p.path("id").asText()));
        return ids;
    }
}
