package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.Times;
import org.opendirect.gateway.work.Phase;

/** What the seller shows of a line, in the answer to a step or in a read after it, and what that makes of the line. */
final class LineShown {

    private final Resolver resolver;
    private final OrderApproval approval;
    private final LineSends sends;
    private final LineRelease release;
    private final Comparison comparison;

    /** Names the differences between what was agreed and what the seller shows. */
    interface Comparison {
        List<String> differences(LineRow agreed, OrderRow order, SellerLine held);
    }

    LineShown(Resolver resolver, OrderApproval approval, LineSends sends, LineRelease release, Comparison comparison) {
        this.resolver = resolver;
        this.approval = approval;
        this.sends = sends;
        this.release = release;
        this.comparison = comparison;
    }

    /** The line as the seller shows it, judged by the step that is under way. */
    void seen(LineRow line, SellerLine held, boolean read, LineMachine.Situation at) {
        line.sellerState = held.rawState();
        if (!held.rawState().equals(line.attempt.ending)) {
            line.attempt.ending = null;
        }
        if (at.speech().renames() && held.state().isBooked() && !held.id().isEmpty() && !held.id().equals(line.sellerLineId)) {
            Optional<String> another = LineIdentity.contradiction(line, held, at);
            if (another.isPresent()) {
                LineEnds.ask(line, another.get());
                return;
            }
            line.reservationId = line.sellerLineId;
            line.sellerLineId = held.id();
        }
        line.heldRateMicros = held.rateMicros();
        line.heldQuantity = held.quantity();
        line.heldCostMicros = held.costMicros();
        line.heldCurrency = held.currency();
        if (!isOfEndedHold(line, held, at)) {
            boolean taken = line.attempt.step == Step.RESERVE && !read;
            line.reservedUntil = Times.holdEnd(held.reservedUntil(), line.reservedUntil, taken, at.now(), at.profile());
        }
        switch (line.attempt.step) {
            case RESERVE, BOOK -> forward(line, held, read, at);
            case CANCEL -> release.backward(line, held, read, at);
            case RESET -> release.reset(line, held, read, at);
            case READ_LINE -> verify(line, held, at);
            default -> throw new IllegalStateException("a line was read during " + line.attempt.step);
        }
    }

    private void forward(LineRow line, SellerLine held, boolean read, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        boolean reserving = attempt.step == Step.RESERVE;
        LineState state = held.state();
        if (state.isBooked() || state == LineState.RESERVED && reserving || state.isPending()) {
            LineWays.moved(line, at);
        }
        if (state.isBooked()) {
            booked(line, held, at);
        } else if (state == LineState.RESERVED && reserving) {
            reserved(line, held, at);
        } else if (state.isPending()) {
            line.status = reserving ? LineStatus.RESERVING : LineStatus.BOOKING;
            if (!resolver.pending(attempt, at.now(), at.profile())) {
                LineEnds.ask(line, "the seller has left the line in " + held.rawState() + " since " + attempt.since);
            }
        } else if (state == LineState.DECLINED) {
            String reason = held.reason() == null ? Optional.ofNullable(attempt.refusal).orElse("no reason given") : held.reason();
            attempt.refusal = reason;
            if (ends(line, held, read, at)) {
                LineEnds.end(line, LineStatus.DECLINED, Problem.Brief.of("seller_declined", reason));
            }
        } else if (state == LineState.EXPIRED && !reserving && at.speech().quotes() && (attempt.sent() || attempt.perhapsDone) && attempt.refusal == null) {
            LineEnds.ask(line, "the quote is gone after its deal was asked for and the answer was lost: whether there is a deal, the seller cannot tell by the quote");
        } else if (state == LineState.EXPIRED && isOfEndedHold(line, held, at)) {
            // the end of the hold before this one: the read lags
            if (!resolver.strange(attempt, at.now())) {
                LineEnds.ask(line, "the seller goes on showing the hold that ended at " + held.reservedUntil() + ", which was taken anew");
            }
        } else if (state == LineState.EXPIRED && reserving && line.isOnOffer()) {
            // the proposal is gone before anything was made of it: the price that was agreed is asked for once more
            line.offer = line.offer.withoutProposal();
            line.sellerLineId = null;
            line.reservedUntil = null;
            line.reservedMicros = 0;
            line.attempt = null;
            line.status = LineStatus.ORDERED;
        } else if (state == LineState.EXPIRED) {
            if (ends(line, held, read, at)) {
                lapsed(line, at);
            }
        } else if (state == LineState.CANCELED || state == LineState.STOPPED) {
            if (ends(line, held, read, at)) {
                LineEnds.end(line, LineStatus.FAILED, Problem.Brief.of("seller_cancelled", "the seller shows the line as " + held.rawState()));
            }
        } else if (state == LineState.STRANGE || state == LineState.MISSING) {
            line.status = LineStatus.UNKNOWN;
            attempt.evidence = state == LineState.MISSING ? "the seller does not say the line's state" : "the seller shows it as " + held.rawState();
            if (!resolver.strange(attempt, at.now())) {
                LineEnds.ask(line, state == LineState.MISSING ? "the seller does not say the line's state"
                        : "the seller shows the state '" + held.rawState() + "', which OpenDirect does not know");
            }
        } else if (!read) {
            // the answer still shows the state before: the read after it decides
            attempt.refusal = null;
            attempt.ignored = true;
        } else {
            unmoved(line, held, reserving, at);
        }
    }

