package org.opendirect.gateway.negotiation;

/**
 * Matches the seller's pace: holds its offer while the seller comes down fast, concedes by half a step while it comes down slowly, by a
 * step when it stalls and by two when it stalls again, and by what is missing where its pace would not bring it down to the maximum in time. It does not take the first price it may take, but the one at which the seller
 * stops coming down.
 */
public final class AdaptiveStrategy implements Strategy {

    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public Move next(Session s) {
        if (s.over()) {
            return Prices.lastChance(s);
        }
        if (s.lastOffer() == null) {
            return new Move.Counter(s.terms().targetMicros(), "opening at the target");
        }
        if (s.acceptable() && s.concession() != null && s.concession() <= 0) {
            return new Move.Accept(Prices.amount(s.sellerPrice()) + " is within the maximum, and the seller comes down no further");
        }
        long next = Prices.offer(s, s.lastOffer() + concede(s));
        if (s.sellerPrice() != null && s.sellerPrice() <= next) {
            return new Move.Accept(Prices.amount(s.sellerPrice()) + " is no more than the next offer would be");
        }
        return new Move.Counter(next, next == s.lastOffer() ? "holding at " + Prices.amount(next)
                + (s.concession() != null && s.concession() > 0 ? " while the seller comes down" : ", the maximum")
                : "conceding to " + Prices.amount(next));
    }

    /** What to give for what the seller gave. */
    private static long concede(Session s) {
        long step = s.terms().stepMicros();
        Long given = s.concession();
        long pace = given == null ? step / 2 : given >= step ? 0 : given > 0 ? step / 2 : stalledTwice(s) ? 2 * step : step;
        return Math.max(pace, whatIsMissing(s, given == null ? 0 : Math.max(0, given)));
    }

    /** At its pace the seller would not come down to the maximum within the rounds that are left: what is missing a round. */
    private static long whatIsMissing(Session s, long given) {
        int left = s.terms().maxRounds() - s.offers();
        long gap = s.sellerPrice() == null ? 0 : s.sellerPrice() - s.terms().maxMicros();
        // with the last offer there is nothing left to hold back
        return gap <= 0 || given > (gap - 1) / left ? 0 : left == 1 ? s.terms().maxMicros() - s.lastOffer() : gap / left;
    }

    private static boolean stalledTwice(Session s) {
        int n = s.exchanges().size();
        Long before = n < 3 ? null : s.exchanges().get(n - 3).answer();
        Long then = n < 3 ? null : s.exchanges().get(n - 2).answer();
        return before != null && then != null && then >= before;
    }
}
