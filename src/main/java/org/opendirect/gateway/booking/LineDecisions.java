package org.opendirect.gateway.booking;

import java.util.Optional;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.work.Phase;

/** What a person's choice makes of a line that nobody else can decide. */
final class LineDecisions {

    /** Takes what the seller holds as it is, also its terms; why not, when a limit does not allow their cost. */
    Optional<Problem.Brief> adopt(LineRow line, LineMachine.Situation at) {
        // what the seller did not show as booked cannot be taken as booked: it is looked at once more
        boolean notThere = !LineState.of(line.sellerState).isBooked();
        line.problem = null;
        if (line.bookedMicros == 0) {
            Optional<Problem.Brief> refusal = LineFunds.hold(line, at);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (line.sellerLineId == null) {
            line.attempt = Attempt.of(Step.CREATE_LINE, Resolver.MAX_SENDS, at.now());
        } else if (line.bookedMicros > 0 && !notThere) {
            line.rateMicros = line.heldRateMicros == null ? line.rateMicros : line.heldRateMicros;
            line.quantity = line.heldQuantity == null ? line.quantity : line.heldQuantity;
            // a seller may go on echoing the cost that it was sent: what its rate and quantity come to counts, when that is more
            long cost = line.rate().cost(line.quantity).micros();
            line.costMicros = line.heldCostMicros == null ? cost : Math.max(cost, line.heldCostMicros);
            line.status = LineStatus.BOOKED;
            line.verified = true;
            keep(line, at);
            line.bookedMicros = 0;
            Optional<Problem.Brief> refusal = line.heldCurrency == null || line.heldCurrency.equals(line.currency) ? at.purse().hold(line)
                    : Optional.of(Problem.Brief.of("currency_differs", "the seller holds the line in " + line.heldCurrency + ", the budget is in " + line.currency));
            line.reservedMicros = 0;
            line.bookedMicros = line.costMicros;
            return refusal;
        } else if (line.bookedMicros > 0) {
            keep(line, at);
            line.attempt = Attempt.of(Step.READ_LINE, 1, at.now());
        } else {
            // read as after a reserve: what is booked counts as booked, a hold is gone on with, a draft stays for the person
            line.attempt = Attempt.of(Step.RESERVE, Resolver.MAX_SENDS, at.now());
        }
        line.attempt.answered = true;
        line.status = LineStatus.UNKNOWN;
        return Optional.empty();
    }

    /** What was to be given back is kept, until it is cancelled or given up after all. */
    private static void keep(LineRow line, LineMachine.Situation at) {
        line.kept |= line.endsAs != null || at.phase() == Phase.RELEASE;
        line.endsAs = null;
    }

    /** Finds out once more where the line stands, and may send the step again; why not, when a limit does not allow what it costs. */
    Optional<Problem.Brief> retry(LineRow line, LineMachine.Situation at) {
        Step step = line.sellerLineId == null ? Step.CREATE_LINE : !line.kept && (line.endsAs != null || at.phase() == Phase.RELEASE) ? Step.CANCEL
                : line.bookedMicros > 0 ? Step.READ_LINE : line.reservedUntil != null || line.noReserve ? Step.BOOK : Step.RESERVE;
        Optional<Problem.Brief> refusal = step.spends() ? LineFunds.hold(line, at) : Optional.empty();
        if (refusal.isEmpty()) {
            line.problem = null;
            line.attempt = Attempt.of(step, 1, at.now());
            line.attempt.answered = true;
            line.status = LineStatus.UNKNOWN;
        }
        return refusal;
    }

    /** Gives the line up: whatever the seller is known to hold is cancelled first. */
    void abandon(LineRow line, String reason) {
        line.kept = false;
        line.endsAs = LineStatus.FAILED;
        line.problem = Problem.Brief.of("abandoned", "given up by a person" + (reason == null ? "" : ": " + reason));
        if (line.sellerLineId == null) {
            LineEnds.end(line, line.endsAs, line.problem);
        } else {
            line.status = LineStatus.UNKNOWN;
        }
    }
}
