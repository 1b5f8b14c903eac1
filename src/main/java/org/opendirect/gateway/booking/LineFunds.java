package org.opendirect.gateway.booking;

import java.util.Optional;
import org.opendirect.gateway.problem.Problem;

/**
 * Sees to it that no call that may hold or spend money leaves, and no line counts as booked, unless the line's whole cost is held within the
 * budget and the advertiser's ceiling: in whatever state the line is, and whoever asked for the call.
 */
final class LineFunds {

    private final LineRelease release;

    LineFunds(LineRelease release) {
        this.release = release;
    }

    /** The call, or what follows when a limit does not allow the line's cost. */
    Next cover(LineRow line, Next.Send send, LineMachine.Situation at) {
        Optional<Problem.Brief> refusal = send.step().spends() ? hold(line, at) : Optional.empty();
        return refusal.isEmpty() ? send : refused(line, send.step(), refusal.get(), at);
    }

    /** Holds what is not held yet of the line's cost; the refusal when a limit does not allow it. */
    static Optional<Problem.Brief> hold(LineRow line, LineMachine.Situation at) {
        return line.isFunded() ? Optional.empty() : at.purse().hold(line);
    }

    private Next refused(LineRow line, Step step, Problem.Brief refusal, LineMachine.Situation at) {
        if (line.attempt.perhapsDone) {
            LineEnds.ask(line, "the call may have arrived, and it may not be sent again: " + refusal.detail());
            return Next.PARK;
        }
        boolean held = step == Step.BOOK && !line.noReserve;
        if (!held) {
            return LineEnds.end(line, LineStatus.FAILED, refusal);
        }
        line.attempt = null;
        line.status = LineStatus.RESERVED;
        line.endsAs = LineStatus.FAILED;
        line.problem = refusal;
        return release.giveBack(line, at);
    }
}
