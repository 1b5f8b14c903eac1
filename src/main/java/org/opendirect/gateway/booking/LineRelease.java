package org.opendirect.gateway.booking;

import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.SellerLine;

/** Gives back what is held or booked, and makes a line new whose hold has ended. */
final class LineRelease {

    private final Resolver resolver;
    private final LineSends sends;

    LineRelease(Resolver resolver, LineSends sends) {
        this.resolver = resolver;
        this.sends = sends;
    }

    Next giveBack(LineRow line, LineMachine.Situation at) {
        boolean somethingHeld = line.status == LineStatus.RESERVED && at.speech().serves(Call.RELEASE)
                || line.status == LineStatus.BOOKED || line.status == LineStatus.UNKNOWN;
        boolean perhapsOnlyQuoted = line.status == LineStatus.UNKNOWN && line.reservationId == null && !at.speech().serves(Call.RELEASE);
        if (perhapsOnlyQuoted) {
            // looked at first: there is nothing to cancel unless a deal was made of it
            line.attempt = Attempt.of(Step.CANCEL, 1, at.now());
            line.attempt.answered = true;
            return line.attempt.pursue(Step.READ_LINE, at.now());
        }
        return somethingHeld ? LineSends.send(line, Step.CANCEL, 1, at) : LineEnds.released(line, at);
    }

    void backward(LineRow line, SellerLine held, boolean read, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        boolean lapses = held.state() == LineState.RESERVED && !at.speech().serves(Call.RELEASE);
        if (held.state().isFree() || lapses) {
            if (ends(line, held, read, at)) {
                LineEnds.released(line, at);
            }
        } else if (held.state().isPending()) {
            if (!resolver.pending(attempt, at.now(), at.profile())) {
                LineEnds.ask(line, "the seller has left the line in " + held.rawState() + " since " + attempt.since);
            }
        } else if (read && LineWays.sayUnmovedOtherwise(line, at)) {
            return;
        } else if (read && attempt.refusal != null) {
            LineEnds.ask(line, "the seller refuses to release the line (" + attempt.refusal + ") and shows it as " + held.rawState());
        } else if (read) {
            sends.absent(line, "the line is still " + held.rawState(), at);
        } else {
            attempt.ignored = true;
        }
    }

    void reset(LineRow line, SellerLine held, boolean read, LineMachine.Situation at) {
        if (held.state() == LineState.DRAFT) {
            line.attempt = null;
            line.status = LineStatus.DRAFT;
            line.reservedUntil = null;
        } else if (held.state().isBooked() || held.state().isPending()) {
            LineEnds.ask(line, "the expired hold was to be taken anew, but the seller shows the line as " + held.rawState());
        } else if (read && LineWays.sayUnmovedOtherwise(line, at)) {
            return;
        } else if (read && line.attempt.refusal != null || held.state() == LineState.CANCELED) {
            if (!ends(line, held, read, at)) {
                return;
            }
            line.endsAs = LineStatus.EXPIRED;
            line.problem = Problem.Brief.of("hold_expired", "the seller's hold ended before it was booked and was not renewed");
            line.status = held.state() == LineState.RESERVED ? LineStatus.RESERVED : LineStatus.DRAFT;
            line.attempt = null;
        } else if (read) {
            sends.absent(line, "the line is still " + held.rawState(), at);
        } else {
            line.attempt.ignored = true;
        }
    }

    /** Nothing is given up for what a single read shows. */
    private boolean ends(LineRow line, SellerLine held, boolean read, LineMachine.Situation at) {
        return resolver.endsFor(line.attempt, held.rawState(), at.now(), at.profile()) && read;
    }
}
