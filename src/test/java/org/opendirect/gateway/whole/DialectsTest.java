package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** One gateway, told nothing but where the sellers are, and a seller of every dialect, each of which understands no other. */
class DialectsTest {

    private static final Map<SandboxDialect, SandboxSeller> SELLERS = new EnumMap<>(SandboxDialect.class);
    private static final Map<SandboxDialect, SandboxSeller> CATALOGUES = new EnumMap<>(SandboxDialect.class);
    private static RunningGateway gateway;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        for (SandboxDialect dialect : SandboxDialect.values()) {
            SELLERS.put(dialect, new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC(), dialect));
            CATALOGUES.put(dialect, new SandboxSeller("catalogue-1203", 0, null, Duration.ofMinutes(5), Clock.systemUTC(), dialect));
        }
        gateway = startGateway();
    }

    private static RunningGateway startGateway() {
        var sellers = new LinkedHashMap<String, String>();
        SELLERS.forEach((dialect, seller) -> sellers.put(dialect.word(), seller.baseUrl()));
        CATALOGUES.forEach((dialect, seller) -> sellers.put("catalogue-" + dialect.word(), seller.baseUrl()));
        return RunningGateway.start(folder, sellers, "gateway.fan-out.deadline=15s", "gateway.fan-out.catalog-keep=0s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        SELLERS.values().forEach(SandboxSeller::close);
        CATALOGUES.values().forEach(SandboxSeller::close);
    }

    @ParameterizedTest
    @EnumSource(SandboxDialect.class)
    void aPlanIsBookedOnceAtASellerOfEveryDialectAndCanBeGivenBack(SandboxDialect dialect) throws Exception {
        JsonNode campaign = plan(dialect, "first");
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        JsonNode line = campaign.at("/lines/0");

        JsonNode booked = live(dialect);
        assertThat(booked).as("one live line at the seller").hasSize(1);
        assertThat(booked.at("/0/id").asText()).isEqualTo(line.path("lineId").asText());
        assertThat(booked.at("/0/productId").asText()).isEqualTo(line.path("productId").asText());
        assertThat(booked.at("/0/quantity").asLong()).isEqualTo(line.path("quantity").asLong());
        assertThat(booked.at("/0/rate").decimalValue()).isEqualByComparingTo(line.path("rate").decimalValue());
        assertThat(ledger(dialect).path("orders")).as("one order, where there are orders").hasSizeLessThanOrEqualTo(1);
        assertThat(ledger(dialect).path("accounts")).hasSizeLessThanOrEqualTo(1);

        JsonNode stats = gateway.getJson("/api/v1/bookings/" + line.path("bookingId").asText() + "/lines/" + line.path("lineId").asText() + "/stats");
        assertThat(stats.path("lineId").asText()).as(stats.toString()).isEqualTo(line.path("lineId").asText());

        JsonNode drift = gateway.json(gateway.post("/api/v1/drift/check", ""));
        assertThat(drift.path("differences").findValuesAsText("seller")).as("what is believed is what is held").doesNotContain(dialect.word());

        gateway.post("/api/v1/campaigns/" + campaign.path("id").asText() + "/cancel", "");
        assertThat(gateway.awaitEnd("/api/v1/campaigns/" + campaign.path("id").asText()).path("status").asText()).isEqualTo("CANCELLED");
        assertThat(live(dialect)).as("nothing is held any more").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SandboxDialect.class)
    void aCatalogueOfTwelveHundredProductsArrivesWhole(SandboxDialect dialect) throws Exception {
        String seller = "catalogue-" + dialect.word();
        JsonNode answer = gateway.getJson("/api/v1/products?top=2000&seller=" + seller);

        Set<String> ids = new HashSet<>();
        answer.path("products").forEach(p -> ids.add(p.path("id").asText()));
        assertThat(answer.path("products")).as(answer.path("sellers").toString()).hasSize(1203);
        assertThat(ids).as("no product twice").hasSize(1203);
        assertThat(answer.path("complete").asBoolean()).isTrue();
        assertThat(answer.path("truncated").asBoolean()).isFalse();
    }

    @Test
    void whatWasLearnedIsShownWithItsEvidenceKeptOverARestartAndForgottenWhenAskedFor() throws Exception {
        plan(SandboxDialect.PUT, "learning");
        Map<String, JsonNode> learned = profile("put");
        assertThat(learned.get("dialect").path("value").asText()).isEqualTo("opendirect");
        assertThat(learned.get("update-verb").path("value").asText()).isEqualTo("PUT");
        assertThat(learned.get("action-form").path("value").asText()).isEqualTo("{action}");
        assertThat(learned.get("property-case").path("value").asText()).isEqualTo("lower");
        assertThat(learned.get("search").path("value").asText()).isEqualTo("none");
        assertThat(learned.get("update-verb").path("source").asText()).isEqualTo("learned");
        assertThat(learned.get("update-verb").path("evidence").asText()).contains("a line moved when it was asked to reserve so");
        assertThat(learned.get("update-verb").path("learnedAt").asText()).isNotEmpty();

        gateway.close();
        gateway = startGateway();
        Map<String, JsonNode> kept = profile("put");
        learned.forEach((choice, before) -> assertThat(kept.get(choice).path("value").asText() + " " + kept.get(choice).path("source").asText())
                .as("kept over a restart: " + choice).isEqualTo(before.path("value").asText() + " " + before.path("source").asText()));
        assertThat(kept.get("update-verb").path("learnedAt")).isEqualTo(learned.get("update-verb").path("learnedAt"));

        gateway.post("/api/v1/sellers/put/forget", "");
        assertThat(profile("put").get("update-verb").path("source").asText()).isEqualTo("default");
        assertThat(plan(SandboxDialect.PUT, "again").path("status").asText()).as("and learned anew").isEqualTo("BOOKED");
        assertThat(profile("put").get("update-verb").path("value").asText()).isEqualTo("PUT");

        plan(SandboxDialect.SEED, "as-assumed");
        assertThat(profile("seed").get("update-verb").path("source").asText()).as("what was assumed when it was said is shown to be so").isEqualTo("learned");
        assertThat(profile("seed").get("omit").path("evidence").asText()).as("before any line").isEqualTo("it took open-account so");
    }

    @Test
    void theSellerAgentIsKnownByItsRoutesAndItsPriceIsBargainedFor() throws Exception {
        for (SandboxDialect dialect : List.of(SandboxDialect.IAB_AGENT, SandboxDialect.IAB_AGENT_SEED)) {
            JsonNode campaign = plan(dialect, "bargain", "\"targetCpm\":24,\"maxCpm\":40,");
            assertThat(profile(dialect.word()).get("dialect").path("value").asText()).isEqualTo("iab-agent");
            assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
            JsonNode line = campaign.at("/lines/0");
            assertThat(line.path("negotiationId").asText()).as(dialect.word()).startsWith("neg-");
            JsonNode negotiation = gateway.getJson("/api/v1/negotiations/" + line.path("negotiationId").asText());
            assertThat(line.path("rate").decimalValue()).as("what was agreed is what is booked: " + negotiation).isEqualByComparingTo(negotiation.path("finalPrice").decimalValue());
            assertThat(line.path("rate").decimalValue()).as("below the list price").isLessThan(line.path("listRate").isMissingNode()
                    ? new BigDecimal(35) : line.path("listRate").decimalValue());
            assertThat(live(dialect).findValuesAsText("id")).contains(line.path("lineId").asText());
        }
    }

    private static JsonNode plan(SandboxDialect dialect, String name, String... extra) throws Exception {
        String body = """
                {"name":"%s %s","advertiser":{"id":"adv-%s","name":"Acme"},"currency":"USD","budget":6000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"id":"a","channel":"ctv",%s"impressions":20000,"sellers":["%s"]}]}""".formatted(name, dialect.word(), dialect.word(),
                extra.length == 0 ? "\"maxCpm\":60," : extra[0], dialect.word());
        var answer = gateway.post("/api/v1/campaigns", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    private static Map<String, JsonNode> profile(String seller) throws Exception {
        var choices = new HashMap<String, JsonNode>();
        gateway.getJson("/api/v1/sellers/" + seller).path("profile").forEach(c -> choices.put(c.path("choice").asText(), c));
        return choices;
    }

    private static JsonNode ledger(SandboxDialect dialect) {
        return Json.mapper().valueToTree(SELLERS.get(dialect).ledger());
    }

    /** The lines that the seller is bound by. */
    private static JsonNode live(SandboxDialect dialect) {
        var live = new ArrayList<JsonNode>();
        ledger(dialect).path("lines").forEach(l -> {
            if (List.of("Reserved", "Booked").contains(l.path("bookingStatus").asText())) {
                live.add(l);
            }
        });
        return Json.mapper().valueToTree(live);
    }
}
