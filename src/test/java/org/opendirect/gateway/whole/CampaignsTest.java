package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.Sandbox;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** Campaigns from plan to ledger, by REST and by file, with the three sandbox sellers. */
class CampaignsTest {

    private static final List<SandboxSeller> sellers = new ArrayList<>();
    private static RunningGateway gateway;
    private static Path plans;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Map<String, String> urls = new TreeMap<>();
        for (String id : Sandbox.SELLERS) {
            var seller = new SandboxSeller(id, 0, null, Duration.ofMinutes(5), Clock.systemUTC());
            sellers.add(seller);
            urls.put(id, seller.baseUrl());
        }
        gateway = RunningGateway.start(folder, urls);
        plans = folder.resolve("plans");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        sellers.forEach(SandboxSeller::close);
    }

    @Test
    void listOfProductsShouldBeFilteredWhenTheQueryNamesACriterion() throws Exception {
        // given
        String path = "/api/v1/products?seller=premium-ctv&seller=premium-news&top=500";

        // when
        JsonNode all = gateway.getJson(path).path("products");
        JsonNode some = gateway.getJson(path + "&channel=Connected%20TV&maxPrice=40").path("products");
        JsonNode searched = gateway.json(gateway.post("/api/v1/products/search",
                "{\"channel\":\"ctv\",\"maxPrice\":40,\"sellers\":[\"premium-ctv\",\"premium-news\"]}")).path("products");

        // then
        assertThat(some.findValuesAsText("id")).isNotEmpty().hasSizeLessThan(all.size()).isEqualTo(searched.findValuesAsText("id"));
        assertThat(some.findValuesAsText("channel")).containsOnly("ctv");
    }

    @Test
    void cancelledAtOnceItStaysCancelled() throws Exception {
        var paths = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            var answer = gateway.post("/api/v1/campaigns", """
                    {"id":"at-once-%d","name":"At once %d","advertiser":{"id":"adv"},"currency":"USD","budget":100,"startDate":"2027-03-01",
                     "endDate":"2027-03-31","lines":[{"id":"a","channel":"display","impressions":1000,"maxCpm":40}]}""".formatted(i, i));
            paths.add(answer.headers().firstValue("Location").orElseThrow());
            assertThat(gateway.post(paths.get(i) + "/cancel", "").statusCode()).isEqualTo(202);
        }
        for (String path : paths) {
            gateway.await("the end of " + path, () -> gateway.getJson(path).path("status").asText().equals("CANCELLED"));
            var types = gateway.json(gateway.get(path + "/events", "Accept", "application/json")).path("events").findValuesAsText("type").stream()
                    .filter(t -> t.startsWith("campaign.")).toList();
            // where it was quicker than the person it may have gone further, and is given back
            int cancelled = types.indexOf("campaign.cancelled");
            assertThat(types.subList(cancelled, types.size())).as("nothing comes after the end: " + types).containsExactly("campaign.cancelled");
        }
    }

    @Test
    void aPlanIsBookedWithinItsBudgetAndTheLedgersAgree() throws Exception {
        JsonNode campaign = run(Files.readString(Path.of("plans/q1-brand-awareness.yaml")), "application/yaml");

        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(campaign.at("/booked/amount").decimalValue()).isLessThanOrEqualTo(campaign.path("budget").decimalValue());
        for (JsonNode line : campaign.path("lines")) {
            Map<String, Object> held = lineAtSeller(line.path("seller").asText(), line.path("lineId").asText());
            assertThat(held.get("bookingStatus")).isEqualTo("Booked");
            assertThat(new BigDecimal(String.valueOf(held.get("rate")))).isEqualByComparingTo(line.path("rate").decimalValue());
            assertThat(line.path("reasons")).isNotEmpty();
        }
        assertThat(campaign.findValuesAsText("planLine")).contains("ctv", "display", "native");

        JsonNode first = campaign.path("lines").get(0);
        JsonNode stats = gateway.getJson("/api/v1/bookings/" + first.path("bookingId").asText() + "/lines/" + first.path("lineId").asText() + "/stats");
        assertThat(stats.path("targetImpressions").asInt()).isEqualTo(1_200_000);
        assertThat(stats.has("vcr")).as("what the seller does not report is absent").isFalse();

        JsonNode events = gateway.json(gateway.get("/api/v1/campaigns/" + campaign.path("id").asText() + "/events", "Accept", "application/json")).path("events");
        assertThat(events.findValuesAsText("type")).startsWith("campaign.received", "campaign.planning").endsWith("campaign.booked");
        assertThat(firstLinesOfStream(campaign.path("id").asText(), "2")).startsWith("id: 3", "event: " + events.get(2).path("type").asText());
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence").asInt()).isEqualTo(i + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch-all-or-nothing.json", "iab-brief.json", "iab-automation-brief.json", "regional-lines.csv"})
    void aDryRunProposesAndNothingLeavesThatChangesAnything(String plan) throws Exception {
        String before = ledgers();

        HttpResponse<String> answer = gateway.post("/api/v1/campaigns?dryRun=true", Files.readString(Path.of("plans", plan)),
                "Content-Type", plan.endsWith("csv") ? "text/csv" : "application/json");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.json(answer).path("lines")).isNotEmpty();
        assertThat(ledgers()).isEqualTo(before);
    }

    @Test
    void aManualPlanWaitsAndTwoApprovalsMakeOneBooking() throws Exception {
        JsonNode proposed = run(plan("manual", "\"approval\":\"manual\"", "{\"id\":\"a\",\"channel\":\"audio\",\"impressions\":1000,\"maxCpm\":20}"), "application/json");
        String path = "/api/v1/campaigns/" + proposed.path("id").asText();
        assertThat(proposed.path("status").asText()).isEqualTo("PROPOSED");
        assertThat(proposed.at("/lines/0/status").asText()).isEqualTo("PLANNED");

        List<Integer> codes = atOnce(8, () -> gateway.post(path + "/approve", "").statusCode());

        assertThat(codes).containsOnlyOnce(202).allMatch(c -> c == 202 || c == 409);
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("BOOKED");
        assertThat(gateway.post(path + "/reject", "").statusCode()).isEqualTo(409);

        assertThat(gateway.post(path + "/cancel", "").statusCode()).isEqualTo(202);
        JsonNode cancelled = gateway.awaitEnd(path);
        assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(lineAtSeller(cancelled.at("/lines/0/seller").asText(), cancelled.at("/lines/0/lineId").asText()).get("bookingStatus")).isEqualTo("Canceled");
        assertThat(cancelled.at("/booked/amount").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"reject,REJECTED,rejected by a person", "cancel,CANCELLED,cancelled by a person"})
    void aProposalThatIsTurnedDownEndsWithItsLinesAndLeavesNothingAtTheSellers(String word, String status, String why) throws Exception {
        String before = ledgers();
        JsonNode proposed = run(plan(word, "\"approval\":\"manual\"", "{\"id\":\"a\",\"channel\":\"audio\",\"impressions\":1000,\"maxCpm\":20}"), "application/json");
        String path = "/api/v1/campaigns/" + proposed.path("id").asText();

        assertThat(gateway.post(path + "/" + word, "").statusCode()).isEqualTo(202);

        JsonNode ended = gateway.getJson(path);
        assertThat(ended.path("status").asText()).isEqualTo(status);
        assertThat(ended.at("/lines/0/status").asText()).isEqualTo("CANCELLED");
        assertThat(ended.at("/lines/0/problem/detail").asText()).isEqualTo(why);
        assertThat(ledgers()).isEqualTo(before);
    }

    @Test
    void allOrNothingBuysNothingWhenOneLineCannotBeHad() throws Exception {
        JsonNode campaign = run(plan("all", "\"commit\":\"all_or_nothing\"", "{\"id\":\"a\",\"channel\":\"audio\",\"impressions\":1000,\"maxCpm\":20},"
                + "{\"id\":\"b\",\"channel\":\"dooh\",\"impressions\":1000,\"maxCpm\":20}"), "application/json");

        assertThat(campaign.path("status").asText()).isEqualTo("FAILED");
        assertThat(campaign.at("/problem/detail").asText()).contains("b");
        assertThat(campaign.path("lines").findValuesAsText("status")).containsExactly("CANCELLED", "UNFILLED");
    }

    @Test
    void bestEffortBooksWhatCanBeHadAndNeverAboveTheCeilings() throws Exception {
        JsonNode campaign = run(plan("best", "\"commit\":\"best_effort\"", "{\"id\":\"a\",\"channel\":\"audio\",\"budget\":100,\"maxCpm\":20},"
                + "{\"id\":\"b\",\"channel\":\"ctv\",\"impressions\":1000,\"maxCpm\":5}"), "application/json");

        assertThat(campaign.path("status").asText()).isEqualTo("PARTIALLY_BOOKED");
        assertThat(campaign.at("/lines/0/cost").decimalValue()).isLessThanOrEqualTo(BigDecimal.valueOf(100));
        assertThat(campaign.at("/lines/1/status").asText()).isEqualTo("UNFILLED");
        assertThat(campaign.at("/lines/1/reasons").toString()).contains("above maxCpm 5");
    }

    @Test
    void theSameKeyIsOneCampaignFiftyTimesAndTheSameAnswerByteForByte() throws Exception {
        String body = plan(null, "\"approval\":\"manual\"", "{\"id\":\"a\",\"channel\":\"audio\",\"impressions\":1000,\"maxCpm\":20}");
        List<String> answers = atOnce(50, () -> {
            HttpResponse<String> r = gateway.post("/api/v1/campaigns", body, "Content-Type", "application/json", "Idempotency-Key", "key-1");
            return r.statusCode() + " " + r.body();
        });

        assertThat(answers.stream().distinct().toList()).hasSize(1).allMatch(a -> a.startsWith("202 "));
        HttpResponse<String> again = gateway.post("/api/v1/campaigns", body, "Content-Type", "application/json", "Idempotency-Key", "key-1");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        HttpResponse<String> other = gateway.post("/api/v1/campaigns", body.replace("1000", "2000"), "Content-Type", "application/json", "Idempotency-Key", "key-1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(gateway.json(other).path("code").asText()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void theSamePlanIdIsTheSameCampaignAndOtherContentAConflict() throws Exception {
        String body = plan("same-id", "\"approval\":\"manual\"", "{\"id\":\"a\",\"channel\":\"audio\",\"impressions\":1000,\"maxCpm\":20}");
        String id = run(body, "application/json").path("id").asText();

        assertThat(gateway.json(gateway.post("/api/v1/campaigns", body)).path("id").asText()).isEqualTo(id);
        HttpResponse<String> other = gateway.post("/api/v1/campaigns", body.replace("1000", "3000"));
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(gateway.json(other).path("campaignId").asText()).isEqualTo(id);
    }

    @Test
    void wrongInputGetsAProblemThatSaysWhere() throws Exception {
        assertThat(gateway.json(gateway.post("/api/v1/campaigns", "{\"name\":")).path("status").asInt()).isEqualTo(400);
        assertThat(gateway.json(gateway.post("/api/v1/campaigns", "{\"name\":1,\"what\":2}")).path("errors").findValuesAsText("path")).contains("/name", "/what", "/budget");
        assertThat(gateway.post("/api/v1/campaigns", "x".repeat(3_000_000)).statusCode()).isEqualTo(413);
        assertThat(gateway.json(gateway.post("/api/v1/products/search", "{\"channel\":\"tv\",\"color\":1}")).path("errors").findValuesAsText("path"))
                .containsExactlyInAnyOrder("/channel", "/color");
        assertThat(gateway.get("/api/v1/campaigns/none").statusCode()).isEqualTo(404);
        assertThat(gateway.json(gateway.get("/api/v1/nothing")).path("code").asText()).isEqualTo("not_found");
        assertThat(gateway.get("/api/v1/campaigns?top=many").statusCode()).isEqualTo(422);
    }

    @Test
    void aFileIsTakenWholeBecomesOneCampaignAndComesBackWithItsResult() throws Exception {
        // given
        String csv = Files.readString(Path.of("plans/regional-lines.csv"));
        drop("regional.csv", csv);
        drop("again.csv", csv);
        drop("broken.json", "{\"name\": ");
        drop("empty.yaml", "");
        drop("huge.json", "[" + "1,".repeat(1_500_000) + "1]");
        Files.writeString(plans.resolve("inbox/.hidden.json"), "{}");
        Files.writeString(plans.resolve("inbox/half.json.part"), "{");

        // then
        gateway.await("results", () -> Files.exists(plans.resolve("done/regional.csv.result.json")) && Files.exists(plans.resolve("done/again.csv.result.json"))
                && Files.exists(plans.resolve("rejected/broken.json.problems.json")) && Files.exists(plans.resolve("rejected/empty.yaml.problems.json"))
                && Files.readString(plans.resolve("rejected/huge.json.problems.json")).contains("413"));
        JsonNode result = Json.mapper().readTree(Files.readString(plans.resolve("done/regional.csv.result.json")));
        JsonNode same = Json.mapper().readTree(Files.readString(plans.resolve("done/again.csv.result.json")));
        assertThat(result.path("status").asText()).isIn("BOOKED", "PARTIALLY_BOOKED");
        assertThat(same.path("id")).isEqualTo(result.path("id"));
        assertThat(plans.resolve("done/regional.csv")).hasContent(csv);
        JsonNode problem = Json.mapper().readTree(Files.readString(plans.resolve("rejected/broken.json.problems.json")));
        assertThat(problem.path("status").asInt()).isEqualTo(400);
        assertThat(problem.path("line").asInt()).isEqualTo(1);
        assertThat(plans.resolve("inbox/.hidden.json")).exists();
        assertThat(plans.resolve("inbox/half.json.part")).exists();
        try (var left = Files.list(plans.resolve("working"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void negotiationsRunByThemselvesOrStepByStep() throws Exception {
        JsonNode avails = gateway.json(gateway.post("/api/v1/products/avails",
                "{\"items\":[{\"seller\":\"premium-news\",\"productId\":\"prod_news_video\"},{\"seller\":\"premium-news\",\"productId\":\"prod_news_video\"}],"
                        + "\"startDate\":\"2027-01-01\",\"endDate\":\"2027-01-31\",\"impressions\":1000}")).path("avails");
        String first = avails.get(0).path("proposalId").asText();
        String second = avails.get(1).path("proposalId").asText();

        JsonNode auto = gateway.json(gateway.post("/api/v1/negotiations", "{\"seller\":\"premium-news\",\"proposalId\":\"" + first
                + "\",\"mode\":\"auto\",\"currency\":\"USD\",\"strategy\":{\"type\":\"threshold\",\"targetCpm\":18,\"maxCpm\":22}}"));
        assertThat(auto.path("status").asText()).as(auto.toString()).isEqualTo("accepted");
        assertThat(auto.path("finalPrice").decimalValue()).isLessThanOrEqualTo(BigDecimal.valueOf(22));

        JsonNode manual = gateway.json(gateway.post("/api/v1/negotiations", "{\"seller\":\"premium-news\",\"proposalId\":\"" + second + "\",\"mode\":\"manual\"}"));
        String path = "/api/v1/negotiations/" + manual.path("id").asText();
        assertThat(gateway.post(path + "/accept", "").statusCode()).as("no price has been named").isEqualTo(409);
        assertThat(gateway.json(gateway.post(path + "/counter", "{\"price\":19}")).at("/rounds/0/sellerPrice").decimalValue()).isPositive();
        assertThat(gateway.json(gateway.post(path + "/decline", "")).path("status").asText()).isEqualTo("declined");
        assertThat(gateway.post(path + "/counter", "{\"price\":20}").statusCode()).isEqualTo(409);
    }

    /** The first event of the stream, which itself goes on. */
    private static List<String> firstLinesOfStream(String campaign, String lastEventId) throws Exception {
        int port = ((ServletWebServerApplicationContext) gateway.context()).getWebServer().getPort();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET /api/v1/campaigns/" + campaign + "/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nLast-Event-ID: " + lastEventId
                    + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var lines = new ArrayList<String>();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).contains("200");
            while (lines.size() < 2) {
                String line = in.readLine();
                if (line.startsWith("id:") || line.startsWith("event:")) {
                    lines.add(line);
                }
            }
            return lines;
        }
    }

    private static JsonNode run(String plan, String type) throws Exception {
        HttpResponse<String> answer = gateway.post("/api/v1/campaigns", plan, "Content-Type", type);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String plan(String id, String more, String lines) {
        return "{" + (id == null ? "" : "\"id\":\"" + id + "\",") + "\"name\":\"Plan\",\"advertiser\":{\"id\":\"adv\"},\"currency\":\"USD\",\"budget\":1000,"
                + "\"startDate\":\"2027-03-01\",\"endDate\":\"2027-03-31\"," + more + ",\"lines\":[" + lines + "]}";
    }

    private static void drop(String name, String content) throws IOException {
        Path hidden = plans.resolve("inbox/." + name + ".tmp");
        Files.writeString(hidden, content);
        Files.move(hidden, plans.resolve("inbox").resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Accounts, orders and lines of all sellers; proposals come with every avails answer and bind nobody. */
    private static String ledgers() {
        return sellers.stream().map(s -> String.valueOf(List.of(s.ledger().get("accounts"), s.ledger().get("orders"), s.ledger().get("lines")))).toList().toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> lineAtSeller(String seller, String lineId) {
        return sellers.stream().filter(s -> s.id().equals(seller)).flatMap(s -> ((List<Map<String, Object>>) s.ledger().get("lines")).stream())
                .filter(l -> lineId.equals(l.get("id"))).findFirst().orElseThrow();
    }

    private static <T> List<T> atOnce(int n, Callable<T> call) throws Exception {
        var pool = Executors.newFixedThreadPool(n);
        try {
            var results = new ArrayList<T>();
            for (Future<T> f : pool.invokeAll(Collections.nCopies(n, call))) {
                results.add(f.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}
