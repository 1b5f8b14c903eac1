package org.opendirect.gateway.negotiation;

import org.opendirect.gateway.money.Money;

/**
 * The seed's strategy: opens at the target, takes any price at or below the maximum, concedes by the step, walks away when its rounds
 * are used up or the seller has not moved since the round before (facts/iab-buyer-agent.md section 4.1, without its faults).
 */
public final class ThresholdStrategy implements Strategy {

    @Override
    public Move next(Session s) {
        if (s.sellerPrice() != null && s.sellerPrice() <= s.maxMicros()) {
            return new Move.Accept(amount(s.sellerPrice()) + " is within the maximum of " + amount(s.maxMicros()));
        }
        if (s.finalOffer()) {
            return new Move.WalkAway("the seller's last word, " + amount(s.sellerPrice()) + ", is above the maximum of " + amount(s.maxMicros()));
        }
        if (s.lastOffer() == null) {
            long opening = Math.min(s.targetMicros(), s.maxMicros());
            return new Move.Counter(opening, "opening at the target");
        }
        if (s.offers() >= s.maxRounds()) {
            return new Move.WalkAway("no agreement within " + s.maxRounds() + " rounds");
        }
        if (s.sellerBefore() != null && s.sellerPrice() >= s.sellerBefore()) {
            return new Move.WalkAway("the seller has not moved from " + amount(s.sellerBefore()));
        }
        long next = Math.min(s.lastOffer() + s.stepMicros(), s.maxMicros());
        return new Move.Counter(next, "conceding to " + amount(next));
    }

    private static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }
}
