package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;

/** The ways in which a line leaves the hands of its machine. */
final class LineEnds {

    /** booked here, and not held at the seller */
    static final String NOT_AT_SELLER = "not_at_seller";

    private static final String RELEASED = "released";

    private LineEnds() {
    }

    /**
     * Why all lines of a work are given back, in words: a person has cancelled it, or one of them was lost and it is all_or_nothing.
     *
     * @param lines of the work
     */
    static String whyReleased(OrderRow order, boolean cancelRequested, List<LineRow> lines) {
        if (cancelRequested) {
            return "the " + (order.campaignId == null ? "booking" : "campaign") + " was cancelled by a person";
        }
        List<String> lost = lines.stream().filter(l -> l.proposedQuantity != null
                        || l.status.isLost() && (l.problem == null || !l.problem.code().equals(RELEASED)))
                .map(l -> l.id + (l.status.isLost() ? " was lost (" + l.status + (l.problem == null ? "" : ": " + l.problem.detail()) + ")"
                        : " cannot be had in full")).toList();
        return "all_or_nothing, and line " + (lost.isEmpty() ? "of it is not to be had" : String.join(", line ", lost));
    }

    /** Nothing is held for it at the seller any more. */
    static Next released(LineRow line, LineMachine.Situation at) {
        Problem.Brief why = line.problem != null ? line.problem : Problem.Brief.of(RELEASED, "given back: " + at.sisters().whyReleased());
        return end(line, line.endsAs == null ? LineStatus.CANCELLED : line.endsAs, why);
    }

    /** It ends without a booking, and so does what was held for it in the budget. */
    static Next end(LineRow line, LineStatus status, Problem.Brief problem) {
        line.attempt = null;
        line.status = status;
        line.problem = problem;
        line.reservedMicros = 0;
        line.bookedMicros = 0;
        return Next.PARK;
    }

    /** A person has to choose; what is held stays held, also in the budget. */
    static void ask(LineRow line, String detail) {
        ask(line, "needs_decision", detail);
    }

    /** The seller, which had booked it, shows nothing that is held: only a person may believe that, since it frees money. */
    static void askNotAtSeller(LineRow line, OrderRow order, String shown) {
        ask(line, NOT_AT_SELLER, shown + ". " + afterwards(order));
    }

    /** What helps where nothing is held at the seller, in words. */
    static String afterwards(OrderRow order) {
        return "As long as that is so, adopt and retry only read it again: abandon gives it up, then "
                + (order.campaignId == null ? "another POST /api/v1/bookings books anew"
                : "POST /api/v1/campaigns/" + order.campaignId + "/retry books anew what is missing");
    }

    private static void ask(LineRow line, String code, String detail) {
        Step step = line.attempt == null ? null : line.attempt.step;
        line.status = LineStatus.NEEDS_DECISION;
        line.problem = new Problem.Brief(code, detail, Map.of(
                "step", step == null ? "" : step.routeName(),
                "sellerLineId", Optional.ofNullable(line.sellerLineId).orElse(""),
                "sellerState", Optional.ofNullable(line.sellerState).orElse(""),
                "naturalKey", line.key,
                "lastEvidence", line.attempt == null || line.attempt.evidence == null ? "" : line.attempt.evidence));
        line.attempt = null;
    }
}
