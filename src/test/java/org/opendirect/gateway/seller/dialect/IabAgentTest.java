package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/** The seller agent's quotes and deals as facts/iab-seller-agent.md section 6 shows them, in both eras. */
class IabAgentTest {

    private static final LocalDate START = LocalDate.of(2026, 9, 1);
    private static final LocalDate END = LocalDate.of(2026, 9, 30);
    private static final Profile SEED = Profile.ofSettings(Map.of(Choice.MONEY, "decimal", Choice.BUYER_IDENTITY, "agency_id=ag-1, advertiser_id=adv-1"));
    private static final Profile HEAD = Profile.ofSettings(Map.of(Choice.MONEY, "micros"));
    private static final String SEED_QUOTE = """
            {"quote_id":"qt-1","status":"%s","product":{"product_id":"prod-1","name":"P","inventory_type":"display"},
             "pricing":{"pricing_type":"fixed","base_cpm":15.0,"final_cpm":14.0,"currency":"USD","pricing_model":"cpm"},
             "terms":{"impressions":5000000,"flight_start":"2026-09-01","flight_end":"2026-09-30","guaranteed":false},
             "availability":{"inventory_available":true},"deal_type":"PD","expires_at":"2026-08-15T11:20:31.123456Z","deal_id":%s}""";
    private static final String HEAD_DEAL = """
            {"deal":{"deal_id":"DEMO-1","deal_type":"PD","status":"%s","quote_id":"qt-1","product":{"product_id":"prod-1"},
             "pricing":{"final_cpm":{"amount_micros":14000000,"currency":"USD"},"pricing_model":"cpm"},
             "terms":{"impressions":5000000,"flight_start":"2026-09-01","flight_end":"2026-09-30"},"activation_instructions":{}}}""";

    @Test
    void aQuoteIsALineThatIsHeldUntilItExpires() {
        SellerLine line = line(SEED, Call.CREATE_LINE, reply(200, SEED_QUOTE.formatted("available", "null")));

        assertThat(line.id()).isEqualTo("qt-1");
        assertThat(line.state()).isEqualTo(LineState.RESERVED);
        assertThat(line.reservedUntil().at(ZoneOffset.UTC)).isEqualTo(Instant.parse("2026-08-15T11:20:31.123456Z"));
        assertThat(line.rateMicros()).isEqualTo(14_000_000);
        assertThat(line.rateType()).isEqualTo(RateType.CPM);
        assertThat(line.quantity()).isEqualTo(5_000_000);
        assertThat(line.currency()).isEqualTo("USD");
        assertThat(line.end()).isEqualTo(Timestamp.of(END));
    }

    @Test
    void aPriceForSomethingElseThanAThousandImpressionsIsNotTakenForOne() {
        SellerLine quote = line(SEED, Call.CREATE_LINE, reply(200, SEED_QUOTE.formatted("available", "null").replace("\"cpm\"", "\"cpcv\"")));
        assertThat(quote.state()).isEqualTo(LineState.DECLINED);
        assertThat(quote.reason()).isEqualTo("it is priced by cpcv, which is not a price that was agreed");

        assertThat(line(SEED, Call.READ_LINE, reply(200, SEED_QUOTE.formatted("booked", "\"DEMO-9\"").replace("\"cpm\"", "\"cpcv\""))).state())
                .as("there is a deal, and a person has to look at it").isEqualTo(LineState.STRANGE);
        assertThat(line(HEAD, Call.READ_LINE, reply(200, HEAD_DEAL.formatted("proposed").replace("\"cpm\"", "\"cpcv\""))).state()).isEqualTo(LineState.STRANGE);
    }

    @Test
    void aQuoteThatWasBookedNamesTheDealThatItBecame() {
        SellerLine line = line(SEED, Call.READ_LINE, reply(200, SEED_QUOTE.formatted("booked", "\"DEMO-9\"")));

        assertThat(line.id()).isEqualTo("DEMO-9");
        assertThat(line.state()).isEqualTo(LineState.BOOKED);
    }

    @Test
    void aDealIsBindingOnceItIsThere() {
        SellerLine line = line(HEAD, Call.BOOK, reply(200, HEAD_DEAL.formatted("proposed")));

        assertThat(line.id()).isEqualTo("DEMO-1");
        assertThat(line.state()).isEqualTo(LineState.BOOKED);
        assertThat(line.rateMicros()).isEqualTo(14_000_000);
        assertThat(line(HEAD, Call.READ_LINE, reply(200, HEAD_DEAL.formatted("cancelled"))).state()).isEqualTo(LineState.CANCELED);
        assertThat(line(HEAD, Call.READ_LINE, reply(200, HEAD_DEAL.formatted("frobnicated"))).state()).isEqualTo(LineState.STRANGE);
    }

