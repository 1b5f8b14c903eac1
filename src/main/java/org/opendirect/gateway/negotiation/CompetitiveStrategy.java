package org.opendirect.gateway.negotiation;

/**
 * Plays the sellers of a plan line against each other: nobody is offered as much as another asks already, and no price is taken before
 * all have named their best. Until a rival has named a price, and where there is none, it goes by the seller's own pace.
 */
public final class CompetitiveStrategy implements Strategy {

    static final String NAME = "competitive";

    private final Strategy own = new AdaptiveStrategy();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Move next(Session s) {
        if (s.lastOffer() == null && s.rivalPrice() != null && s.terms().targetMicros() >= s.rivalPrice() && s.rivalPrice() > s.terms().stepMicros()) {
            long below = s.rivalPrice() - s.terms().stepMicros();
            return new Move.Counter(below, "opening at " + Prices.amount(below) + ", another seller asks " + Prices.amount(s.rivalPrice()));
        }
        Move move = own.next(s);
        if (move instanceof Move.Accept accept) {
            return new Move.Stand(accept.reason() + "; the other sellers of the line are heard first");
        }
        if (s.rivalPrice() != null && move instanceof Move.Counter counter && s.lastOffer() != null && counter.priceMicros() >= s.rivalPrice()) {
            if (s.lastOffer() < s.rivalPrice() && s.sellerPrice() != null && s.sellerPrice() > s.rivalPrice()) {
                // one more time what was offered: another asks for less than the next offer would be
                return new Move.Counter(s.lastOffer(), "holding at " + Prices.amount(s.lastOffer()) + ", another seller asks " + Prices.amount(s.rivalPrice()));
            }
            return s.acceptable() ? new Move.Stand(Prices.amount(s.sellerPrice()) + " against the " + Prices.amount(s.rivalPrice()) + " of another seller")
                    : new Move.WalkAway("another seller asks " + Prices.amount(s.rivalPrice()) + ", this one " + (s.sellerPrice() == null ? "names no price"
                            : Prices.amount(s.sellerPrice())));
        }
        return move;
    }
}
