package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** Plans that a person approves: what the sellers hear before and after. */
class ApprovalTest {

    private static SandboxSeller ctv;
    private static SandboxSeller hasty;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        ctv = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        hasty = new SandboxSeller("premium-ctv", 0, null, Duration.ofSeconds(2), Clock.systemUTC(), SandboxDialect.IAB_AGENT);
        gateway = RunningGateway.start(folder, Map.of("patient", ctv.baseUrl(), "hasty", hasty.baseUrl()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        ctv.close();
        hasty.close();
    }

    @Test
    void priceShouldStandUnacceptedWhenThePlanWaitsForApproval() throws Exception {
        // given
        String campaign = proposed("waits", "patient", "\"targetCpm\":22,\"maxCpm\":30");
        JsonNode line = gateway.getJson(campaign).at("/lines/0");

        // when
        String before = proposal(line).path("status").asText();
        gateway.post(campaign + "/approve", "");
        JsonNode booked = gateway.awaitEnd(campaign);

        // then
        assertThat(before).as("nothing is accepted before: " + line).isEqualTo("open");
        assertThat(line.path("reasons").toString()).contains("stands and is not accepted yet");
        assertThat(booked.path("status").asText()).as(booked.toString()).isEqualTo("BOOKED");
        assertThat(proposal(line).path("status").asText()).isEqualTo("accepted");
        assertThat(booked.at("/lines/0/rate").decimalValue()).isEqualByComparingTo(line.path("rate").decimalValue()).isEqualByComparingTo("29");
    }

    @Test
    void standingPriceShouldBeDeclinedWhenThePlanIsRejected() throws Exception {
        // given
        String campaign = proposed("rejected", "patient", "\"targetCpm\":22,\"maxCpm\":30");
        JsonNode line = gateway.getJson(campaign).at("/lines/0");

        // when
        gateway.post(campaign + "/reject", "");

        // then
        gateway.await("the seller to hear of it", () -> proposal(line).path("status").asText().equals("declined"));
        assertThat(gateway.getJson(campaign).path("status").asText()).isEqualTo("REJECTED");
    }

    @Test
    void planShouldBeProposedAnewWhenThePriceIsGoneAtApproval() throws Exception {
        // given
        String campaign = proposed("gone", "hasty", "\"targetCpm\":30,\"maxCpm\":40");
        JsonNode line = gateway.getJson(campaign).at("/lines/0");
        Instant over = Instant.now().plus(Duration.ofSeconds(2));
        gateway.await("the quote to end", () -> Instant.now().isAfter(over));

        // when
        gateway.post(campaign + "/approve", "");

        // then
        gateway.await("another proposal", () -> gateway.getJson(campaign).at("/problem/code").asText().equals("price_gone")
                && gateway.getJson(campaign).path("status").asText().equals("PROPOSED"));
        JsonNode anew = gateway.getJson(campaign);
        assertThat(line.path("rate").decimalValue()).isLessThan(anew.at("/lines/0/rate").decimalValue());
        assertThat(anew.at("/lines/0/rate").decimalValue()).as(anew.toString()).isEqualByComparingTo("35");
        assertThat(lines(hasty)).as("nothing is bought at a price that nobody approved").isEmpty();
        gateway.post(campaign + "/approve", "");
        assertThat(gateway.awaitEnd(campaign).path("status").asText()).isEqualTo("BOOKED");
        assertThat(lines(hasty).get(0).get("rate").toString()).isEqualTo("35.00");
    }

    private static String proposed(String name, String seller, String prices) throws Exception {
        var answer = gateway.post("/api/v1/campaigns", """
                {"name":"%s","advertiser":{"id":"adv-1","name":"Acme"},"currency":"USD","budget":6000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "approval":"manual","lines":[{"id":"a","channel":"ctv","impressions":20000,%s,"sellers":["%s"]}]}""".formatted(name, prices, seller));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String campaign = answer.headers().firstValue("Location").orElseThrow();
        assertThat(gateway.awaitEnd(campaign).path("status").asText()).isEqualTo("PROPOSED");
        return campaign;
    }

    /** As the seller holds it. */
    private static JsonNode proposal(JsonNode line) throws Exception {
        String id = gateway.getJson("/api/v1/negotiations/" + line.path("negotiationId").asText()).path("proposalId").asText();
        for (JsonNode p : Json.mapper().<JsonNode>valueToTree(ctv.ledger()).path("proposals")) {
            if (p.path("id").asText().equals(id)) {
                return p;
            }
        }
        throw new AssertionError("the seller knows no " + id + " of " + line);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> lines(SandboxSeller seller) {
        return (List<Map<String, Object>>) seller.ledger().get("lines");
    }
}
