package org.opendirect.gateway.seller.dialect;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Negotiating with the IAB seller agent. A proposal is a quote, asked for without a price: the seller takes any price that a quote names
 * for its own, also one above what this buyer pays anyway. Since its second era it is bargained over with messages about that quote; in
 * its first nothing answers those, and a lower price is asked for with another quote, which binds nobody. Either way a deal can be made of
 * the quote that the price was agreed for.
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

    @Override
    public boolean asksFirst() {
        return true;
    }

    @Override
    public boolean bookable() {
        return true;
    }

    /** A quote binds nobody, and a message bears a key by which the seller knows it again. */
    @Override
    public boolean repeatable(Kind kind) {
        return true;
    }

    private boolean hasMessages() {
        return profile.is(Choice.MONEY, "micros");
    }

    @Override
    public Optional<WireRequest> say(Kind kind, ProposalDraft p) {
        return switch (kind) {
            case OPEN -> p.proposalId() == null ? quote(p) : Optional.of(WireRequest.get("/api/v1/quotes/" + WireRequest.segment(p.proposalId()), ""));
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
                if (kind == Kind.OPEN) {
                    return new SellerOffer(quote.id(), quote.state() == LineState.RESERVED ? SellerOffer.Action.OPENED : SellerOffer.Action.REJECT,
                            quote.rateMicros(), quote.currency(), null, "", standsUntil(quote));
                }
                boolean taken = quote.rateMicros() != null && quote.rateMicros() <= p.priceMicros();
                return new SellerOffer(quote.id(), taken ? SellerOffer.Action.ACCEPT : SellerOffer.Action.COUNTER, quote.rateMicros(), quote.currency(),
                        null, taken ? "the price that was asked for is quoted" : "the price that was asked for is not given", standsUntil(quote));
            });
        });
    }

    private Instant standsUntil(SellerLine quote) {
        return quote.reservedUntil() == null ? null : quote.reservedUntil().at(profile.zone());
    }

    @Override
    public Outcome<Shown> shown(WireReply reply) {
        return OpenDirectProposals.history(reply);
    }
}