    @Test
    void aQuoteThatIsGoneHasExpiredAndADealThatIsGoneHasNot() {
        assertThat(line(SEED, Call.READ_LINE, reply(404, "{\"detail\":{\"error\":\"quote_not_found\",\"message\":\"no\"}}")).state()).isEqualTo(LineState.EXPIRED);
        assertThat(line(SEED, Call.READ_LINE, reply(410, "{\"detail\":{\"error\":\"quote_expired\",\"message\":\"no\"}}")).state()).isEqualTo(LineState.EXPIRED);
        assertThat(IabAgent.KIND.with(HEAD).booking().line(Call.READ_LINE, reply(404, "{\"detail\":{\"error\":\"deal_not_found\",\"message\":\"no\"}}")))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(IabAgent.KIND.with(HEAD).booking().line(Call.BOOK, reply(409, "{\"detail\":{\"error\":\"quote_already_booked\"}}")))
                .as("this call has made none; the quote tells of others").isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void whatIsWrittenInEachEra() {
        assertThat(said(SEED, Call.CREATE_LINE, true)).isEqualTo("POST /api/v1/quotes {'idempotency_key':'gw-k-quote','product_id':'prod-1','deal_type':'PD',"
                + "'impressions':5000000,'flight_start':'2026-09-01','flight_end':'2026-09-30','buyer_identity':{'agency_id':'ag-1','advertiser_id':'adv-1'},'target_cpm':14}");
        assertThat(said(HEAD, Call.CREATE_LINE, true)).contains("'target_cpm':{'amount_micros':14000000,'currency':'USD'}").doesNotContain("buyer_identity");
        assertThat(said(HEAD, Call.CREATE_LINE, false)).as("asking for the list price would forgo a lower one").doesNotContain("target_cpm");
        assertThat(said(HEAD, Call.BOOK, false)).isEqualTo("POST /api/v1/deals {'idempotency_key':'gw-k-deal','quote_id':'qt-1','notes':'L [gw-k]'}");
        assertThat(IabAgent.KIND.with(HEAD).booking().say(Call.READ_LINE, draft("qt-1", null, false), Page.WHOLE).path()).isEqualTo("/api/v1/quotes/qt-1");
        assertThat(IabAgent.KIND.with(HEAD).booking().say(Call.READ_LINE, draft("DEMO-1", "qt-1", false), Page.WHOLE).path()).isEqualTo("/api/v1/deals/DEMO-1");
    }

    @Test
    void aBulkOperationThatFailedIsANo() {
        BookingSpeech speech = IabAgent.KIND.with(HEAD).booking();
        assertThat(speech.line(Call.CANCEL, reply(200, "{\"results\":[{\"action\":\"cancel\",\"deal_id\":\"DEMO-1\",\"success\":false,\"error\":\"nope\"}]}")))
                .isEqualTo(new Outcome.Refused<SellerLine>(200, "nope"));
        assertThat(speech.line(Call.CANCEL, reply(200, "{\"results\":[{\"deal_id\":\"DEMO-1\",\"success\":true}]}"))).isInstanceOf(Outcome.Accepted.class);
        assertThat(speech.line(Call.CANCEL, reply(200, "{\"results\":[]}"))).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void aPriceIsBargainedForWithQuotesInTheFirstEraAndWithMessagesSince() {
        var unopened = new ProposalDraft(null, null, "USD", "neg-1-0-OPEN", "prod-1", 5_000_000L, START, END, "adv-1", null);
        var draft = new ProposalDraft("qt-1", 14_000_000L, "USD", "neg-1-2-COUNTER", "prod-1", 5_000_000L, START, END, "adv-1", null);
        ProposalSpeech seed = IabAgent.KIND.with(SEED).proposals();
        ProposalSpeech head = IabAgent.KIND.with(HEAD).proposals();

        for (ProposalSpeech speech : List.of(seed, head)) {
            assertThat(new String(speech.say(ProposalSpeech.Kind.OPEN, unopened).orElseThrow().body(), StandardCharsets.UTF_8)).as("the price that is ours anyway")
                    .doesNotContain("target_cpm");
        }
        SellerOffer opened = offer(seed, ProposalSpeech.Kind.OPEN, unopened, SEED_QUOTE.formatted("available", "null"));
        assertThat(opened.action()).isEqualTo(SellerOffer.Action.OPENED);
        assertThat(opened.priceMicros()).isEqualTo(14_000_000);
        assertThat(opened.standsUntil()).isEqualTo(Instant.parse("2026-08-15T11:20:31.123456Z"));
        assertThat(seed.say(ProposalSpeech.Kind.COUNTER, draft).orElseThrow().path()).isEqualTo("/api/v1/quotes");
        assertThat(seed.say(ProposalSpeech.Kind.ACCEPT, draft)).as("the quote stands by itself").isEmpty();
        assertThat(head.say(ProposalSpeech.Kind.COUNTER, draft).orElseThrow().path()).isEqualTo("/api/v1/negotiations/messages");
        assertThat(new String(head.say(ProposalSpeech.Kind.DECLINE, draft).orElseThrow().body(), StandardCharsets.UTF_8)).contains("\"reject\"").doesNotContain("buyer_price");

        assertThat(offer(seed, ProposalSpeech.Kind.COUNTER, draft, SEED_QUOTE.formatted("available", "null")).action()).as("quoted at what was asked for")
                .isEqualTo(SellerOffer.Action.ACCEPT);
        var other = new ProposalDraft("qt-1", 9_000_000L, "USD", "k", "prod-1", 5_000_000L, START, END, "adv-1", null);
        SellerOffer counter = offer(seed, ProposalSpeech.Kind.COUNTER, other, SEED_QUOTE.formatted("available", "null"));
        assertThat(counter.action()).isEqualTo(SellerOffer.Action.COUNTER);
        assertThat(counter.priceMicros()).isEqualTo(14_000_000);
        SellerOffer round = offer(head, ProposalSpeech.Kind.COUNTER, draft, "{\"negotiation_id\":\"neg-5\",\"status\":\"active\",\"round\":{\"round_number\":1,"
                + "\"buyer_price\":{\"amount_micros\":29000000,\"currency\":\"USD\"},\"seller_price\":{\"amount_micros\":33950000,\"currency\":\"USD\"},"
                + "\"action\":\"counter\",\"rationale\":\"Counter\"},\"rounds_remaining\":2}");
        assertThat(round.priceMicros()).isEqualTo(33_950_000);
        assertThat(round.roundsLeft()).isEqualTo(2);
    }

    @Test
    void figuresOfADealThatHasNotDeliveredAreNotShown() {
        var stats = IabAgent.KIND.with(HEAD).booking().stats(draft("DEMO-1", "qt-1", false), reply(200, "{\"deal_id\":\"DEMO-1\",\"impressions_available\":1000000,"
                + "\"impressions_served\":0,\"fill_rate\":0.0,\"avg_cpm_actual\":0.0,\"delivery_pacing\":\"not_started\",\"last_updated\":\"2026-09-02T00:00:00\"}"));

        assertThat(stats).isInstanceOfSatisfying(Outcome.Accepted.class, a -> assertThat(a.value()).isInstanceOfSatisfying(LineStats.class, s -> {
            assertThat(s.impressionsDelivered()).isZero();
            assertThat(s.effectiveCpm()).isNull();
            assertThat(s.pacing()).isEqualTo("not_started");
        }));
    }

    @Test
    void theOtherErasMoneyIsTriedOnceAfterA422() {
        BookingSpeech speech = IabAgent.KIND.with(Profile.UNKNOWN).booking();
        assertThat(speech.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(), 422)))).contains(Map.of(Choice.MONEY, "micros"));
        assertThat(speech.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(), 422), new Way(Map.of(Choice.MONEY, "micros"), 422)))).isEmpty();
        assertThat(speech.otherWay(Call.CREATE_LINE, List.of(new Way(Map.of(Choice.MONEY, "micros"), 422)))).contains(Map.of(Choice.MONEY, "decimal"));
        assertThat(speech.otherWay(Call.BOOK, List.of(new Way(Map.of(), 422)))).isEmpty();
    }

    private static LineDraft draft(String lineId, String reservationId, boolean negotiated) {
        return new LineDraft("none", "gw-o", lineId, reservationId, "prod-1", "L [gw-k]", "gw-k", RateType.CPM, 14_000_000, negotiated, 5_000_000,
                new Money(70_000_000_000L, "USD"), START, END, Map.of(), "adv-1", 0, null);
    }

    private static String said(Profile profile, Call call, boolean negotiated) {
        WireRequest request = IabAgent.KIND.with(profile).booking().say(call, draft("qt-1", null, negotiated), Page.WHOLE);
        return request.method() + " " + request.path() + " " + new String(request.body(), StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static SellerLine line(Profile profile, Call call, WireReply reply) {
        return ((Outcome.Accepted<SellerLine>) IabAgent.KIND.with(profile).booking().line(call, reply)).value();
    }

    private static SellerOffer offer(ProposalSpeech speech, ProposalSpeech.Kind kind, ProposalDraft draft, String body) {
        return ((Outcome.Accepted<SellerOffer>) speech.offer(kind, draft, reply(200, body))).value();
    }

    private static WireReply reply(int status, String body) {
        return new WireReply(WireReply.Failure.NONE, status, body.getBytes(StandardCharsets.UTF_8), "", "", "", 1);
    }
}
