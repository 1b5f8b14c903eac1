package org.opendirect.gateway.negotiation;

import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.opendirect.gateway.negotiation.Strategy.Session;

/** What the strategies have in common. */
final class Prices {

    /** Offers are made in hundredths of the currency unit. */
    private static final long CENT = 10_000;

    private Prices() {
    }

    static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }

    /** The next offer: in whole cents, never below the last one, never above the maximum. */
    static long offer(Session s, long wanted) {
        long last = s.lastOffer() == null ? 0 : s.lastOffer();
        long rounded = wanted < CENT ? wanted : wanted / CENT * CENT;
        return Math.min(Math.max(rounded, last), s.terms().maxMicros());
    }

    static Move lastWordTooHigh(Session s) {
        return new Move.WalkAway(s.sellerPrice() == null ? "the seller takes no further offer and has named no price"
                : "the seller's last word, " + amount(s.sellerPrice()) + ", is above the maximum of " + amount(s.terms().maxMicros()));
    }

    static Move roundsUsedUp(Session s) {
        return new Move.WalkAway("no agreement within " + s.terms().maxRounds() + " rounds");
    }

    /** At the end: the standing price when it may be taken, else nothing. */
    static Move lastChance(Session s) {
        if (s.acceptable()) {
            return new Move.Accept(amount(s.sellerPrice()) + " is the best that can be had, and within the maximum of " + amount(s.terms().maxMicros()));
        }
        return s.lastWord() ? lastWordTooHigh(s) : roundsUsedUp(s);
    }
}
