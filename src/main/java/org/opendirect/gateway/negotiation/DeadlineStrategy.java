package org.opendirect.gateway.negotiation;

/**
 * Concedes along a curve from the target to the maximum, which it reaches with its last round or when the time is up, whichever is
 * nearer. The exponent says how: 1 evenly, above late, below early (Faratin, Sierra, Jennings: Negotiation decision functions for
 * autonomous agents, 1998, the time-dependent tactics).
 */
public final class DeadlineStrategy implements Strategy {

    private static final int WHOLE = 1000;

    @Override
    public String name() {
        return "deadline";
    }

    @Override
    public Move next(Session s) {
        if (s.over()) {
            return Prices.lastChance(s);
        }
        long next = Prices.offer(s, onTheCurve(s));
        if (s.sellerPrice() != null && s.sellerPrice() <= next) {
            return new Move.Accept(Prices.amount(s.sellerPrice()) + " is no more than the next offer would be");
        }
        return new Move.Counter(next, s.lastOffer() == null ? "opening at the target" : "conceding to " + Prices.amount(next) + " with round "
                + (s.offers() + 1) + " of " + s.terms().maxRounds());
    }

    private static long onTheCurve(Session s) {
        int rounds = s.terms().maxRounds() == 1 ? 0 : s.offers() * WHOLE / (s.terms().maxRounds() - 1);
        int used = s.lastOffer() == null ? 0 : Math.min(WHOLE, Math.max(rounds, s.timeUsed()));
        // how much of the way is gone is no money; the way itself is counted in micros
        long gone = Math.round(WHOLE * Math.pow(used / (double) WHOLE, s.terms().exponent() / (double) WHOLE));
        return s.terms().targetMicros() + (s.terms().maxMicros() - s.terms().targetMicros()) / WHOLE * gone
                + (s.terms().maxMicros() - s.terms().targetMicros()) % WHOLE * gone / WHOLE;
    }
}
