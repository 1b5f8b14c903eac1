package org.opendirect.gateway.negotiation;

/**
 * The seed's strategy: opens at the target, takes any price at or below the maximum, concedes by the step, walks away when its rounds
 * are used up or the seller has not moved since the round before (facts/iab-buyer-agent.md section 4.1, without its faults).
 */
public final class ThresholdStrategy implements Strategy {

    @Override
    public String name() {
        return "threshold";
    }

    @Override
    public Move next(Session s) {
        if (s.acceptable()) {
            return new Move.Accept(Prices.amount(s.sellerPrice()) + " is within the maximum of " + Prices.amount(s.terms().maxMicros()));
        }
        if (s.lastWord()) {
            return Prices.lastWordTooHigh(s);
        }
        if (s.lastOffer() == null) {
            return new Move.Counter(s.terms().targetMicros(), "opening at the target");
        }
        if (s.over()) {
            return Prices.roundsUsedUp(s);
        }
        if (s.concession() != null && s.concession() <= 0) {
            return new Move.WalkAway("the seller has not moved from " + Prices.amount(s.sellerPrice() + s.concession()));
        }
        long next = Math.min(s.lastOffer() + s.terms().stepMicros(), s.terms().maxMicros());
        return new Move.Counter(next, "conceding to " + Prices.amount(next));
    }
}
