package org.opendirect.gateway.booking;

import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;

/** The ways in which a line leaves the hands of its machine. */
final class LineEnds {

    private LineEnds() {
    }

    /** Nothing is held for it at the seller any more. */
    static Next released(LineRow line) {
        Problem.Brief why = line.problem != null ? line.problem
                : Problem.Brief.of("released", "given back: the booking was cancelled, or another line of an all_or_nothing plan was lost");
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
        Step step = line.attempt == null ? null : line.attempt.step;
        line.status = LineStatus.NEEDS_DECISION;
        line.problem = new Problem.Brief("needs_decision", detail, Map.of(
                "step", step == null ? "" : step.routeName(),
                "sellerLineId", Optional.ofNullable(line.sellerLineId).orElse(""),
                "sellerState", Optional.ofNullable(line.sellerState).orElse(""),
                "naturalKey", line.key,
                "lastEvidence", line.attempt == null || line.attempt.evidence == null ? "" : line.attempt.evidence));
        line.attempt = null;
    }
}
