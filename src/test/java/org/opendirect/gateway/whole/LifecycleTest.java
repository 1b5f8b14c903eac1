package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Campaigns whose sellers are not there, and what people do with campaigns: trying again, turning down, with reasons. */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTest {

    private static final String CAMPAIGNS = "/api/v1/campaigns";
    private static final String BOOKINGS = "/api/v1/bookings";
    private static final String READINESS = "/actuator/health/readiness";
    private static final String AUDIO = "{\"id\":\"audio\",\"channel\":\"audio\",\"sellers\":[\"up\"],\"impressions\":1000,\"maxCpm\":20}";
    private static final String JSON = "application/json";
    /** those that are not there at first, each on a port of its own; what each sells is that of a sandbox seller */
    private static final Map<String, String> SHELVES = Map.of("late", "premium-news", "gone", "premium-news", "missed", "premium-ctv",
            "never", "premium-news");
    private static final Map<String, Integer> ports = new HashMap<>();
    private static final List<SandboxSeller> running = new ArrayList<>();
    private static SandboxSeller up;
    private static RunningGateway gateway;
    private static Path plans;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Map<String, String> urls = new TreeMap<>();
        for (String id : SHELVES.keySet()) {
            try (var free = new ServerSocket(0)) {
                ports.put(id, free.getLocalPort());
            }
            urls.put(id, "http://127.0.0.1:" + ports.get(id) + "/api/v2.1");
        }
        up = seller("premium-ctv", 0);
        urls.put("up", up.baseUrl());
        gateway = RunningGateway.start(folder, urls, "gateway.planning.wait=5s", "logging.level.org.opendirect=INFO",
                "gateway.store.url=jdbc:sqlite:" + folder.resolve("gateway.db") + "?busy_timeout=1000");
        plans = folder.resolve("plans");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        running.forEach(SandboxSeller::close);
    }

    @Test
    void planShouldWaitAndBeBookedWhenItsOnlySellerComesBack() throws Exception {
        // given
        String path = submit(plan("late-1", "", line("a", "native", "late")));
        gateway.await("waiting", () -> status(path).equals("WAITING"));
        JsonNode waiting = gateway.getJson(path);

        // when
        SandboxSeller late = comes("late");

        // then
        assertThat(waiting.at("/problem/code").asText()).isEqualTo("seller_unreachable");
        assertThat(waiting.at("/problem/detail").asText()).contains("late", "tried again until");
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("BOOKED");
        assertThat(live(late)).hasSize(1);
        assertThat(campaignEvents(path)).containsExactly("campaign.received", "campaign.planning", "campaign.waiting", "campaign.proposed",
                "campaign.booking", "campaign.booked");
    }

    @Test
    void dryRunShouldWaitAndNameTheSellersWhenNoneIsReached(CapturedOutput output) throws Exception {
        // when
        JsonNode tried = gateway.json(gateway.post(CAMPAIGNS + "?dryRun=true", plan("dry-1", "", line("a", "native", "never"))));

        // then
        assertThat(tried.path("status").asText()).isEqualTo("WAITING");
        assertThat(tried.at("/problem/code").asText()).isEqualTo("seller_unreachable");
        assertThat(tried.at("/problem/detail").asText()).contains("never (");
        assertThat(tried.at("/lines/0/reasons/0").asText()).isEqualTo("no seller that it may buy from was reached");
        assertThat(output.toString()).contains("dry-run: no seller of native was reached: never (", "dry-run: line a: no seller that it may buy from was reached");
        assertThat(output.toString()).doesNotContain("dry-run: 0 native products found", "dry-run: line a: no product fits");
    }

    @Test
    void whatIsGivenBackShouldSayWhichReasonItHasAndWhoDecided(CapturedOutput output) throws Exception {
        // given
        String path = submit(plan("given-back", "\"approval\":\"manual\",", AUDIO));
        String id = path.substring(CAMPAIGNS.length() + 1);
        gateway.await("a proposal", () -> status(path).equals("PROPOSED"));
        gateway.post(path + "/approve", "{}");
        gateway.awaitEnd(path);

        // when
        gateway.post(path + "/cancel", "{\"reason\":\"moved to May\"}");

        // then
        assertThat(gateway.awaitEnd(path).at("/lines/0/problem/detail").asText()).isEqualTo("given back: the campaign was cancelled by a person");
        assertThat(output.toString()).contains("Campaign " + id + ": approved by local", "Campaign " + id + ": cancelled by local: moved to May");
    }

    @Test
    void retryShouldBookAPlanWhoseSellerWasNotThereInTime() throws Exception {
        // given
        String text = plan("gone-1", "", line("a", "native", "gone"));
        drop("gone.json", text);
        gateway.await("a result", () -> Files.exists(plans.resolve("done/gone.json.result.json")));
        JsonNode failed = result("gone.json");
        String path = CAMPAIGNS + "/" + failed.path("id").asText();
        HttpResponse<String> again = gateway.post(CAMPAIGNS, text);
        SandboxSeller gone = comes("gone");

        // when
        HttpResponse<String> retried = gateway.post(path + "/retry", "{\"reason\":\"it is back\"}");

        // then
        assertThat(failed.path("status").asText()).isEqualTo("FAILED");
        assertThat(failed.at("/problem/code").asText()).isEqualTo("seller_unreachable");
        assertThat(failed.at("/problem/detail").asText()).as("how to run it again").endsWith("POST " + path + "/retry");
        assertThat(gateway.json(again).path("id")).isEqualTo(failed.path("id"));
        assertThat(retried.statusCode()).as(retried.body()).isEqualTo(202);
        JsonNode booked = gateway.awaitEnd(path);
        assertThat(booked.path("status").asText()).as(booked.toString()).isEqualTo("BOOKED");
        assertThat(booked.at("/lines/0/id").asText()).isEqualTo("a");
        assertThat(booked.at("/decisions/0/action").asText() + booked.at("/decisions/0/reason").asText()).isEqualTo("retryit is back");
        assertThat(live(gone)).hasSize(1);
    }

    @Test
    void retryShouldBuyOnlyWhatIsMissingWhenACampaignIsBookedInPart() throws Exception {
        // given
        String path = submit(plan("part-1", "", AUDIO + "," + line("b", "ctv", "missed")));
        JsonNode partly = gateway.awaitEnd(path);
        SandboxSeller missed = comes("missed");

        // when
        HttpResponse<String> retried = gateway.post(path + "/retry", "");

        // then
        assertThat(partly.path("status").asText()).as(partly.toString()).isEqualTo("PARTIALLY_BOOKED");
        assertThat(partly.at("/problem/detail").asText()).endsWith("/retry");
        assertThat(retried.statusCode()).as(retried.body()).isEqualTo(202);
        JsonNode booked = gateway.awaitEnd(path);
        assertThat(booked.path("status").asText()).as(booked.toString()).isEqualTo("BOOKED");
        assertThat(booked.path("lines").findValuesAsText("id")).containsExactly("audio", "b");
        assertThat(live(missed)).hasSize(1);
        assertThat(live(up)).filteredOn(l -> String.valueOf(l.get("name")).startsWith("Plan part-1")).hasSize(1);
        assertThat(booked.at("/booked/amount").decimalValue()).isLessThanOrEqualTo(booked.path("budget").decimalValue());
        assertThat(gateway.post(path + "/retry", "").statusCode()).as("nothing is missing any more").isEqualTo(409);
    }

    @Test
    void retryShouldBeRefusedWhenTheCampaignWaitsForApproval() throws Exception {
        // given
        String path = submit(plan("state-1", "\"approval\":\"manual\",", AUDIO));
        gateway.await("a proposal", () -> status(path).equals("PROPOSED"));

        // when
        HttpResponse<String> retried = gateway.post(path + "/retry", "");

        // then
        assertThat(retried.statusCode()).isEqualTo(409);
        assertThat(gateway.json(retried).path("code").asText()).isEqualTo("invalid_state");
    }

    @Test
    void rejectShouldFreeThePlanIdAndKeepItsReason() throws Exception {
        // given
        String text = plan("turned-down", "\"approval\":\"manual\",", AUDIO);
        String path = submit(text);
        gateway.await("a proposal", () -> status(path).equals("PROPOSED"));

        // when
        HttpResponse<String> rejected = gateway.post(path + "/reject", "{\"reason\":\"too dear\"}");

        // then
        assertThat(rejected.statusCode()).isEqualTo(202);
        JsonNode shown = gateway.getJson(path);
        assertThat(shown.at("/decisions/0").toString()).contains("\"action\":\"reject\"", "\"reason\":\"too dear\"", "\"by\":\"local\"");
        assertThat(shown.at("/lines/0/problem/detail").asText()).isEqualTo("rejected by a person: too dear");
        assertThat(gateway.json(gateway.get(path + "/events", "Accept", JSON)).path("events").toString()).contains("\"reason\":\"too dear\"");
        assertThat(gateway.getJson("/api/v1/audit?of=" + path.substring(CAMPAIGNS.length() + 1)).path("entries").toString())
                .contains("\"step\":\"decision-reject\"", "\"detail\":\"too dear\"", "\"askedBy\":\"local\"");
        String other = submit(text.replace("\"impressions\":1000", "\"impressions\":2000"));
        assertThat(other).isNotEqualTo(path);
        assertThat(gateway.getJson(CAMPAIGNS + "?planId=turned-down").path("campaigns").findValuesAsText("id"))
                .contains(path.substring(CAMPAIGNS.length() + 1), other.substring(CAMPAIGNS.length() + 1));
        assertThat(gateway.getJson(CAMPAIGNS + "?planId=turned-down").path("total").asInt()).isEqualTo(2);
    }

    @Test
    void approveShouldKeepItsReasonAndRefuseWhatIsNone() throws Exception {
        // given
        String path = submit(plan("approved-1", "\"approval\":\"manual\",", AUDIO));
        gateway.await("a proposal", () -> status(path).equals("PROPOSED"));
        HttpResponse<String> wrong = gateway.post(path + "/approve", "{\"resaon\":\"typo\"}");

        // when
        HttpResponse<String> approved = gateway.post(path + "/approve", "{\"reason\":\"the client agrees\"}");

        // then
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(approved.statusCode()).isEqualTo(202);
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("BOOKED");
        assertThat(gateway.post(path + "/cancel", "{\"reason\":\"moved to May\"}").statusCode()).isEqualTo(202);
        JsonNode cancelled = gateway.awaitEnd(path);
        assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
        assertThat(cancelled.path("decisions").findValuesAsText("reason")).containsExactly("the client agrees", "moved to May");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`\"budget\":100` | `\"budget\":1` | /budget", "prod_ctv_spot | prod_nowhere | /lines/0/productId", "`\"rate\":35` | `\"rate\":34.99` | /lines/0/rate",
        "USD | EUR | /lines/0/productId", "2027-03-01 | 2025-03-01 | /startDate", "`\"quantity\":1000` | `\"quantity\":1000,\"endDate\":\"2027-04-01\"` | /lines/0/endDate"})
    void bookingShouldBeRefusedWhenItIsKnownToComeToNothing(String right, String wrong, String path) throws Exception {
        // given
        int orders = orders(up);
        String body = booking("Refused").replace(right, wrong);

        // when
        HttpResponse<String> answer = gateway.post(BOOKINGS, body);

        // then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(gateway.json(answer).at("/errors/0/path").asText()).isEqualTo(path);
        assertThat(orders(up)).isEqualTo(orders);
    }

    @Test
    void bookingShouldNameItsAdvertiserAndBeListedByWhereItStands() throws Exception {
        // given
        String key = "advertiser-1";
        String body = booking("Listed").replace("{\"seller\"", "{\"advertiser\":{\"id\":\"adv-9\",\"name\":\"Acme\"},\"seller\"");

        // when
        HttpResponse<String> answer = gateway.post(BOOKINGS, body, "Content-Type", JSON, "Idempotency-Key", key);

        // then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String path = answer.headers().firstValue("Location").orElseThrow();
        JsonNode booked = gateway.awaitEnd(path);
        assertThat(booked.path("status").asText()).as(booked.toString()).isEqualTo("BOOKED");
        assertThat(booked.path("advertiser").toString()).isEqualTo("{\"id\":\"adv-9\",\"name\":\"Acme\"}");
        assertThat(up.ledger().get("accounts").toString()).contains("adv-9");
        gateway.await("the list", () -> listed("?status=BOOKED&seller=up&top=500").contains(booked.path("id").asText()));
        assertThat(listed("?status=FAILED")).doesNotContain(booked.path("id").asText());
        assertThat(listed("?seller=late")).doesNotContain(booked.path("id").asText());
        assertThat(gateway.get(BOOKINGS + "?status=booked").statusCode()).isEqualTo(422);
        HttpResponse<String> again = gateway.post(BOOKINGS, body, "Content-Type", JSON, "Idempotency-Key", key);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(answer.body());
        assertThat(gateway.post(path + "/cancel", "").statusCode()).isEqualTo(202);
        gateway.await("the list", () -> listed("?status=CANCELLED").contains(booked.path("id").asText()));
    }

    @Test
    void bookingShouldBeTakenWhenItsSellerCannotBeAsked(CapturedOutput output) throws Exception {
        // when
        HttpResponse<String> answer = gateway.post(BOOKINGS, booking("Blind").replace("\"up\"", "\"never\""));

        // then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(output.toString()).contains("Booking " + gateway.json(answer).path("id").asText() + " 'Blind' received for never: 1 lines, budget");
    }

    private static String booking(String name) {
        return "{\"seller\":\"up\",\"name\":\"%s\",\"currency\":\"USD\",\"budget\":100,\"startDate\":\"2027-03-01\",\"endDate\":\"2027-03-31\",".formatted(name)
                + "\"lines\":[{\"productId\":\"prod_ctv_spot\",\"rate\":35,\"quantity\":1000}]}";
    }

    private static List<String> listed(String query) throws Exception {
        return gateway.getJson(BOOKINGS + query).path("bookings").findValuesAsText("id");
    }

    private static int orders(SandboxSeller seller) {
        return ((List<?>) seller.ledger().get("orders")).size();
    }

    @Test
    void readinessShouldBe503WhileTheDatabaseCannotBeWritten(CapturedOutput output) throws Exception {
        // given
        String before = output.toString();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + plans.resolveSibling("gateway.db")); Statement sql = other.createStatement()) {
            sql.execute("begin immediate");

            // when
            gateway.await("not ready", () -> gateway.get(READINESS).statusCode() == 503);
            sql.execute("rollback");
        }

        // then
        gateway.await("ready again", () -> gateway.get(READINESS).statusCode() == 200);
        assertThat(output.toString().substring(before.length())).as("told of in lines").doesNotContain("\tat ");
    }

    private static SandboxSeller comes(String id) throws IOException {
        return seller(SHELVES.get(id), ports.get(id));
    }

    private static SandboxSeller seller(String shelf, int port) throws IOException {
        var seller = new SandboxSeller(shelf, port, null, Duration.ofMinutes(5), Clock.systemUTC());
        running.add(seller);
        return seller;
    }

    private static String line(String id, String channel, String seller) {
        return "{\"id\":\"%s\",\"channel\":\"%s\",\"sellers\":[\"%s\"],\"impressions\":1000,\"maxCpm\":50}".formatted(id, channel, seller);
    }

    private static String plan(String id, String more, String lines) {
        return "{\"id\":\"%s\",\"name\":\"Plan %s\",\"advertiser\":{\"id\":\"adv\"},\"currency\":\"USD\",\"budget\":100,\"startDate\":\"2027-03-01\","
                .formatted(id, id) + "\"endDate\":\"2027-03-31\"," + more + "\"lines\":[" + lines + "]}";
    }

    private static String submit(String plan) throws Exception {
        HttpResponse<String> answer = gateway.post(CAMPAIGNS, plan);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String status(String path) throws Exception {
        return gateway.getJson(path).path("status").asText();
    }

    private static List<String> campaignEvents(String path) throws Exception {
        return gateway.json(gateway.get(path + "/events", "Accept", JSON)).path("events").findValuesAsText("type").stream()
                .filter(t -> t.startsWith("campaign.")).toList();
    }

    private static void drop(String name, String content) throws IOException {
        Path hidden = plans.resolve("inbox/." + name + ".tmp");
        Files.writeString(hidden, content);
        Files.move(hidden, plans.resolve("inbox").resolve(name));
    }

    private static JsonNode result(String name) throws IOException {
        return Json.mapper().readTree(Files.readString(plans.resolve("done/" + name + ".result.json")));
    }

    /** The lines that a seller is bound by. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> live(SandboxSeller seller) {
        return ((List<Map<String, Object>>) seller.ledger().get("lines")).stream().filter(l -> l.get("bookingStatus").equals("Booked")).toList();
    }
}
