package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.store.Store;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Somebody changes things at the seller behind the gateway's back. */
@ExtendWith(OutputCaptureExtension.class)
class DriftTest {

    private static SandboxSeller seller;
    private static RunningGateway gateway;
    private static final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        gateway = RunningGateway.start(folder, Map.of("premium-news", seller.baseUrl()), "logging.level.org.opendirect=INFO");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        seller.close();
    }

    @Test
    void whatIsBookedHereAndCancelledThereIsSaidAndPutBeforeAPersonWhenOneSaysSo() throws Exception {
        JsonNode campaign = campaign("gone");
        JsonNode line = campaign.at("/lines/0");
        act("PATCH", linePath(campaign) + "?action=cancel", null);

        JsonNode entry = entry("ours_only", line.path("lineId").asText());
        assertThat(entry.path("campaignId").asText()).isEqualTo(campaign.path("id").asText());
        assertThat(entry.at("/theirs/status").asText()).isEqualTo("Canceled");
        assertThat(decide(entry, "release")).as("there is nothing to release").isEqualTo(409);

        assertThat(decide(entry, "ask")).isEqualTo(202);
        JsonNode asked = gateway.awaitEnd("/api/v1/campaigns/" + campaign.path("id").asText());
        assertThat(asked.path("status").asText()).isEqualTo("NEEDS_DECISION");
        assertThat(asked.at("/lines/0/problem/code").asText()).isEqualTo("not_at_seller");

        gateway.post("/api/v1/campaigns/" + campaign.path("id").asText() + "/lines/a/decision", "{\"choice\":\"abandon\"}");
        assertThat(gateway.awaitEnd("/api/v1/campaigns/" + campaign.path("id").asText()).path("status").asText()).isEqualTo("FAILED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "adopt"})
    void decisionShouldBeOpenAgainSoonWhenTheSellerStillShowsTheLineCanceled(String choice, CapturedOutput output) throws Exception {
        // given
        JsonNode campaign = campaign("gone-" + choice);
        String path = "/api/v1/campaigns/" + campaign.path("id").asText();
        act("PATCH", linePath(campaign) + "?action=cancel", null);
        decide(entry("ours_only", campaign.at("/lines/0/lineId").asText()), "ask");
        JsonNode asked = gateway.awaitEnd(path);
        int before = reads(campaign);

        // when
        gateway.post(path + "/lines/a/decision", "{\"choice\":\"" + choice + "\"}");

        // then
        JsonNode again = gateway.awaitEnd(path);
        assertThat(again.path("status").asText()).isEqualTo("NEEDS_DECISION");
        assertThat(again.at("/lines/0/problem/code").asText()).isEqualTo("not_at_seller");
        assertThat(again.at("/lines/0/problem/detail").asText()).contains("Canceled", "adopt and retry only read it again", path + "/retry");
        assertThat(reads(campaign) - before).as("seen twice, and no more often").isEqualTo(2);
        assertThat(asked.path("booked")).as("the money and what it buys").isEqualTo(campaign.path("booked"));
        assertThat(asked.path("saving")).isEqualTo(campaign.path("saving"));
        List<String> told = output.toString().lines().filter(l -> l.contains("Campaign " + campaign.path("id").asText())).toList();
        int booked = told.indexOf(told.stream().filter(l -> l.contains(" is BOOKED")).findFirst().orElseThrow());
        assertThat(told.get(booked + 1)).contains(" is NEEDS_DECISION");
    }

    private static int reads(JsonNode campaign) throws Exception {
        int reads = 0;
        for (JsonNode e : gateway.getJson("/api/v1/audit?of=" + campaign.path("id").asText() + "&top=1000").path("entries")) {
            reads += e.path("step").asText().equals("read-line") ? 1 : 0;
        }
        return reads;
    }

    @Test
    void aSecondLineOfOurKeyIsSaidAndReleasedOnlyByAPersonAndOthersAreNeverTouched() throws Exception {
        JsonNode campaign = campaign("twice");
        String lines = linePath(campaign).replaceAll("/[^/]+$", "");
        String key = key(campaign);
        String copy = reserved(lines, Map.of("ext", Map.of("gatewayKey", key)));
        String foreign = reserved(lines, Map.of());

        JsonNode entry = entry("theirs_only", copy);
        assertThat(entry.path("detail").asText()).startsWith("a second line with the key of line a");
        JsonNode other = entry("theirs_only", foreign);
        assertThat(other.path("choices").toString()).isEqualTo("[\"ignore\"]");
        assertThat(decide(other, "release")).isEqualTo(409);
        assertThat(state(lines + "/" + copy)).as("nothing happens by itself").isEqualTo("Reserved");

        assertThat(decide(entry, "release")).isEqualTo(202);
        assertThat(decide(other, "ignore")).isEqualTo(202);

        gateway.await("the release", () -> state(lines + "/" + copy).equals("Canceled"));
        assertThat(state(lines + "/" + foreign)).isEqualTo("Reserved");
        assertThat(state(linePath(campaign))).isEqualTo("Booked");
        // what ends a line is believed a settle window later; until then it is under way, and the report as it was
        gateway.await("a report without it", () -> {
            check();
            List<String> theirs = idsOf(gateway.getJson("/api/v1/drift"), "theirs_only");
            return theirs.contains(foreign) && !theirs.contains(copy);
        });
        JsonNode audit = gateway.getJson("/api/v1/audit?top=1000");
        assertThat(audit.path("entries")).anySatisfy(e -> {
            assertThat(e.path("request").asText()).contains("/lines/" + copy + "?action=cancel");
            assertThat(e.path("askedBy").asText()).isEqualTo("local");
            assertThat(e.path("verdict").asText()).isEqualTo("done");
        });
    }

    @Test
    void aLineThatIsOnlyToBeGivenBackCannotBeAdopted() throws Exception {
        JsonNode campaign = campaign("unwilling");
        String lines = linePath(campaign).replaceAll("/[^/]+$", "");
        String copy = reserved(lines, Map.of("ext", Map.of("gatewayKey", key(campaign)), "productId", "magic-cancel-declined"));
        var decided = gateway.post("/api/v1/drift/" + entry("theirs_only", copy).path("id").asText() + "/decision", "{\"choice\":\"release\"}");
        String booking = "/api/v1/bookings/" + gateway.json(decided).path("bookingId").asText();
        assertThat(gateway.awaitEnd(booking).path("status").asText()).isEqualTo("NEEDS_DECISION");

        var adopted = gateway.post(booking + "/lines/line-1/decision", "{\"choice\":\"adopt\"}");

        assertThat(adopted.statusCode()).as(adopted.body()).isEqualTo(409);
        assertThat(gateway.getJson(booking).path("status").asText()).isEqualTo("NEEDS_DECISION");
    }

    @Test
    void decidingShouldHappenOnceWhenTwoDecideOnADifferenceAtOnce() throws Exception {
        // given
        JsonNode campaign = campaign("both");
        String lines = linePath(campaign).replaceAll("/[^/]+$", "");
        String copy = reserved(lines, Map.of("ext", Map.of("gatewayKey", key(campaign))));
        JsonNode entry = entry("theirs_only", copy);
        var pool = Executors.newFixedThreadPool(4);

        // when
        List<Callable<Integer>> all = Collections.nCopies(4, () -> decide(entry, "release"));
        var answers = new ArrayList<Integer>();
        for (Future<Integer> answer : pool.invokeAll(all)) {
            answers.add(answer.get());
        }
        pool.shutdown();

        // then
        assertThat(answers).contains(202).allSatisfy(status -> assertThat(status).isIn(202, 404, 409));
        assertThat(answers.stream().filter(status -> status == 202)).hasSize(1);
        gateway.await("the release", () -> state(lines + "/" + copy).equals("Canceled"));
    }

    @Test
    void aLineThatAPersonIsAskedAboutShouldNeverBeDriftWhenTheSellersIdOfItIsNotKnown() throws Exception {
        // given
        JsonNode campaign = campaign("asked");
        String id = campaign.path("id").asText();
        Store store = gateway.context().getBean(Store.class);
        store.write(() -> {
            String data = store.sql().sql("select data from booking_line where work_id = ?").param(id).query(String.class).single();
            var line = (ObjectNode) Json.read(data, JsonNode.class);
            line.put("status", "NEEDS_DECISION").remove("sellerLineId");
            store.sql().sql("update booking_line set status = 'NEEDS_DECISION', data = ?, updated_at = 1 where work_id = ?")
                    .params(Json.text(line), id).update();
            store.sql().sql("update campaign set status = 'NEEDS_DECISION', data = replace(data, '\"BOOKED\"', '\"NEEDS_DECISION\"') where id = ?")
                    .param(id).update();
        });
        String other = reserved(linePath(campaign).replaceAll("/[^/]+$", ""), Map.of());

        // when
        entry("theirs_only", other);

        // then
        assertThat(idsOf(gateway.getJson("/api/v1/drift"), "theirs_only")).contains(other).doesNotContain(campaign.at("/lines/0/lineId").asText());
    }

    /** Another version of the gateway may have written them, and finds them again. */
    @Test
    void unknownFieldsOfRowsShouldSurviveWhenTheRowsAreWrittenAgain() throws Exception {
        // given
        String id = campaign("later").path("id").asText();
        Store store = gateway.context().getBean(Store.class);
        Map<String, String> rows = Map.of("campaign", "id", "booking", "work_id", "booking_line", "work_id");
        rows.forEach((table, column) -> store.write(() -> {
            String data = store.sql().sql("select data from " + table + " where " + column + " = ?").param(id).query(String.class).single();
            var row = (ObjectNode) Json.read(data, JsonNode.class);
            places(table).forEach(place -> ((ObjectNode) row.at(place)).putObject("ofALaterVersion").put("price", new BigDecimal("12.50")));
            store.sql().sql("update " + table + " set data = ? where " + column + " = ?").params(Json.text(row), id).update();
        }));

        // when
        gateway.post("/api/v1/campaigns/" + id + "/cancel", "");

        // then
        assertThat(gateway.awaitEnd("/api/v1/campaigns/" + id).path("status").asText()).isEqualTo("CANCELLED");
        rows.forEach((table, column) -> {
            String data = store.sql().sql("select data from " + table + " where " + column + " = ?").param(id).query(String.class).single();
            assertThat(places(table)).allSatisfy(place -> assertThat(Json.read(data, JsonNode.class).at(place + "/ofALaterVersion/price").decimalValue())
                    .isEqualByComparingTo("12.5"));
        });
    }

    /** Where a row may have a field of another version: in itself, and in what stands in it. */
    private static List<String> places(String table) {
        return table.equals("campaign") ? List.of("", "/plan", "/plan/lines/0") : List.of("");
    }

    @Test
    void anOrderThatStandsOpenWithoutALineIsSaid() throws Exception {
        JsonNode campaign = campaign("cancelled");
        gateway.post("/api/v1/campaigns/" + campaign.path("id").asText() + "/cancel", "");
        JsonNode ended = gateway.awaitEnd("/api/v1/campaigns/" + campaign.path("id").asText());
        String order = ended.at("/lines/0/orderId").asText();

        assertThat(ended.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(ended.path("warnings").toString()).contains("order " + order + " stands open at premium-news without a line");
        gateway.await("the report", () -> {
            check();
            return gateway.getJson("/api/v1/drift").path("entries").findValuesAsText("orderId").contains(order);
        });
    }

    private static JsonNode campaign(String id) throws Exception {
        var answer = gateway.post("/api/v1/campaigns", """
                {"id":"%s","name":"%s","advertiser":{"id":"adv-drift"},"currency":"USD","budget":1000,"startDate":"2027-03-01",
                 "endDate":"2027-03-31","lines":[{"id":"a","channel":"display","impressions":10000,"maxCpm":40}]}""".formatted(id, id));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode campaign = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        return campaign;
    }

    private static String linePath(JsonNode campaign) throws Exception {
        String booking = campaign.at("/lines/0/bookingId").asText();
        return "/accounts/" + gateway.getJson("/api/v1/bookings/" + booking).path("accountId").asText() + "/orders/"
                + campaign.at("/lines/0/orderId").asText() + "/lines/" + campaign.at("/lines/0/lineId").asText();
    }

    private static String key(JsonNode campaign) throws Exception {
        return Json.mapper().readTree(act("GET", linePath(campaign), null)).at("/ext/gatewayKey").asText();
    }

    /** A line that somebody else has put there. */
    private static String reserved(String lines, Map<String, Object> more) throws Exception {
        var body = new LinkedHashMap<String, Object>(Map.of("productId", "magic-none", "name", "by hand", "quantity", 1000, "rate", 20));
        body.putAll(more);
        String id = Json.mapper().readTree(act("POST", lines, Json.text(body))).path("id").asText();
        act("PATCH", lines + "/" + id + "?action=reserve", null);
        return id;
    }

    private static String state(String path) throws Exception {
        return Json.mapper().readTree(act("GET", path, null)).path("bookingStatus").asText();
    }

    private static String act(String method, String path, String body) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(seller.baseUrl() + path)).method(method, body == null
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Has the accounts looked at until the difference shows; a change counts only once it is older than the settle window. */
    private static JsonNode entry(String kind, String lineId) throws Exception {
        gateway.await(kind + " of " + lineId, () -> {
            check();
            return idsOf(gateway.getJson("/api/v1/drift"), kind).contains(lineId);
        });
        for (JsonNode entry : gateway.getJson("/api/v1/drift").path("entries")) {
            if (entry.path("lineId").asText().equals(lineId)) {
                return entry;
            }
        }
        throw new AssertionError("gone again");
    }

    private static List<String> idsOf(JsonNode report, String kind) {
        var ids = new ArrayList<String>();
        report.path("entries").forEach(e -> {
            if (e.path("kind").asText().equals(kind)) {
                ids.add(e.path("lineId").asText());
            }
        });
        return ids;
    }

    private static void check() throws Exception {
        assertThat(gateway.post("/api/v1/drift/check", "").statusCode()).isEqualTo(202);
    }

    private static int decide(JsonNode entry, String choice) throws Exception {
        return gateway.post("/api/v1/drift/" + entry.path("id").asText() + "/decision", "{\"choice\":\"" + choice + "\"}").statusCode();
    }
}
