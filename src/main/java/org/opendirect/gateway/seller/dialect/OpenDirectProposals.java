package org.opendirect.gateway.seller.dialect;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.Money;

/** Proposals in the seed's form: {@code POST /proposals/{id}/counter} (facts/iab-buyer-agent.md section 4). */
final class OpenDirectProposals implements ProposalSpeech {

    private final Profile profile;

    OpenDirectProposals(Profile profile) {
        this.profile = profile;
    }

    @Override
    public boolean always() {
        return false;
    }

    @Override
    public Optional<WireRequest> say(Kind kind, ProposalDraft p) {
        return Optional.of(switch (kind) {
            case OPEN -> open(p);
            case COUNTER -> counter(p, Map.of(priceName(), Money.toAmount(p.priceMicros())));
            case ACCEPT -> {
                var body = new LinkedHashMap<String, Object>();
                body.put(priceName(), Money.toAmount(p.priceMicros()));
                body.put("action", "accept");
                yield counter(p, body);
            }
            case DECLINE -> counter(p, Map.of("action", "decline"));
            case READ -> WireRequest.get("/proposals/" + WireRequest.segment(p.proposalId()), "");
        });
    }

    private static WireRequest open(ProposalDraft p) {
        var body = new LinkedHashMap<String, Object>();
        body.put("product_id", p.productId());
        body.put("deal_type", "PD");
        body.put("price", Money.toAmount(p.priceMicros()));
        body.put("impressions", p.impressions());
        body.put("start_date", p.start().toString());
        body.put("end_date", p.end().toString());
        if (p.advertiserId() != null) {
            body.put("advertiser_id", p.advertiserId());
        }
        return WireRequest.post("/proposals", body);
    }

    private static WireRequest counter(ProposalDraft p, Map<String, Object> body) {
        return WireRequest.post("/proposals/" + WireRequest.segment(p.proposalId()) + "/counter", body);
    }

    private String priceName() {
        return profile.get(Choice.OFFER_PRICE);
    }

    @Override
    public Outcome<SellerOffer> offer(Kind kind, ProposalDraft proposal, WireReply reply) {
        return Replies.read(reply, json -> json.isObject() ? Optional.of(offerOf(json)) : Optional.empty());
    }

    @Override
    public Outcome<Shown> shown(WireReply reply) {
        return history(reply);
    }

    /** The rounds of a negotiation, or the one offer that stands. */
    static Outcome<Shown> history(WireReply reply) {
        return Replies.read(reply, json -> {
            var rounds = json.items("rounds");
            Loose last = rounds.isEmpty() ? json : rounds.get(rounds.size() - 1);
            return json.isObject() ? Optional.of(new Shown(last.micros("buyerPrice", "lastBuyerPrice", "offer").orElse(null), rounds.size(), offerOf(last)))
                    : Optional.empty();
        });
    }

    static SellerOffer offerOf(Loose json) {
        Loose round = json.get("round").isObject() ? json.get("round") : json.get("counterTerms").isObject() ? json.get("counterTerms") : json;
        Long price = round.micros("sellerPrice", "currentPrice", "proposedPrice").or(() -> json.micros("sellerPrice", "currentPrice"))
                .or(() -> round.micros("price")).orElse(null);
        Loose money = round.get("sellerPrice", "currentPrice");
        String currency = (money.isObject() ? money.text("currency") : round.text("currency").or(() -> json.text("currency"))).orElse(null);
        String action = round.text("action").or(() -> json.text("action", "recommendation")).orElse("");
        return new SellerOffer(json.text("proposalId", "id").filter(id -> !Replies.isNoId(id)).orElse(null), SellerOffer.Action.of(action, json.text("status").orElse("")),
                price, currency == null ? null : currency.toUpperCase(Locale.ROOT), json.whole("roundsRemaining", "roundsLeft").map(Long::intValue).orElse(null),
                round.text("rationale").or(() -> json.text("rationale", "message")).orElse(""));
    }
}
