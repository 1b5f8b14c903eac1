package org.opendirect.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.sandbox.SandboxCaller.Reply;

/** The IAB seller agent in its two eras: one walk through each, and what each refuses. */
class SandboxIabAgentTest {

    private static final Duration TO_THE_MIDDLE_OF_THE_FLIGHT = Duration.between(SandboxCaller.NOW, Instant.parse("2027-02-15T12:00:00Z"));
    private static final String QUOTES = "/api/v1/quotes";
    private static final String DEALS = "/api/v1/deals";

    private static Reply headQuote(SandboxCaller seller, String key, String product, String more) throws Exception {
        return seller.send("POST", QUOTES, "{'idempotency_key':'" + key + "','product_id':'" + product + "','deal_type':'PD','impressions':100000,"
                + "'flight_start':'2027-02-01','flight_end':'2027-03-01'" + more + "}");
    }

    private static Reply seedQuote(SandboxCaller seller, String product, String more) throws Exception {
        return seller.send("POST", QUOTES, "{'product_id':'" + product + "','deal_type':'pd','impressions':100000,"
                + "'flight_start':'2027-02-01','flight_end':'2027-03-01'" + more + "}");
    }

    private static Reply headDeal(SandboxCaller seller, String key, String quote) throws Exception {
        return seller.send("POST", DEALS, "{'idempotency_key':'" + key + "','quote_id':'" + quote + "'}");
    }

    private static Reply message(SandboxCaller seller, String key, String rest) throws Exception {
        return seller.send("POST", "/api/v1/negotiations/messages", "{'idempotency_key':'" + key + "'," + rest + "}");
    }

    private static String micros(long micros) {
        return "{'amount_micros':" + micros + ",'currency':'USD'}";
    }

