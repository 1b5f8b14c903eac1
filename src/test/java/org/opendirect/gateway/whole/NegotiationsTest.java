package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendirect.gateway.whole.ScriptedSeller.counters;
import static org.opendirect.gateway.whole.ScriptedSeller.says;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Strategy;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.whole.ScriptedSeller.Line;
import org.springframework.context.annotation.Bean;

/** Negotiations over the wire: what was said, in which order, and what came of it. */
class NegotiationsTest {

    private static ScriptedSeller scripted;
    private static ScriptedSeller other;
    private static SandboxSeller news;
    private static SandboxSeller ctv;
    private static ShelfSeller shelf;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        scripted = new ScriptedSeller();
        other = new ScriptedSeller();
        news = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        ctv = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        var sellers = new LinkedHashMap<String, String>();
        sellers.put("scripted", scripted.baseUrl());
        sellers.put("other", other.baseUrl());
        sellers.put("premium-news", news.baseUrl());
        sellers.put("premium-ctv", ctv.baseUrl());
        shelf = new ShelfSeller();
        sellers.put("shelf", shelf.baseUrl());
        gateway = RunningGateway.start(folder, sellers, "gateway.negotiation.answer-within=3s", "gateway.fan-out.catalog-keep=0s", "gateway.sellers[1].identity.agency-id=ag-1",
                "gateway.sellers[1].identity.seat-id=seat-7", "spring.main.sources=" + OwnStrategy.class.getName());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        scripted.close();
        other.close();
        news.close();
        ctv.close();
        shelf.close();
    }

    static Stream<Arguments> scripts() {
        return Stream.of(
                script("takes-the-first-price-below-max", "accepted", "24", List.of("20", "22", "accept 24"), counters("40"), counters("24"), says(200, "{\"action\":\"accept\",\"sellerPrice\":24}")),
                script("stalls", "walked_away", null, List.of("20", "22", "decline"), counters("40"), counters("40"), says(200, "{}")),
                script("rejects-at-once", "walked_away", null, List.of("20"), says(200, "{\"action\":\"reject\",\"sellerPrice\":40}")),
                script("last-word-too-high", "walked_away", null, List.of("20", "decline"), says(200, "{\"action\":\"final_offer\",\"sellerPrice\":35}"), says(200, "{}")),
                script("last-word-fits", "accepted", "30", List.of("20", "accept 30"), says(200, "{\"action\":\"final_offer\",\"sellerPrice\":30}"), says(200, "{\"action\":\"accept\"}")),
                script("no-rounds-left", "walked_away", null, List.of("20", "decline"), says(200, "{\"action\":\"counter\",\"sellerPrice\":35,\"rounds_remaining\":0}"), says(200, "{}")),
                script("names-no-price", "error", null, List.of("20"), says(200, "{\"status\":\"ok\"}")),
                script("accepts-above-max", "error", null, List.of("20"), says(200, "{\"action\":\"accept\",\"sellerPrice\":99}")),
                script("negative", "error", null, List.of("20"), says(200, "{\"action\":\"counter\",\"sellerPrice\":-4}")),
                script("other-currency", "error", null, List.of("20"), says(200, "{\"action\":\"counter\",\"sellerPrice\":25,\"currency\":\"EUR\"}")),
                script("uses-up-the-rounds", "walked_away", null, List.of("20", "22", "24", "26", "28", "decline"), counters("60"), counters("58"), counters("56"), counters("54"),
                        counters("52"), says(200, "{}")),
                script("fails-in-the-middle", "error", null, List.of("20", "22"), counters("40"), says(500, "{}")),
                script("closed", "error", null, List.of("20"), says(400, "{\"detail\":\"Negotiation is rejected, cannot counter\"}")),
                script("accepts-the-offer", "accepted", "22", List.of("20", "22"), counters("40"), says(200, "{\"action\":\"accept\",\"sellerPrice\":22}")));
    }

    private static Arguments script(String name, String status, String price, List<String> said, Line... lines) {
        return Arguments.of(name, status, price, said, lines);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void aScriptedSellerHearsExactlyTheseOffers(String name, String status, String price, List<String> said, Line[] lines) throws Exception {
        scripted.script(name, lines);

        JsonNode ended = negotiate("scripted", name, "threshold");

        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo(status);
        assertThat(ended.path("finalPrice").isNull() ? null : ended.path("finalPrice").asText()).isEqualTo(price);
        assertThat(scripted.heard(name).stream().map(NegotiationsTest::inShort)).containsExactlyElementsOf(said);
    }

    private static String inShort(String body) {
        return body.contains("decline") ? "decline" : (body.contains("accept") ? "accept " : "") + body.replaceAll("^.*price\":([0-9.]+).*$", "$1");
    }

    @Test
    void aSellerThatWantsBuyerPriceIsToldSoOnceAndItsTierHeadersGoAlong() throws Exception {
        other.script("first", says(422, "{\"detail\":[{\"msg\":\"Field required\",\"loc\":[\"body\",\"buyer_price\"]}]}"), says(200,
                "{\"action\":\"counter\",\"seller_price\":28.5,\"status\":\"active\",\"rounds_remaining\":2}"), says(200, "{\"action\":\"accept\",\"seller_price\":28.5,\"status\":\"accepted\"}"));
        other.script("second", says(200, "{\"action\":\"accept\",\"seller_price\":20.0,\"status\":\"accepted\"}"));

        assertThat(negotiate("other", "first", "threshold").path("finalPrice").decimalValue()).isEqualByComparingTo("28.5");
        assertThat(negotiate("other", "second", "threshold").path("status").asText()).isEqualTo("accepted");

        assertThat(other.heard("first")).containsExactly("{\"price\":20}", "{\"buyer_price\":20}", "{\"buyer_price\":28.5,\"action\":\"accept\"}");
        assertThat(other.heard("second")).as("learned").containsExactly("{\"buyer_price\":20}");
        assertThat(other.headers()).contains("x-agency-id: ag-1", "x-dsp-seat-id: seat-7");
        assertThat(scripted.headers()).noneMatch(h -> h.startsWith("x-agency"));
    }

    @Test
    void aStrategyOfOnesOwnIsABean() throws Exception {
        scripted.script("own", counters("40"), says(200, "{}"));

        JsonNode ended = negotiate("scripted", "own", "once-only");

        assertThat(ended.path("strategy").asText()).isEqualTo("once-only");
        assertThat(scripted.heard("own").stream().map(NegotiationsTest::inShort)).containsExactly("21", "decline");
    }

    /** Named by {@code spring.main.sources}. */
    static class OwnStrategy {
        @Bean
        Strategy onceOnly() {
            return new Strategy() {
                @Override
                public String name() {
                    return "once-only";
                }

                @Override
                public Move next(Session session) {
                    return session.exchanges().isEmpty() ? new Move.Counter(21_000_000, "one offer and no more") : new Move.WalkAway("one was enough");
                }
            };
        }
    }

    @Test
    void aSellerThatRefusesOurTierIsNotAskedAgainToday() throws Exception {
        scripted.script("refused", says(403, "{\"detail\":\"your tier may not negotiate\"}"));
        Negotiations negotiations = gateway.context().getBean(Negotiations.class);
        assertThat(negotiations.hasRefusedToday("scripted")).isFalse();

        JsonNode ended = negotiate("scripted", "refused", "threshold");

        assertThat(ended.path("status").asText()).isEqualTo("error");
        assertThat(ended.at("/problem/code").asText()).isEqualTo("tier_refused");
        assertThat(negotiations.hasRefusedToday("scripted")).isTrue();
        assertThat(negotiations.hasRefusedToday("other")).isFalse();
    }

    @Test
    void whatTakesLongerThanARequestIsAnsweredOpenAndEndsByItself() throws Exception {
        var goOn = new CountDownLatch(1);
        scripted.script("slow", (exchange, body) -> {
            try {
                goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            counters("25").answer(exchange, body);
        }, says(200, "{\"action\":\"accept\"}"));

        JsonNode open = negotiate("scripted", "slow", "threshold");
        assertThat(open.path("status").asText()).isEqualTo("open");
        goOn.countDown();

        gateway.await("its end", () -> gateway.getJson("/api/v1/negotiations/" + open.path("id").asText()).path("status").asText().equals("accepted"));
    }

    @Test
    void byHandThenByAStrategyThenByHandAgain() throws Exception {
        scripted.script("by-hand", counters("40"), counters("38"), counters("36"), says(200, "{\"action\":\"accept\"}"));
        JsonNode n = gateway.json(gateway.post("/api/v1/negotiations", "{\"seller\":\"scripted\",\"proposalId\":\"by-hand\",\"mode\":\"manual\"}"));
        String path = "/api/v1/negotiations/" + n.path("id").asText();

        assertThat(gateway.json(gateway.post(path + "/counter", "{\"price\":18}")).at("/rounds/0/sellerPrice").asInt()).isEqualTo(40);
        assertThat(gateway.post(path + "/mode", "{\"mode\":\"auto\",\"strategy\":{\"type\":\"threshold\",\"targetCpm\":10,\"maxCpm\":12}}").statusCode())
                .as("more has been offered").isEqualTo(422);
        assertThat(gateway.post(path + "/mode", "{\"mode\":\"auto\",\"strategy\":{\"type\":\"threshold\",\"targetCpm\":10,\"maxCpm\":30,\"concessionStep\":2,\"maxRounds\":3}}")
                .statusCode()).isEqualTo(200);
        gateway.await("the strategy's end", () -> gateway.getJson(path).path("status").asText().equals("walked_away"));
        assertThat(scripted.heard("by-hand").stream().map(NegotiationsTest::inShort)).as("from where it stood").containsExactly("18", "20", "22", "decline");

        scripted.script("back", counters("40"), counters("29"), says(200, "{\"action\":\"accept\"}"));
        JsonNode m = gateway.json(gateway.post("/api/v1/negotiations", "{\"seller\":\"scripted\",\"proposalId\":\"back\",\"mode\":\"manual\"}"));
        String back = "/api/v1/negotiations/" + m.path("id").asText();
        assertThat(gateway.post(back + "/accept", "").statusCode()).isEqualTo(409);
        gateway.post(back + "/counter", "{\"price\":18}");
        gateway.post(back + "/counter", "{\"price\":19}");
        assertThat(gateway.post(back + "/mode", "{\"mode\":\"manual\"}").statusCode()).isEqualTo(200);
        JsonNode accepted = gateway.json(gateway.post(back + "/accept", ""));
        assertThat(accepted.path("status").asText()).isEqualTo("accepted");
        assertThat(accepted.path("finalPrice").asInt()).isEqualTo(29);
        assertThat(gateway.post(back + "/counter", "{\"price\":20}").statusCode()).isEqualTo(409);
    }

    @Test
    void whileAPersonsOfferIsUnansweredItCannotBeHandedOver() throws Exception {
        var asked = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        scripted.script("busy", (exchange, body) -> {
            asked.countDown();
            try {
                goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            counters("35").answer(exchange, body);
        }, counters("28"), says(200, "{\"action\":\"accept\"}"));
        JsonNode n = gateway.json(gateway.post("/api/v1/negotiations", "{\"seller\":\"scripted\",\"proposalId\":\"busy\",\"mode\":\"manual\"}"));
        String path = "/api/v1/negotiations/" + n.path("id").asText();
        String auto = "{\"mode\":\"auto\",\"strategy\":{\"type\":\"threshold\",\"targetCpm\":10,\"maxCpm\":30,\"concessionStep\":2}}";
        var offer = CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.post(path + "/counter", "{\"price\":18}").statusCode();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.post(path + "/mode", auto).statusCode()).isEqualTo(409);
        goOn.countDown();
        assertThat(offer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(gateway.post(path + "/mode", auto).statusCode()).isEqualTo(200);
        gateway.await("its end", () -> gateway.getJson(path).path("status").asText().equals("accepted"));
        assertThat(scripted.heard("busy").stream().map(NegotiationsTest::inShort)).containsExactly("18", "20", "accept 28");
    }

    @Test
    void anUnrelated422TeachesNothing() throws Exception {
        scripted.script("floor", says(422, "{\"detail\":\"below the floor\"}"), says(422, "{\"detail\":\"below the floor\"}"));
        scripted.script("after", counters("25"), says(200, "{\"action\":\"accept\"}"));

        assertThat(negotiate("scripted", "floor", "threshold").path("status").asText()).isEqualTo("error");
        assertThat(negotiate("scripted", "after", "threshold").path("status").asText()).isEqualTo("accepted");
        assertThat(scripted.heard("after")).first().isEqualTo("{\"price\":20}");
    }

    @Test
    void aRepeatedRequestIsTheSameNegotiation() throws Exception {
        scripted.script("once", counters("25"), says(200, "{\"action\":\"accept\"}"));
        String body = request("scripted", "once", "threshold");
        var first = gateway.post("/api/v1/negotiations", body, "Content-Type", "application/json", "Idempotency-Key", "neg-once");
        var again = gateway.post("/api/v1/negotiations", body, "Content-Type", "application/json", "Idempotency-Key", "neg-once");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(scripted.heard("once")).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("inCampaigns")
    void whatWasAgreedIsWhatTheSellerHoldsAndTheSavingIsShown(String strategy, String id) throws Exception {
        var answer = gateway.post("/api/v1/campaigns", """
                {"id":"%s","name":"%s","advertiser":{"id":"adv-neg"},"currency":"USD","budget":5000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"id":"a","channel":"ctv","impressions":20000,"targetCpm":22,"maxCpm":60,"negotiation":{"strategy":"%s"}}]}""".formatted(id, id, strategy));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode campaign = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());

        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        JsonNode line = campaign.at("/lines/0");
        JsonNode negotiation = gateway.getJson("/api/v1/negotiations/" + line.path("negotiationId").asText());
        assertThat(negotiation.path("status").asText()).isEqualTo("accepted");
        assertThat(line.path("rate").decimalValue()).isEqualByComparingTo(negotiation.path("finalPrice").decimalValue());
        assertThat(line.path("rate").decimalValue()).isLessThan(line.path("listRate").decimalValue());
        assertThat(line.path("saving").decimalValue()).isPositive();
        assertThat(campaign.at("/saving/amount").decimalValue()).isEqualByComparingTo(line.path("saving").decimalValue());
        Map<String, Object> held = lines(line.path("seller").asText()).stream().filter(l -> l.get("id").equals(line.path("lineId").asText())
                && String.valueOf(l.get("name")).startsWith(id)).findFirst().orElseThrow();
        assertThat(held.get("bookingStatus")).isEqualTo("Booked");
        assertThat(String.valueOf(held.get("rate"))).isEqualTo(line.path("rate").asText());
        // nothing is left hanging at any seller
        assertThat(open(news)).isEmpty();
        assertThat(open(ctv)).isEmpty();
    }

    static Stream<Arguments> inCampaigns() {
        return Stream.of("threshold", "adaptive", "competitive", "deadline").map(s -> Arguments.of(s, "neg-" + s));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> lines(String seller) {
        return (List<Map<String, Object>>) (seller.equals("premium-news") ? news : ctv).ledger().get("lines");
    }

    /** Proposals that were haggled over and left open. */
    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> open(SandboxSeller seller) {
        return ((List<Map<String, Object>>) seller.ledger().get("proposals")).stream().filter(p -> "open".equals(p.get("status"))
                && p.get("round") != null && Integer.parseInt(String.valueOf(p.get("round"))) > 0).toList();
    }

    @Test
    void agreementShouldBeBookedOnceWhenTheGatewayHasOpenedItsProposal() throws Exception {
        // given
        String body = """
                {"seller":"premium-ctv","productId":"prod_ctv_spot","impressions":50000,"startDate":"2027-05-01","endDate":"2027-05-31","mode":"auto",
                 "strategy":{"type":"threshold","targetCpm":28,"maxCpm":33}}""";
        JsonNode agreed = gateway.json(gateway.post("/api/v1/negotiations", body));
        assertThat(agreed.path("status").asText()).as(agreed.toString()).isEqualTo("accepted");
        String id = agreed.path("id").asText();

        // when
        var answer = gateway.post("/api/v1/bookings", booking("prod_ctv_spot", id, ""));

        // then
        JsonNode booked = gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
        assertThat(booked.path("status").asText()).as(booked.toString()).isEqualTo("BOOKED");
        Map<String, Object> held = lines("premium-ctv").stream().filter(l -> l.get("id").equals(booked.at("/lines/0/lineId").asText())).findFirst().orElseThrow();
        assertThat(String.valueOf(held.get("rate"))).isEqualTo(agreed.path("finalPrice").asText());
        assertThat(booked.at("/lines/0/negotiationId").asText()).isEqualTo(id);
        assertThat(faults(booking("prod_ctv_spot", id, ""))).as("twice").containsExactly("/lines/0/negotiationId is bought already, by booking " + booked.path("id").asText());
        assertThat(gateway.getJson("/api/v1/negotiations?status=accepted&seller=premium-ctv&top=500").path("negotiations").findValuesAsText("id")).contains(id);
        assertThat(gateway.getJson("/api/v1/negotiations?status=walked_away&top=500").path("negotiations").findValuesAsText("id")).doesNotContain(id);
        assertThat(gateway.get("/api/v1/negotiations?status=gone").statusCode()).isEqualTo(422);
    }

    @Test
    void bookingShouldBeRefusedWhenItsNegotiationAgreedOnSomethingElse() throws Exception {
        // given
        String body = """
                {"seller":"premium-ctv","productId":"prod_ctv_spot","impressions":50000,"startDate":"2027-05-01","endDate":"2027-05-31","mode":"manual"}""";
        String open = gateway.json(gateway.post("/api/v1/negotiations", body)).path("id").asText();
        String path = "/api/v1/negotiations/" + open;

        // when
        List<String> tooEarly = faults(booking("prod_ctv_spot", open, ""));
        JsonNode countered = gateway.json(gateway.post(path + "/counter", "{\"price\":20}"));
        JsonNode above = gateway.json(gateway.post(path + "/counter", "{\"price\":35}"));
        JsonNode accepted = gateway.json(gateway.post(path + "/accept", ""));

        // then
        assertThat(tooEarly).containsExactly("/lines/0/negotiationId has agreed on no price: it is open");
        assertThat(countered.path("proposalId").asText()).as("opened with the first offer").startsWith("prop");
        assertThat(above.at("/errors/0/message").asText()).startsWith("must not be above what the seller asks");
        assertThat(accepted.path("status").asText()).as(accepted.toString()).isEqualTo("accepted");
        assertThat(faults(booking("prod_ctv_sports", open, ""))).containsExactly("/lines/0/negotiationId is about product prod_ctv_spot");
        assertThat(faults(booking("prod_ctv_spot", open, "\"rate\":1,"))).first().asString().startsWith("/lines/0/rate must be what was agreed");
        assertThat(faults(booking("prod_ctv_spot", "neg-none", ""))).containsExactly("/lines/0/negotiationId no such negotiation");
        assertThat(faults(booking("prod_ctv_spot", open, "").replace("\"USD\"", "\"EUR\""))).containsExactly("/lines/0/negotiationId has agreed on a CPM in USD");
    }

    private static String booking(String product, String negotiation, String more) {
        return """
                {"seller":"premium-ctv","name":"Agreed","currency":"USD","startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"productId":"%s",%s"quantity":50000,"negotiationId":"%s"}]}""".formatted(product, more, negotiation);
    }

    private static List<String> faults(String booking) throws Exception {
        var answer = gateway.post("/api/v1/bookings", booking);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        var faults = new ArrayList<String>();
        gateway.json(answer).path("errors").forEach(e -> faults.add(e.path("path").asText() + " " + e.path("message").asText()));
        return faults;
    }

    @Test
    void negotiationShouldBeTriedOnceWhenNothingSaysThatTheSellerDoesNot() throws Exception {
        // given
        shelf.offers(onShelf("one", "20.00"), onShelf("two", "21.00"));

        // when
        JsonNode first = shelfPlan("tried");
        JsonNode second = shelfPlan("learned");

        // then
        assertThat(first.at("/lines/0/reasons/0").asText()).as(first.toString()).contains("negotiation error after 1 round: the seller opens no proposals: HTTP 40");
        assertThat(second.at("/lines/0/reasons/0").asText()).contains("negotiation not tried: the seller does not negotiate (POST /proposals: HTTP 40").contains(", seen 20");
        assertThat(second.path("status").asText()).isEqualTo("BOOKED");
        assertThat(gateway.getJson("/api/v1/negotiations?seller=shelf").path("total").asInt()).as("one product was tried, once").isEqualTo(1);
        gateway.getJson("/api/v1/sellers/shelf").path("profile").forEach(c -> {
            if (c.path("choice").asText().equals("proposals")) {
                assertThat(c.path("value").asText() + " " + c.path("source").asText()).isEqualTo("none learned");
            }
        });
    }

    private static String onShelf(String id, String price) {
        return "{\"id\":\"" + id + "\",\"name\":\"Native " + id + "\",\"channel\":\"native\",\"currency\":\"USD\",\"basePrice\":" + price
                + ",\"rateType\":\"CPM\",\"has\":1000000}";
    }

    private static JsonNode shelfPlan(String name) throws Exception {
        var answer = gateway.post("/api/v1/campaigns", """
                {"name":"%s","advertiser":{"id":"adv-shelf"},"currency":"USD","budget":5000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"id":"a","channel":"native","impressions":20000,"targetCpm":15,"maxCpm":30,"sellers":["shelf"]}]}""".formatted(name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }

    private static JsonNode negotiate(String seller, String proposal, String strategy) throws Exception {
        var answer = gateway.post("/api/v1/negotiations", request(seller, proposal, strategy));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return gateway.json(answer);
    }

    private static String request(String seller, String proposal, String strategy) {
        return "{\"seller\":\"%s\",\"proposalId\":\"%s\",\"mode\":\"auto\",\"strategy\":{\"type\":\"%s\",\"targetCpm\":20,\"maxCpm\":30,\"concessionStep\":2,\"maxRounds\":5}}"
                .formatted(seller, proposal, strategy);
    }
}
