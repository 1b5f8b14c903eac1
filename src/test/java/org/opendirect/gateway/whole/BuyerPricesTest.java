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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/**
 * Seller agents at which we are an advertiser: the news video is listed at 24.00 and costs us 20.40; the seller goes down to 20.00, and
 * takes whatever a quote asks for as its price, also what is above 20.40.
 */
class BuyerPricesTest {

    private static final Map<SandboxDialect, SandboxSeller> SELLERS = new EnumMap<>(SandboxDialect.class);
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        var urls = new LinkedHashMap<String, String>();
        var settings = new ArrayList<String>();
        for (SandboxDialect dialect : List.of(SandboxDialect.IAB_AGENT, SandboxDialect.IAB_AGENT_SEED)) {
            SELLERS.put(dialect, new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC(), dialect));
            settings.add("gateway.sellers[" + urls.size() + "].identity.agency-id=ag-1");
            settings.add("gateway.sellers[" + urls.size() + "].identity.advertiser-id=adv-1");
            urls.put(dialect.word(), SELLERS.get(dialect).baseUrl());
        }
        gateway = RunningGateway.start(folder, urls, settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        SELLERS.values().forEach(SandboxSeller::close);
    }

    static Stream<Arguments> targets() {
        return Stream.of(SandboxDialect.IAB_AGENT, SandboxDialect.IAB_AGENT_SEED).flatMap(d -> Stream.of(
                Arguments.of(d, "22", "20.40", "0"), Arguments.of(d, "20.40", "20.40", "0"), Arguments.of(d, "23.50", "20.40", "0"),
                // the agent of the later era counters, and what it asks then is taken
                d == SandboxDialect.IAB_AGENT ? Arguments.of(d, "20", "20.32", "1.60") : Arguments.of(d, "20", "20.00", "8.00")));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void negotiationShouldNeverCostMoreWhenOurPriceIsLower(SandboxDialect dialect, String target, String booked, String saving) throws Exception {
        // given
        String line = "\"impressions\":20000,\"targetCpm\":" + target + ",\"maxCpm\":30";

        // when
        JsonNode campaign = run(dialect, "target " + target, line);

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        JsonNode held = held(dialect, campaign);
        assertThat(held.path("rate").decimalValue()).isEqualByComparingTo(booked);
        assertThat(campaign.at("/lines/0/rate").decimalValue()).isEqualByComparingTo(booked);
        assertThat(campaign.at("/saving/amount").decimalValue()).as("against what we pay anyway").isEqualByComparingTo(saving);
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = "IAB_AGENT.*", mode = EnumSource.Mode.MATCH_ALL)
    void agreementShouldBeBookedItselfWhenItIsForWhatIsBought(SandboxDialect dialect) throws Exception {
        // given
        long before = ledger(dialect).path("quotes").size();

        // when
        JsonNode campaign = run(dialect, "agreed", "\"impressions\":30000,\"targetCpm\":20,\"maxCpm\":30");

        // then
        JsonNode held = held(dialect, campaign);
        JsonNode negotiation = gateway.getJson("/api/v1/negotiations/" + campaign.at("/lines/0/negotiationId").asText());
        assertThat(negotiation.path("askedPrice").decimalValue()).isEqualByComparingTo("20.40");
        assertThat(held.path("quoteId").asText()).as("the quote that was agreed on").isEqualTo(negotiation.path("proposalId").asText());
        assertThat(held.path("rate").decimalValue()).isEqualByComparingTo(negotiation.path("finalPrice").decimalValue()).isLessThan(new BigDecimal("20.40"));
        assertThat(ledger(dialect).path("quotes").size() - before).as("none was asked for besides those that were bargained over")
                .isEqualTo(dialect == SandboxDialect.IAB_AGENT ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = "IAB_AGENT.*", mode = EnumSource.Mode.MATCH_ALL)
    void planShouldBuyAtOurPriceWhenTheListPriceIsAboveMaxCpm(SandboxDialect dialect) throws Exception {
        // given
        String line = "\"impressions\":20000,\"maxCpm\":21";

        // when
        JsonNode campaign = run(dialect, "listed above", line);

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(held(dialect, campaign).path("rate").decimalValue()).isEqualByComparingTo("20.40");
        assertThat(campaign.at("/saving/amount").decimalValue()).isEqualByComparingTo("0");
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = "IAB_AGENT.*", mode = EnumSource.Mode.MATCH_ALL)
    void dryRunShouldShowOurPriceWhenNothingIsAskedForAtTheSeller(SandboxDialect dialect) throws Exception {
        // given
        int before = ledger(dialect).path("quotes").size();

        // when
        JsonNode proposal = gateway.json(gateway.post("/api/v1/campaigns?dryRun=true", plan(dialect, "dry", "\"impressions\":20000,\"targetCpm\":20,\"maxCpm\":21")));

        // then
        assertThat(proposal.at("/lines/0/rate").decimalValue()).as(proposal.toString()).isEqualByComparingTo("20.40");
        assertThat(proposal.at("/lines/0/reasons/0").asText()).contains("from 20.00 USD up to 20.40 USD");
        assertThat(ledger(dialect).path("quotes")).hasSize(before);
    }

    static Stream<Arguments> lostOpenings() {
        return Stream.of(SandboxDialect.IAB_AGENT, SandboxDialect.IAB_AGENT_SEED).flatMap(d -> Stream.of("magic-reserve-error", "magic-reserve-error-after",
                "magic-reserve-lost", "magic-reserve-dropped").map(product -> Arguments.of(d, product)));
    }

    @ParameterizedTest
    @MethodSource("lostOpenings")
    void openingShouldBeRepeatedWhenItsAnswerIsLost(SandboxDialect dialect, String product) throws Exception {
        // given
        String body = """
                {"seller":"%s","productId":"%s","impressions":20000,"startDate":"2027-05-01","endDate":"2027-05-31","mode":"auto",
                 "strategy":{"type":"threshold","targetCpm":8,"maxCpm":9}}""".formatted(dialect.word(), product);

        // when
        JsonNode negotiation = gateway.json(gateway.post("/api/v1/negotiations", body));

        // then
        assertThat(negotiation.path("status").asText()).as(negotiation.toString()).isEqualTo("accepted");
        assertThat(negotiation.path("askedPrice").decimalValue()).isEqualByComparingTo("8.5");
        assertThat(negotiation.path("finalPrice").decimalValue()).isLessThan(new BigDecimal("8.5"));
    }

    private static JsonNode run(SandboxDialect dialect, String name, String line) throws Exception {
        var answer = gateway.post("/api/v1/campaigns", plan(dialect, name, line));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String plan(SandboxDialect dialect, String name, String line) {
        return """
                {"name":"%s","advertiser":{"id":"adv-1","name":"Acme"},"currency":"USD","budget":6000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"id":"a","channel":"video",%s,"sellers":["%s"]}]}""".formatted(name, line, dialect.word());
    }

    private static JsonNode held(SandboxDialect dialect, JsonNode campaign) {
        for (JsonNode line : ledger(dialect).path("lines")) {
            if (line.path("id").asText().equals(campaign.at("/lines/0/lineId").asText()) && line.path("bookingStatus").asText().equals("Booked")) {
                return line;
            }
        }
        throw new AssertionError("the seller has booked none of this: " + campaign);
    }

    private static JsonNode ledger(SandboxDialect dialect) {
        return Json.mapper().valueToTree(SELLERS.get(dialect).ledger());
    }
}
