package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** What a plan buys where, from the plan to the sellers' ledgers, at sellers that say what they have, and at what terms, in their own ways. */
class PlanningTest {

    private static ShelfSeller shelf;
    private static ShelfSeller other;
    private static SandboxSeller agent;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        shelf = new ShelfSeller();
        other = new ShelfSeller();
        agent = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC(), SandboxDialect.IAB_AGENT);
        gateway = RunningGateway.start(folder, new TreeMap<>(Map.of("shelf", shelf.baseUrl(), "other", other.baseUrl(), "agent", agent.baseUrl())),
                "gateway.fan-out.catalog-keep=0s");
        // on a busy machine the first discovery may run out of its time
        gateway.await("who the agent is", () -> gateway.json(gateway.post("/api/v1/sellers/agent/discover", "")).path("dialect").asText().equals("iab-agent"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        shelf.close();
        other.close();
        agent.close();
    }

    // avails answer the question that was asked

    @Test
    void equalLinesShouldAllBookWhenTheSellerAnswersNoMoreThanItIsAsked() throws Exception {
        // given
        shelf.offers(product("eq", "8.00", "\"has\":5000000"));

        // when
        JsonNode campaign = run(plan("budget", 75_000, line("a", 10_000), line("b", 10_000), line("c", 10_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(shelf.sold("eq")).isEqualTo(30_000);
        assertThat(shelf.asked()).as("one question with the sum").singleElement()
                .satisfies(q -> assertThat(q.path("requestedImpressions").asLong()).isEqualTo(30_000));
    }

    @Test
    void growingLinesShouldEachBookAllOfTheirsWhenThereIsEnough() throws Exception {
        // given
        shelf.offers(product("grow", "8.00", "\"has\":5000000"));

        // when
        JsonNode campaign = run(plan("growing", 75_000, line("a", 10_000), line("b", 20_000), line("c", 30_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(shelf.booked("grow")).extracting(l -> ((Number) l.get("quantity")).longValue()).containsExactlyInAnyOrder(10_000L, 20_000L, 30_000L);
    }

    @Test
    void aBudgetLineShouldBuyTheCheapestWhenTheSellerHasMoreThanItsDefault() throws Exception {
        // given
        shelf.offers(product("cheap", "8.00", "\"has\":4000000"), product("dear", "24.00", "\"has\":4000000"));

        // when
        JsonNode campaign = run(plan("money", 20_000, "{\"id\":\"a\",\"channel\":\"display\",\"budget\":20000,\"maxCpm\":30,\"sellers\":[\"shelf\"]}"));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(shelf.sold("cheap")).isEqualTo(2_500_000);
        assertThat(shelf.sold("dear")).isZero();
    }

    @Test
    void twoLargeLinesShouldBookInFullWhenOneSellerHasEnough() throws Exception {
        // given
        shelf.offers(product("large", "6.00", "\"availableImpressions\":20000000,\"has\":20000000"));

        // when
        JsonNode campaign = run(allOrNothing("all", 75_000, line("a", 200_000), line("b", 200_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(shelf.sold("large")).isEqualTo(400_000);
    }

    @Test
    void aNegotiatedPriceShouldBuyAllThatItsBudgetBuysWhenTheSellerAnswersAsAsked() throws Exception {
        // when
        JsonNode campaign = run(plan("agreed", 10_000,
                "{\"id\":\"a\",\"channel\":\"ctv\",\"budget\":10000,\"targetCpm\":29,\"maxCpm\":29,\"sellers\":[\"agent\"]}"));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(campaign.at("/lines/0/rate").decimalValue()).isEqualByComparingTo("29");
        assertThat(agentLines()).filteredOn(l -> campaign.at("/lines/0/lineId").asText().equals(l.get("id"))).singleElement()
                .satisfies(l -> assertThat(((Number) l.get("quantity")).longValue()).isEqualTo(344_827));
    }

    @Test
    void aLineFilledInPartShouldSayWhatIsMissingWhenItsOrderIsBooked() throws Exception {
        // given
        shelf.offers(product("short", "8.00", "\"has\":15000"));

        // when
        JsonNode campaign = run(plan("part", 75_000, line("a", 10_000), line("b", 10_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("PARTIALLY_BOOKED");
        assertThat(campaign.findValuesAsText("status")).contains("BOOKED").doesNotContain("UNFILLED");
        assertThat(campaign.at("/lines/1/reasons").toString()).contains("5000 impressions are missing");
        assertThat(campaign.at("/problem/detail").asText()).contains("b: 5000 impressions are missing");
        assertThat(shelf.sold("short")).isEqualTo(15_000);
    }

    @Test
    void allOrNothingShouldBuyNothingWhenTheSumIsShort() throws Exception {
        // given
        shelf.offers(product("none", "8.00", "\"has\":15000"));

        // when
        JsonNode campaign = run(allOrNothing("nothing", 75_000, line("a", 10_000), line("b", 10_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("FAILED");
        assertThat(campaign.at("/problem/detail").asText()).contains("b: 5000 impressions are missing");
        assertThat(shelf.sold("none")).isZero();
    }

    @Test
    void aLineShouldBeInPartWhenThePlansBudgetEndsBeforeIt() throws Exception {
        // given
        shelf.offers(product("ends", "10.00", "\"has\":5000000"));

        // when
        JsonNode campaign = run(plan("ends", 150, line("a", 10_000), line("b", 10_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("PARTIALLY_BOOKED");
        assertThat(campaign.at("/lines/1/reasons").toString()).contains("the plan's budget is used up, 5000 impressions are missing");
        assertThat(campaign.at("/booked/amount").decimalValue()).isEqualByComparingTo(new BigDecimal(150));
    }

    // currency

    @Test
    void theCurrencyOfTheAvailsShouldBindWhenTheCatalogueNamesNone() throws Exception {
        // given
        shelf.offers(product("nameless", "8.00", "\"currency\":null,\"has\":5000000"));
        shelf.answers("nameless", "{\"currency\":\"EUR\"}");

        // when
        JsonNode dollars = run(plan("dollars", 75_000, line("a", 10_000)));
        JsonNode euros = run(plan("euros", 75_000, line("a", 10_000)).replace("\"USD\"", "\"EUR\""));

        // then
        assertThat(dollars.path("status").asText()).as(dollars.toString()).isEqualTo("FAILED");
        assertThat(dollars.at("/lines/0/reasons").toString()).contains("names no currency, and its avails are in EUR");
        assertThat(euros.path("status").asText()).as(euros.toString()).isEqualTo("BOOKED");
        assertThat(euros.at("/lines/0/currency").asText()).isEqualTo("EUR");
        assertThat(shelf.sold("nameless")).isEqualTo(10_000);
    }

    @Test
    void nothingShouldBeBoughtWhenAvailsAndCatalogueNameTwoCurrencies() throws Exception {
        // given
        shelf.offers(product("two", "8.00", "\"has\":5000000"), product("one", "9.00", "\"has\":5000000"));
        shelf.answers("two", "{\"currency\":\"eur\",\"estimatedCpm\":7}");

        // when
        JsonNode campaign = run(plan("two", 75_000, line("a", 10_000)));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(campaign.at("/lines/0/reasons").toString()).contains("shelf/two is in USD by its catalogue and in EUR by its avails");
        assertThat(shelf.sold("two")).isZero();
        assertThat(shelf.sold("one")).isEqualTo(10_000);
    }

    @Test
    void nothingShouldBeOrderedWhenTheAccountNamesAnotherCurrency() throws Exception {
        // given
        other.offers(product("account", "8.00", "\"has\":5000000"));
        other.makes("accounts", "{\"currency\":\"EUR\"}");

        // when
        JsonNode campaign = run(plan("account", 75_000, line("a", 10_000).replace("shelf", "other")));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("FAILED");
        assertThat(campaign.at("/lines/0/problem/detail").asText()).contains("EUR instead of USD");
        assertThat(other.sold("account")).isZero();
    }

    // minimums and prices

    @ParameterizedTest
    @ValueSource(strings = {"\"ext\":{\"minimum_impressions\":20000}", "\"min_spend_per_package\":3000", "\"minflight\":60", "\"maxFlight\":7"})
    void theNextProductShouldBeBoughtWhenAMinimumCannotBeMet(String minimum) throws Exception {
        // given
        shelf.offers(product("minimum", "8.00", "\"has\":5000000," + minimum), product("next", "9.00", "\"has\":5000000,\"minimumImpressions\":5000"));
        String plan = plan("minimum " + Math.abs(minimum.hashCode()), 75_000, line("a", 10_000));
        long before = shelf.sold("next");

        // when
        JsonNode shown = gateway.json(gateway.post("/api/v1/campaigns?dryRun=true", plan));
        JsonNode campaign = run(plan);

        // then
        assertThat(shown.at("/lines/0/reasons").toString()).contains("its minimum is 5000 impressions").containsPattern("shelf/minimum takes no (order|flight)");
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(shelf.sold("minimum")).isZero();
        assertThat(shelf.sold("next") - before).isEqualTo(10_000);
    }

    @Test
    void aProductShouldNotBeBoughtWhenItsPriceIsZero() throws Exception {
        // given
        shelf.offers(product("free", "0", "\"has\":5000000"), product("quoted", "8.00", "\"has\":5000000"));
        shelf.answers("quoted", "{\"estimatedCpm\":0}");

        // when
        JsonNode campaign = run(plan("zero", 1_000, "{\"id\":\"a\",\"channel\":\"display\",\"budget\":80,\"maxCpm\":30,\"sellers\":[\"shelf\"]}"));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(campaign.at("/lines/0/reasons").toString()).contains("shelf/free has no price");
        assertThat(shelf.sold("free")).isZero();
        assertThat(shelf.sold("quoted")).isEqualTo(10_000);
    }

    @Test
    void theDealShouldBeOfTheTypeThatTheProductIsSoldAs() throws Exception {
        // when
        JsonNode campaign = run(plan("types", 75_000, line("ctv", 20_000).replace("display", "ctv").replace("shelf", "agent").replace("30", "40"),
                line("audio", 20_000).replace("display", "audio").replace("shelf", "agent")));

        // then
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(agentLines()).filteredOn(l -> ((Number) l.get("quantity")).longValue() == 20_000)
                .extracting(l -> l.get("productId") + " " + l.get("dealType")).containsExactlyInAnyOrder("prod_ctv_spot PG", "prod_streaming_audio PD");
    }

    @Test
    void aDryRunShouldShowWhatWouldBeNegotiatedWhenTheListPriceIsAboveTheMaximum() throws Exception {
        // given
        String before = agent.ledger().toString();

        // when
        JsonNode shown = gateway.json(gateway.post("/api/v1/campaigns?dryRun=true", plan("dry", 75_000,
                "{\"id\":\"a\",\"channel\":\"ctv\",\"impressions\":20000,\"targetCpm\":25,\"maxCpm\":30,\"sellers\":[\"agent\"]}")));

        // then
        assertThat(shown.at("/lines/0/status").asText()).as(shown.toString()).isEqualTo("PLANNED");
        assertThat(shown.at("/lines/0/rate").decimalValue()).isEqualByComparingTo("30");
        assertThat(shown.at("/lines/0/reasons").toString()).contains("would be negotiated from 25.00 USD up to 30.00 USD");
        assertThat(agent.ledger().toString()).isEqualTo(before);
    }

    private static JsonNode run(String plan) throws Exception {
        var answer = gateway.post("/api/v1/campaigns", plan);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String plan(String name, long budget, String... lines) {
        return "{\"name\":\"" + name + "\",\"advertiser\":{\"id\":\"adv\"},\"currency\":\"USD\",\"budget\":" + budget
                + ",\"startDate\":\"2027-03-01\",\"endDate\":\"2027-03-31\",\"lines\":[" + String.join(",", lines) + "]}";
    }

    private static String allOrNothing(String name, long budget, String... lines) {
        return plan(name, budget, lines).replaceFirst("\\{", "{\"commit\":\"all_or_nothing\",");
    }

    private static String line(String id, long impressions) {
        return "{\"id\":\"" + id + "\",\"channel\":\"display\",\"impressions\":" + impressions + ",\"maxCpm\":30,\"sellers\":[\"shelf\"]}";
    }

    private static String product(String id, String price, String more) {
        return "{\"id\":\"" + id + "\",\"name\":\"Display " + id + "\",\"channel\":\"display\"," + (more.contains("currency") ? "" : "\"currency\":\"USD\",")
                + "\"basePrice\":" + price + ",\"rateType\":\"CPM\"," + more + "}";
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> agentLines() {
        return (List<Map<String, Object>>) agent.ledger().get("lines");
    }
}
