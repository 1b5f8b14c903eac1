package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** What callers are told when things do not go straight on, and that the document says the same. */
class RestAnswersTest {

    private static final String GOOD = "prod_news_video";
    /** fields whose texts name what there is, such as a seller */
    private static final Pattern NAMES = Pattern.compile("[/?](seller|sellers/0|excludeSellers/0|negotiationId|channel|rateType|type|strategy)$");
    private static final Pattern NO_SUCH = Pattern.compile("no such|must be one of");
    /** what is said against a field because of another one */
    private static final Pattern TOGETHER = Pattern.compile("must not be before|must be after|.*must add up to");
    private static SandboxSeller seller;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        gateway = RunningGateway.start(folder, Map.of("premium-news", seller.baseUrl()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        seller.close();
    }

    @ParameterizedTest
    @CsvSource({"magic-reserve-declined, FAILED, nothing_booked", "magic-reserve-declined " + GOOD + ", PARTIALLY_BOOKED, partially_booked",
        "magic-book-price, NEEDS_DECISION, needs_decision", GOOD + ", BOOKED,"})
    void bookingShouldSayWhyWhenItIsNotBooked(String products, String status, String code) throws Exception {
        // when
        JsonNode booking = book(products.split(" "));

        // then
        assertThat(booking.path("status").asText()).isEqualTo(status);
        assertThat(booking.at("/problem/code").asText(null)).isEqualTo(code);
    }

    @Test
    void statsShouldBeFoundByEitherIdOfTheLine() throws Exception {
        // given
        JsonNode booking = book(GOOD);
        String lines = "/api/v1/bookings/" + booking.path("id").asText() + "/lines/";
        String lineId = booking.at("/lines/0/lineId").asText();

        // when
        JsonNode byOurs = gateway.getJson(lines + booking.at("/lines/0/id").asText() + "/stats");

        // then
        assertThat(byOurs.path("lineId").asText()).isEqualTo(lineId).isEqualTo(gateway.getJson(lines + lineId + "/stats").path("lineId").asText());
    }

    @Test
    void statsShouldNotBeFoundWhenTheLineWasDeclined() throws Exception {
        // given
        JsonNode booking = book("magic-reserve-declined");

        // when
        HttpResponse<String> answer = gateway.get("/api/v1/bookings/" + booking.path("id").asText() + "/lines/line-1/stats");

        // then
        assertThat(booking.at("/lines/0/status").asText()).isEqualTo("DECLINED");
        assertThat(answer.statusCode() + " " + gateway.json(answer).path("code").asText()).isEqualTo("404 no_stats");
    }

    @Test
    void auditShouldNameTheLineAsEverywhereElse() throws Exception {
        // given
        JsonNode booking = book(GOOD);

        // when
        JsonNode entries = gateway.getJson("/api/v1/audit?of=" + booking.path("id").asText()).path("entries");

        // then
        assertThat(entries).anySatisfy(e -> {
            assertThat(e.path("step").asText()).isEqualTo("book");
            assertThat(e.path("line").asText()).isEqualTo("line-1");
            assertThat(e.path("lineId").asText()).isEqualTo(booking.at("/lines/0/lineId").asText());
        });
        assertThat(entries).anySatisfy(e -> {
            assertThat(e.path("step").asText()).isEqualTo("create-line");
            assertThat(e.path("lineId").isNull()).as("nobody knew it then").isTrue();
        });
    }

    @Test
    void availsShouldRefuseProductWhenItsSellerHasNone() throws Exception {
        // when
        HttpResponse<String> wrong = avails("no-such-product");
        HttpResponse<String> partly = avails("no-such-product", GOOD);

        // then
        assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(422);
        assertThat(gateway.json(wrong).at("/errors/0/path").asText()).isEqualTo("/items/0/productId");
        assertThat(partly.statusCode()).isEqualTo(200);
        assertThat(gateway.json(partly).at("/sellers/0/rejected").asInt()).isEqualTo(1);
        assertThat(gateway.json(partly).path("avails")).hasSize(1);
    }

    @Test
    void decisionShouldFindLineByTheSellersIdWhenNoLineHereIsCalledSo() throws Exception {
        // given
        JsonNode booking = book("magic-book-price");
        String lines = "/api/v1/bookings/" + booking.path("id").asText() + "/lines/";
        String lineId = booking.at("/lines/0/lineId").asText();
        HttpResponse<String> unknown = gateway.post(lines + lineId + "x/decision", "{\"choice\":\"abandon\"}");

        // when
        HttpResponse<String> answer = gateway.post(lines + lineId + "/decision", "{\"choice\":\"abandon\"}");

        // then
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        gateway.await("the line's end", () -> gateway.getJson("/api/v1/bookings/" + booking.path("id").asText()).at("/lines/0/status").asText().equals("FAILED"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/api/v1/bookings  | Content-Encoding | gzip             | content_encoding | Accept-Encoding | identity",
        "/api/v1/bookings  | Content-Encoding | identity, br     | content_encoding | Accept-Encoding | identity",
        "/api/v1/campaigns | Content-Type     | application/xml  | media_type       | Accept          | application/json, application/yaml, text/csv"})
    void answerShouldSayWhatIsTakenWhenABodyIsNot(String path, String header, String value, String code, String told, String taken) throws Exception {
        // when
        HttpResponse<String> answer = gateway.post(path, "{}", header, value);

        // then
        assertThat(answer.statusCode() + " " + gateway.json(answer).path("code").asText()).isEqualTo("415 " + code);
        assertThat(answer.headers().firstValue(told)).hasValue(taken);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/products/search, 200", "/api/v1/campaigns/none/approve, 404", "/api/v1/campaigns/none/cancel, 404", "/api/v1/sellers/none/doctor, 404"})
    void optionalBodyShouldBeTakenForNoneWhenItIsNull(String path, int status) throws Exception {
        // when
        HttpResponse<String> answer = gateway.post(path, "null");

        // then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":NaN}", "{/* */}", "{'a':1}", "{a:1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "[1,]", "{\"a\":\"\t\"}", "{\"a\":1,\"a\":2}", "{\"a\":\"\\x\"}", "{", "# c"})
    void detailShouldBeForCallersWhenABodyCannotBeRead(String body) throws Exception {
        // when
        HttpResponse<String> answer = gateway.post("/api/v1/bookings", body);

        // then
        assertThat(gateway.json(answer).path("code").asText()).isEqualTo("unreadable_body");
        assertThat(gateway.json(answer).path("detail").asText()).startsWith("line 1, column ").doesNotContain("Feature", "`", "ALLOW_", "enable", "fasterxml", "Source");
    }

    /** All of them: minimum, maximum, lengths, patterns, enums, types, what is required, and what is not known. */
    @Test
    void requestShouldBeRefusedExactlyWhenItIsOutsideTheDocumentsLimits() throws Exception {
        // given
        List<LimitProbes.Probe> probes = LimitProbes.of(gateway.getJson("/api/v1/openapi.json"), Map.of("seller", "premium-news"));
        var differences = new ArrayList<String>();

        // when
        for (LimitProbes.Probe probe : probes) {
            HttpResponse<String> answer = probe.type() == null ? gateway.send(probe.method(), probe.path(), probe.body())
                    : gateway.send(probe.method(), probe.path(), probe.body(), "Content-Type", probe.type());
            List<String> faults = faultsOf(probe, answer);
            boolean asItShould = probe.inside() ? answer.statusCode() != 400 && answer.statusCode() != 500 && faults.isEmpty() : answer.statusCode() == 422 && !faults.isEmpty();
            if (!asItShould) {
                differences.add(probe.method() + " " + probe.path().replaceAll("(?<=.{80}).+", "…") + " " + probe.field() + (probe.inside() ? " allows " : " refuses ") + probe.what()
                        + ", answered " + answer.statusCode() + " " + answer.body());
            }
        }

        // then
        assertThat(probes).hasSizeGreaterThan(500);
        assertThat(differences).isEmpty();
    }

    /** What the answer says against the field, unless it is that there is nothing of this name. */
    private static List<String> faultsOf(LimitProbes.Probe probe, HttpResponse<String> answer) throws IOException {
        var faults = new ArrayList<String>();
        for (JsonNode error : gateway.json(answer).path("errors")) {
            String message = error.path("message").asText();
            boolean allowed = NAMES.matcher(probe.field()).find() && NO_SUCH.matcher(message).lookingAt() || TOGETHER.matcher(message).lookingAt();
            if (error.path("path").asText().equals(probe.field()) && !(probe.inside() && allowed)) {
                faults.add(message);
            }
        }
        return faults;
    }

    private static JsonNode book(String... products) throws Exception {
        var lines = new StringBuilder();
        for (String product : products) {
            lines.append(lines.isEmpty() ? "" : ",").append("{\"productId\":\"").append(product).append("\",\"rate\":26,\"quantity\":1000}");
        }
        HttpResponse<String> answer = gateway.post("/api/v1/bookings", "{\"seller\":\"premium-news\",\"name\":\"Some\",\"currency\":\"USD\","
                + "\"startDate\":\"2027-04-01\",\"endDate\":\"2027-04-30\",\"lines\":[" + lines + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    private static HttpResponse<String> avails(String... products) throws Exception {
        var items = new StringBuilder();
        for (String product : products) {
            items.append(items.isEmpty() ? "" : ",").append("{\"seller\":\"premium-news\",\"productId\":\"").append(product).append("\"}");
        }
        return gateway.post("/api/v1/products/avails", "{\"items\":[" + items + "],\"startDate\":\"2027-04-01\",\"endDate\":\"2027-04-30\",\"impressions\":1000}");
    }
}
