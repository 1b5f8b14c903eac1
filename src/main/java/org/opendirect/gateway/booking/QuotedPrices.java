package org.opendirect.gateway.booking;

import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.SellerLine;

/**
 * The prices of sellers that price a line by themselves. What was negotiated is booked from the proposal that it was agreed in, where the
 * seller takes that and it is for what is to be bought; else a new price is asked for, which may be another.
 */
final class QuotedPrices {

    /** Takes the proposal for the line, in the place of asking for one; the read that follows says whether it still stands. */
    boolean takesOffer(LineRow line, LineMachine.Situation at) {
        boolean fits = at.speech().quotes() && line.offer != null && line.offer.proposalId() != null && line.offer.quantity() != null
                && line.offer.quantity() == line.quantity && (line.offer.standsUntil() == null || at.now().isBefore(line.offer.standsUntil()));
        if (fits) {
            hold(line, at);
        }
        return fits;
    }

    private static void hold(LineRow line, LineMachine.Situation at) {
        line.sellerLineId = line.offer.proposalId();
        line.status = LineStatus.DRAFT;
        line.attempt = Attempt.of(Step.RESERVE, 1, at.now());
        line.attempt.answered = true;
        LineFunds.hold(line, at).ifPresent(r -> LineEnds.end(line, LineStatus.FAILED, r));
    }

    /**
     * Takes a quote whose price is not the one that was planned with: less than that as it comes, unless it was negotiated.
     *
     * @return whether the line is gone on with in another way, and the quote is left to expire
     */
    boolean otherThanAsked(LineRow line, SellerLine held, LineMachine.Situation at) {
        boolean priced = at.speech().quotes() && held.state() == LineState.RESERVED && held.rateMicros() != null && held.rateMicros() > 0
                && held.rateMicros() != line.rateMicros;
        if (!priced) {
            return false;
        }
        if (held.rateMicros() > line.rateMicros) {
            return line.isNegotiated() ? fallsBackOnOffer(line, held, at) : asksForLess(line, held);
        }
        if (!line.isNegotiated()) {
            line.reasons.add("the seller quotes " + amount(held.rateMicros()) + " instead of " + amount(line.rateMicros));
            line.plannedRateMicros = line.rateMicros;
            takeRate(line, held.rateMicros());
        }
        return false;
    }

    /** The price is this buyer's own, so nothing is saved by it. */
    private static void takeRate(LineRow line, long rateMicros) {
        line.rateMicros = rateMicros;
        line.costMicros = line.rate().cost(line.quantity).micros();
        line.reservedMicros = Math.min(line.reservedMicros, line.costMicros);
        line.listRateMicros = line.listRateMicros == null ? null : (Long) rateMicros;
    }

    /** What was agreed stands, if for less than is wanted: that much is bought. */
    private boolean fallsBackOnOffer(LineRow line, SellerLine held, LineMachine.Situation at) {
        boolean stands = line.offer != null && line.offer.proposalId() != null && line.offer.quantity() != null && line.offer.quantity() < line.quantity
                && (line.offer.standsUntil() == null || at.now().isBefore(line.offer.standsUntil()));
        if (stands) {
            line.reasons.add("the seller asks " + amount(held.rateMicros()) + " for " + line.quantity + " impressions after it has agreed on "
                    + amount(line.rateMicros) + " for " + line.offer.quantity() + ": what was agreed is bought, " + (line.quantity - line.offer.quantity())
                    + " impressions are missing");
            line.reduceTo(line.offer.quantity());
            line.costMicros = line.rate().cost(line.quantity).micros();
            line.reservedMicros = Math.min(line.reservedMicros, line.costMicros);
            hold(line, at);
        }
        return stands;
    }

    /** The price of a smaller volume may be higher than was told for a larger one: as much is asked for as the line's money buys at it. */
    private static boolean asksForLess(LineRow line, SellerLine held) {
        long quantity = line.ceilingMicros == null || held.rateMicros() > line.ceilingMicros || line.plannedRateMicros != null ? 0
                : new Rate(line.rateType, held.rateMicros(), line.currency).quantityWithin(line.cost(), line.quantity);
        if (quantity == 0) {
            return false;
        }
        line.reasons.add("the seller quotes " + amount(held.rateMicros()) + " instead of " + amount(line.rateMicros) + ": " + quantity
                + " impressions are asked for instead of " + line.quantity);
        line.plannedRateMicros = held.rateMicros();
        line.reduceTo(quantity);
        takeRate(line, held.rateMicros());
        line.sellerLineId = null;
        line.renewals++;
        line.status = LineStatus.ORDERED;
        return true;
    }

    private static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }
}