    @Test
    void headIsWalkedFromTheCatalogueToTheDeal() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.IAB_AGENT)) {
            assertThat(seller.get("/.well-known/agent.json").at("/version")).isEqualTo("2.4.2");
            assertThat(seller.get("/openapi.json").names("/paths")).contains("/products", "/products/avails", "/api/v1/quotes", "/api/v1/deals",
                    "/api/v1/deals/bulk", "/api/v1/negotiations/messages");
            Reply products = seller.get("/products?limit=2&offset=1");
            assertThat(products.at("/products/0/product_id") + " " + products.at("/products/0/base_price/amount_micros") + " " + products.at("/total_count"))
                    .isEqualTo("prod_ctv_sports 42000000 3");
            assertThat(seller.send("POST", "/products/avails", "{'productids':['prod_ctv_spot'],'accountid':'a','advertiserbrandid':'b',"
                    + "'startdate':'2027-02-01','enddate':'2027-03-01'}").at("/avails/0/availsstatus/status")).isEqualTo("Available");

            Reply quote = headQuote(seller, "q1", "prod_ctv_spot", "");
            assertThat(quote.at("/quote/pricing/final_cpm/amount_micros") + " " + quote.at("/quote/expires_at")).isEqualTo("35000000 2027-01-15T10:15:00Z");
            String id = quote.at("/quote/quote_id");
            Reply countered = message(seller, "m1", "'action':'counter','quote_id':'" + id + "','buyer_price':" + micros(30_000_000));
            assertThat(countered.at("/status") + " " + countered.at("/round/action") + " " + countered.at("/round/seller_price/amount_micros") + " "
                    + countered.at("/rounds_remaining")).isEqualTo("active counter 33800000 4");
            Reply accepted = message(seller, "m2", "'action':'accept','quote_id':'" + id + "'");
            assertThat(accepted.at("/status") + " " + accepted.at("/round/seller_price/amount_micros")).isEqualTo("accepted 33800000");
            assertThat(seller.get("/proposals/" + id + "/negotiation").at("/status")).isEqualTo("accepted");

            Reply deal = headDeal(seller, "d1", id);
            assertThat(deal.at("/deal/status") + " " + deal.at("/deal/pricing/final_cpm/amount_micros")).isEqualTo("proposed 33800000");
            assertThat(seller.get(QUOTES + "/" + id).at("/quote/deal_id")).isEqualTo(deal.at("/deal/deal_id"));
            assertThat(seller.lines()).singleElement().satisfies(line -> {
                assertThat(line.path("id").asText()).isEqualTo(deal.at("/deal/deal_id"));
                assertThat(line.path("bookingStatus").asText()).isEqualTo("Booked");
                assertThat(line.path("cost").decimalValue()).isEqualByComparingTo("3380");
            });
            Reply avails = seller.send("POST", "/products/avails", "{'productid':'prod_ctv_spot','startdate':'2027-02-01','enddate':'2027-03-01',"
                    + "'requestedImpressions':6000000}");
            assertThat(avails.at("/availableImpressions")).as("a deal takes inventory").isEqualTo("5900000");

            seller.pass(TO_THE_MIDDLE_OF_THE_FLIGHT);
            assertThat(seller.get(DEALS + "/" + deal.at("/deal/deal_id")).at("/deal/status")).as("not used for 30 days").isEqualTo("expired");
        }
    }

    @Test
    void theFirstEraIsWalkedFromTheCatalogueToTheDeal() throws Exception {
        try (var seller = SandboxCaller.of("premium-news", SandboxDialect.IAB_AGENT_SEED)) {
            assertThat(seller.get("/.well-known/agent.json").at("/version")).isEqualTo("0.1.0");
            assertThat(seller.get("/openapi.json").names("/paths")).contains("/api/v1/quotes").doesNotContain("/products/avails", "/api/v1/negotiations/messages");
            assertThat(seller.get("/products").names("/products/0")).containsExactlyInAnyOrder("product_id", "name", "description", "inventory_type",
                    "base_cpm", "floor_cpm", "deal_types");
            assertThat(seller.get("/products/prod_news_video").at("/floor_cpm")).isEqualTo("20.00");

            Reply quote = seedQuote(seller, "prod_news_video", ",'target_cpm':21.5");
            assertThat(quote.at("/pricing/final_cpm") + " " + quote.at("/pricing/currency") + " " + quote.at("/deal_type")).isEqualTo("21.5 USD PD");
            assertThat(seedQuote(seller, "prod_news_video", ",'target_cpm':19").at("/pricing/final_cpm")).as("below the floor").isEqualTo("24.00");
            Reply deal = seller.send("POST", DEALS, "{'quote_id':'" + quote.at("/quote_id") + "','notes':'key'}");
            assertThat(deal.at("/status") + " " + deal.at("/openrtb_params/bidfloor")).isEqualTo("proposed 21.5");
            Reply again = seller.send("POST", DEALS, "{'quote_id':'" + quote.at("/quote_id") + "'}");
            assertThat(again.status() + " " + again.at("/detail/error")).isEqualTo("409 quote_already_booked");
            assertThat(seller.get(QUOTES + "/" + quote.at("/quote_id")).at("/deal_id")).as("how a lost deal is found").isEqualTo(deal.at("/deal_id"));
            assertThat(seller.lines()).singleElement().satisfies(line -> assertThat(line.path("notes").asText()).isEqualTo("key"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = {"IAB_AGENT", "IAB_AGENT_SEED"})
    void aDealDeliversUntilItIsCancelled(SandboxDialect dialect) throws Exception {
        boolean head = dialect == SandboxDialect.IAB_AGENT;
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            String flight = ",'flight_start':'2027-01-15','flight_end':'2027-01-15'";
            String quote = head ? headQuote(seller, "q", "prod_ctv_spot", flight).at("/quote/quote_id") : seedQuote(seller, "prod_ctv_spot", flight).at("/quote_id");
            String id = headDeal(seller, "d", quote).at(head ? "/deal/deal_id" : "/deal_id");
            seller.pass(Duration.ofHours(14));
            Reply performance = seller.get(DEALS + "/" + id + "/performance");
            assertThat(performance.at("/impressions_served") + " " + performance.at("/avg_cpm_actual") + " " + performance.at("/delivery_pacing"))
                    .isEqualTo("100000 35.00 completed");

            Reply cancelled = seller.send("POST", DEALS + "/bulk", "{'operations':[{'action':'cancel','deal_id':'" + id + "'},"
                    + "{'action':'cancel','deal_id':'nothing'},{'action':'create','quote_id':'" + quote + "'}]}");
            assertThat(cancelled.at("/succeeded") + cancelled.at("/failed")).isEqualTo("12");
            assertThat(cancelled.each("/results", "success")).containsExactly("true", "false", "false");
            assertThat(seller.get(DEALS + "/" + id).at(head ? "/deal/status" : "/status")).isEqualTo("cancelled");
            assertThat(seller.lines().get(0).path("bookingStatus").asText()).isEqualTo("Canceled");
        }
    }

    @Test
    void theSameKeyIsNotDoneAgain() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.IAB_AGENT)) {
            Reply quote = headQuote(seller, "k", "prod_ctv_spot", "");
            String id = quote.at("/quote/quote_id");
            assertThat(headQuote(seller, "k", "prod_ctv_spot", "").at("/quote/quote_id")).isEqualTo(id);
            assertThat(headQuote(seller, "k", "prod_ctv_sports", "").at("/detail/error")).isEqualTo("idempotency_conflict");
            assertThat(headQuote(seller, "k", "prod_ctv_spot", ",'buyer_identity':{'seat_id':'s'}").at("/quote/quote_id")).as("another buyer's key").isNotEqualTo(id);

            String counter = "'action':'counter','quote_id':'" + id + "','buyer_price':" + micros(30_000_000);
            Reply first = message(seller, "k", counter);
            seller.pass(Duration.ofSeconds(1));
            assertThat(message(seller, "k", counter).text()).as("byte for byte").isEqualTo(first.text());
            assertThat(message(seller, "other", counter).at("/round/round_number")).isEqualTo("2");

            String deal = headDeal(seller, "k", id).at("/deal/deal_id");
            assertThat(headDeal(seller, "k", id).at("/deal/deal_id")).isEqualTo(deal);
            assertThat(headDeal(seller, "another", id).at("/detail/error")).isEqualTo("quote_already_booked");
            assertThat(seller.lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = {"IAB_AGENT", "IAB_AGENT_SEED"})
    void aQuoteIsGoodForTheHoldAndHoldsNothing(SandboxDialect dialect) throws Exception {
        boolean head = dialect == SandboxDialect.IAB_AGENT;
        try (var seller = SandboxCaller.of("budget-network", dialect)) {
            String all = ",'impressions':600000";
            String first = head ? headQuote(seller, "1", "prod_run_of_network", all).at("/quote/quote_id") : seedQuote(seller, "prod_run_of_network", all).at("/quote_id");
            String second = head ? headQuote(seller, "2", "prod_run_of_network", all).at("/quote/quote_id") : seedQuote(seller, "prod_run_of_network", all).at("/quote_id");
            String late = head ? headQuote(seller, "3", "prod_run_of_network", "").at("/quote/quote_id") : seedQuote(seller, "prod_run_of_network", "").at("/quote_id");
            assertThat(headDeal(seller, "d1", first).status()).isEqualTo(200);
            assertThat(headDeal(seller, "d2", second).at("/detail/error")).isEqualTo("inventory_unavailable");
            Reply sold = seller.get(QUOTES + "/" + second);
            assertThat(sold.at((head ? "/quote" : "") + "/availability/inventory_available")).isEqualTo("false");

            seller.pass(SandboxCaller.HOLD.minusMillis(1));
            assertThat(seller.get(QUOTES + "/" + late).status()).isEqualTo(200);
            seller.pass(Duration.ofMillis(1));
            assertThat(seller.get(QUOTES + "/" + late).status()).isEqualTo(410);
            assertThat(headDeal(seller, "d3", late).at("/detail/error")).isEqualTo("quote_expired");
            assertThat(seller.lines()).hasSize(1);
        }
    }

    @Test
    void negotiationKeepsTheAgentsTraps() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.IAB_AGENT)) {
            String id = headQuote(seller, "q", "prod_ctv_spot", "").at("/quote/quote_id");
            String offer = ",'buyer_price':" + micros(29_000_000);
            assertThat(message(seller, "0", "'action':'accept','quote_id':'" + id + "'").status()).as("nothing to accept yet").isEqualTo(404);
            Reply first = message(seller, "1", "'action':'counter','quote_id':'" + id + "'" + offer);
            assertThat(message(seller, "2", "'action':'counter','quote_id':'" + id + "','negotiation_id':'" + first.at("/negotiation_id") + "'" + offer).status())
                    .as("its own id is looked up first").isEqualTo(404);
            assertThat(message(seller, "3", "'action':'reject','quote_id':'" + id + "'" + offer).status()).as("a price on a rejection").isEqualTo(422);
            assertThat(message(seller, "4", "'action':'counter','quote_id':'" + id + "'").status()).as("no price").isEqualTo(422);
            assertThat(message(seller, "5", "'action':'reject','quote_id':'" + id + "'").at("/status")).isEqualTo("rejected");
            Reply closed = message(seller, "6", "'action':'counter','quote_id':'" + id + "'" + offer);
            assertThat(closed.status() + " " + closed.at("/detail")).isEqualTo("400 Negotiation is rejected, cannot counter");
            assertThat(message(seller, "7", "'action':'accept','quote_id':'" + id + "'").at("/status")).as("claimed").isEqualTo("accepted");
            assertThat(seller.get("/proposals/" + id + "/negotiation").at("/status")).as("kept").isEqualTo("rejected");
            assertThat(headDeal(seller, "d", id).at("/deal/pricing/final_cpm/amount_micros")).as("nothing was agreed").isEqualTo("35000000");
        }
    }

    @Test
    void theLastOfferIsTheLast() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.IAB_AGENT)) {
            String id = headQuote(seller, "q", "prod_ctv_spot", "").at("/quote/quote_id");
            for (int round = 1; round <= 5; round++) {
                Reply reply = message(seller, "m" + round, "'action':'counter','quote_id':'" + id + "','buyer_price':" + micros(1_000_000));
                assertThat(reply.at("/round/action")).isEqualTo(round == 5 ? "final_offer" : "counter");
                assertThat(reply.at("/round/seller_price/amount_micros")).isEqualTo(String.valueOf(35_000_000 - round * 1_200_000));
            }
            assertThat(message(seller, "m6", "'action':'counter','quote_id':'" + id + "','buyer_price':" + micros(28_000_000)).at("/status")).isEqualTo("rejected");

            String other = headQuote(seller, "q-other", "prod_ctv_spot", "").at("/quote/quote_id");
            assertThat(message(seller, "m7", "'action':'counter','quote_id':'" + other + "','buyer_price':" + micros(0)).at("/status"))
                    .as("no offer at all").isEqualTo("rejected");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "IAB_AGENT|{'product_id':'prod_ctv_spot','deal_type':'PD'}|422|the first era's body, without a key",
        "IAB_AGENT|{'idempotency_key':'k','product_id':'prod_ctv_spot','deal_type':'PD','target_cpm':30.5}|422|a number for money",
        "IAB_AGENT|{'idempotency_key':'k','product_id':'prod_ctv_spot','deal_type':'PD','target_cpm':{'amount_micros':30000000.0}}|422|micros that are no integer",
        "IAB_AGENT|{'idempotency_key':'k','product_id':'prod_ctv_spot','deal_type':'pd'}|422|the type in lower case",
        "IAB_AGENT|{'idempotencyKey':'k','productId':'prod_ctv_spot','dealType':'PD'}|422|camelCase",
        "IAB_AGENT|{'idempotency_key':'k','product_id':'prod_ctv_spot','deal_type':'PG'}|400|PG without impressions",
        "IAB_AGENT|{'idempotency_key':'k','product_id':'prod_ctv_spot','deal_type':'PD','impressions':9999}|400|too few",
        "IAB_AGENT|{'idempotency_key':'k','product_id':'nothing','deal_type':'PD'}|404|no such product",
        "IAB_AGENT|[|422|no JSON",
        "IAB_AGENT_SEED|{'product_id':'prod_ctv_spot','deal_type':'PD','target_cpm':{'amount_micros':30000000}}|422|micros",
        "IAB_AGENT_SEED|{'product_id':'prod_ctv_spot','deal_type':'CUR'}|400|no such type"})
    void aQuoteInAnothersWordsIsRefused(SandboxDialect dialect, String body, int status, String why) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            assertThat(seller.send("POST", QUOTES, body).status()).as(why).isEqualTo(status);
            assertThat(seller.seller().ledger()).doesNotContainKey("quotes");
        }
    }

    @ParameterizedTest
    @CsvSource({"IAB_AGENT,GET,/accounts,404", "IAB_AGENT,POST,/accounts,404", "IAB_AGENT,PATCH,/accounts/a/orders/o/lines/l?reserve,404", "IAB_AGENT,POST,/products/search,405",
        "IAB_AGENT,GET,/api/v2.1/products,404", "IAB_AGENT,GET,/proposals/p/negotiation,404", "IAB_AGENT,POST,/proposals/p/counter,404",
        "IAB_AGENT_SEED,GET,/accounts,404", "IAB_AGENT_SEED,POST,/products/search,405", "IAB_AGENT_SEED,POST,/products/avails,405",
        "IAB_AGENT_SEED,POST,/api/v1/negotiations/messages,404", "IAB_AGENT_SEED,DELETE,/api/v1/deals/d,405"})
    void whatTheAgentDoesNotServeItDoesNotServe(SandboxDialect dialect, String method, String path, int status) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            Reply reply = seller.send(method, path, method.equals("GET") ? null : "{}");
            assertThat(reply.status()).as(reply.text()).isEqualTo(status);
            assertThat(reply.json().at("/detail").isTextual()).isTrue();
        }
    }

    @Test
    void magicProductsFailAtTheQuoteAndAtTheDeal() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.IAB_AGENT)) {
            assertThatThrownBy(() -> headQuote(seller, "lost", "magic-reserve-lost", "")).isInstanceOf(IOException.class);
            assertThat(headQuote(seller, "lost", "magic-reserve-lost", "").at("/quote/status")).as("replayed").isEqualTo("available");
            assertThat(seller.seller().ledger().get("quotes")).asList().hasSize(1);
            assertThat(headQuote(seller, "dear", "magic-reserve-price", "").at("/quote/pricing/final_cpm/amount_micros")).isEqualTo("11000000");

            String quote = headQuote(seller, "q", "magic-book-error-after", "").at("/quote/quote_id");
            Reply failed = headDeal(seller, "d", quote);
            assertThat(failed.status() + failed.text()).isEqualTo("500Internal Server Error");
            assertThat(headDeal(seller, "d", quote).at("/deal/status")).isEqualTo("proposed");
            assertThat(seller.lines()).hasSize(1);

            String fleeting = headQuote(seller, "short", "magic-reserve-short-hold", "").at("/quote/quote_id");
            seller.pass(Duration.ofMillis(500));
            assertThat(headDeal(seller, "d-short", fleeting).status()).isEqualTo(410);
        }
    }

    @Test
    void theLedgerFileForgetsNothing(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ledger.jsonl");
        String quote;
        String deal;
        try (var seller = new SandboxCaller("premium-ctv", SandboxDialect.IAB_AGENT, file)) {
            quote = headQuote(seller, "q", "prod_ctv_spot", "").at("/quote/quote_id");
            message(seller, "m", "'action':'counter','quote_id':'" + quote + "','buyer_price':" + micros(34_000_000));
            deal = headDeal(seller, "d", quote).at("/deal/deal_id");
        }
        try (var seller = new SandboxCaller("premium-ctv", SandboxDialect.IAB_AGENT, file)) {
            assertThat(headDeal(seller, "d", quote).at("/deal/deal_id")).isEqualTo(deal);
            assertThat(seller.get(DEALS + "/" + deal).at("/deal/pricing/final_cpm/amount_micros")).as("as agreed").isEqualTo("34000000");
            assertThat(headQuote(seller, "q2", "prod_ctv_spot", "").at("/quote/quote_id")).as("no id twice").isNotEqualTo(quote);
        }
    }
}
