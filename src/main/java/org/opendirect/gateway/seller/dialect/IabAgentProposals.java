package org.opendirect.gateway.seller.dialect;

import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Negotiating with the IAB seller agent (facts sections 4 and 6.1). A proposal is a quote that asks for a price. Since its second era
 * it is bargained over with messages about that quote; in its first nothing answers those, and a higher price is asked for with
 * another quote, which binds nobody. Either way the agreed price is asked for again in the quote that is booked.
 */
final class IabAgentProposals implements ProposalSpeech {

    private final Profile profile;

    IabAgentProposals(Profile profile) {
        this.profile = profile;
    }

    @Override
    public boolean always() {
        return true;
    }

    private boolean hasMessages() {
        return profile.is(Choice.MONEY, "micros");
    }

    @Override
    public Optional<WireRequest> say(Kind kind, ProposalDraft p) {
        return switch (kind) {
            case OPEN -> quote(p);
            case COUNTER -> hasMessages() ? Optional.of(message(p, "counter")) : quote(p);
            case ACCEPT -> hasMessages() ? Optional.of(message(p, "accept")) : Optional.empty();
            case DECLINE -> hasMessages() ? Optional.of(message(p, "reject")) : Optional.empty();
            case READ -> hasMessages() ? Optional.of(WireRequest.get("/proposals/" + WireRequest.segment(p.proposalId()) + "/negotiation", ""))
                    : Optional.empty();
        };
    }

    /** Empty where nobody has said what for: a quote of the first era is not bargained over by its id. */
    private Optional<WireRequest> quote(ProposalDraft p) {
        return p.productId() == null ? Optional.empty() : Optional.of(IabQuotes.ask(profile, p.productId(), p.dealType(), p.impressions(), p.start(), p.end(), p.priceMicros(), p.currency(), p.key()));
    }

    private WireRequest message(ProposalDraft p, String action) {
        var body = new LinkedHashMap<String, Object>();
        body.put("idempotency_key", p.key());
        body.put("action", action);
        body.put("quote_id", p.proposalId());
        IabQuotes.identity(profile, body);
        if (p.priceMicros() != null && !action.equals("reject")) {
            body.put("buyer_price", IabQuotes.money(profile, p.priceMicros(), p.currency()));
        }
        return WireRequest.post("/api/v1/negotiations/messages", body);
    }

    @Override
    public Outcome<SellerOffer> offer(Kind kind, ProposalDraft p, WireReply reply) {
        boolean quoted = kind == Kind.OPEN || kind == Kind.COUNTER && !hasMessages();
        return Replies.read(reply, json -> {
            if (!quoted) {
                return json.isObject() ? Optional.of(OpenDirectProposals.offerOf(json)) : Optional.empty();
            }
            return IabQuotes.line(json).map(quote -> {
                boolean taken = quote.rateMicros() != null && quote.rateMicros().equals(p.priceMicros());
                // where there are messages, bargaining begins with the first of them; a quote alone is not bargained over
                SellerOffer.Action notTaken = hasMessages() ? SellerOffer.Action.OPENED : SellerOffer.Action.COUNTER;
                return new SellerOffer(quote.id(), taken ? SellerOffer.Action.ACCEPT : notTaken, quote.rateMicros(), quote.currency(),
                        null, taken ? "the price that was asked for is quoted" : "the price that was asked for is not given");
            });
        });
    }

    @Override
    public Outcome<Shown> shown(WireReply reply) {
        return OpenDirectProposals.history(reply);
    }
}