    /** An end that is shown is believed when a read shows it a settle window later. */
    private boolean ends(LineRow line, SellerLine held, boolean read, LineMachine.Situation at) {
        boolean ends = resolver.endsFor(line.attempt, held.rawState(), at.now(), at.profile()) && read;
        if (!read) {
            // an answer that is wrong is found out while the hold still stands
            line.attempt.next = null;
        }
        return ends;
    }

    /** Whether what is shown is of the hold that ended before the one under way was taken. */
    private static boolean isOfEndedHold(LineRow line, SellerLine held, LineMachine.Situation at) {
        return line.endedHold != null && held.reservedUntil() != null && !held.reservedUntil().at(at.profile().zone()).isAfter(line.endedHold);
    }

    /** A hold that the seller shows as ended is taken anew like one that our own clock has found to be over. */
    private static void lapsed(LineRow line, LineMachine.Situation at) {
        boolean over = line.renewals >= LineMachine.MAX_RENEWALS || at.phase() == Phase.RELEASE;
        if (over) {
            LineEnds.end(line, LineStatus.EXPIRED, Problem.Brief.of("hold_expired", "the seller's hold ended before it was booked"));
            return;
        }
        line.status = LineStatus.RESERVED;
        line.reservedUntil = line.reservedUntil == null || line.reservedUntil.isAfter(at.now()) ? at.now() : line.reservedUntil;
        line.attempt = null;
    }

    /** A read shows the state from before the step: refused, not arrived yet, or not arrived at all. */
    private void unmoved(LineRow line, SellerLine held, boolean reserving, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        if (attempt.refusal != null && OrderApproval.speaksOf(attempt.refusal) && approval.looks(line, attempt.refusal, at)) {
            return;
        }
        if (LineWays.sayUnmovedOtherwise(line, at)) {
            return;
        }
        if (reserving && attempt.hadNoEffect() && attempt.isUnknownAction(attempt.refused())) {
            line.noReserve = true;
            line.status = LineStatus.DRAFT;
            line.attempt = null;
        } else if (attempt.refusal != null && approval.looks(line, attempt.refusal, at)) {
            return;
        } else if (attempt.refusal == null) {
            sends.absent(line, "the line is still " + held.rawState(), at);
        } else if (reserving || line.noReserve || !at.speech().serves(Call.RELEASE)) {
            if (ends(line, held, true, at)) {
                LineEnds.end(line, LineStatus.DECLINED, Problem.Brief.of("seller_declined", attempt.refusal));
            }
        } else if (attempt.number < Resolver.MAX_SENDS) {
            // book was refused, yet the hold stands: what is read counts, so it is asked once more
            sends.again(line, at);
        } else {
            LineEnds.ask(line, "the seller refuses to book (" + attempt.refusal + ") and yet shows the line as " + held.rawState());
        }
    }

    private void reserved(LineRow line, SellerLine held, LineMachine.Situation at) {
        line.status = LineStatus.RESERVED;
        line.reservedAt = at.now();
        line.attempt = null;
        List<String> found = comparison.differences(line, at.order(), held);
        if (!found.isEmpty()) {
            line.endsAs = LineStatus.FAILED;
            line.problem = new Problem.Brief("terms_changed", "the seller reserved other terms than agreed: "
                    + String.join(", ", found) + "; the hold is given back", Map.of("differences", found));
        }
    }

    /** Whatever has shown it booked, one more read has to agree. What a limit does not allow never counts as booked. */
    private void booked(LineRow line, SellerLine held, LineMachine.Situation at) {
        Optional<Problem.Brief> refusal = LineFunds.hold(line, at);
        if (refusal.isPresent()) {
            LineEnds.ask(line, "the seller has booked the line, but " + refusal.get().detail());
            return;
        }
        line.status = LineStatus.BOOKED;
        line.bookedMicros = line.costMicros;
        line.reservedMicros = 0;
        line.attempt = null;
        line.verified = false;
        compareBooked(line, held, at);
    }

    private void verify(LineRow line, SellerLine held, LineMachine.Situation at) {
        if (held.state().isBooked()) {
            line.attempt = null;
            line.status = LineStatus.BOOKED;
            line.verified = true;
            compareBooked(line, held, at);
            return;
        }
        boolean goesOn = resolver.strange(line.attempt, at.now());
        // right after book the reads may lag; what a person has looked at again is shown as it is once a settle window has passed
        boolean stays = line.status == LineStatus.UNKNOWN && held.state().isFree() && ends(line, held, true, at);
        if (held.state().isFree() && (stays || !goesOn)) {
            LineEnds.askNotAtSeller(line, at.order(), "the seller had booked the line and now shows it as " + held.rawState());
        } else if (!goesOn) {
            LineEnds.ask(line, "the seller had booked the line and now shows it as '" + held.rawState() + "'");
        }
    }

    private void compareBooked(LineRow line, SellerLine held, LineMachine.Situation at) {
        List<String> found = comparison.differences(line, at.order(), held);
        if (!found.isEmpty()) {
            line.attempt = null;
            line.status = LineStatus.NEEDS_DECISION;
            line.problem = new Problem.Brief("booked_terms_differ", "the seller has booked other terms than agreed: "
                    + String.join(", ", found), Map.of("differences", found));
        }
    }
}
