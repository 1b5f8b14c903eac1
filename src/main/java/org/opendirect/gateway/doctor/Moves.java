package org.opendirect.gateway.doctor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.VariantRetry;

/** Moves the line from state to state. A 200 is no success: the line's state is, and what is pending is looked at again within a bound. */
final class Moves {

    private static final Duration LONGEST_PENDING = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int READS = 3;
    private final Exam exam;
    private final Trade trade;

    Moves(Exam exam, Trade trade) {
        this.exam = exam;
        this.trade = trade;
    }

    /**
     * What an action has come to.
     *
     * @param done          the line is where it was to go
     * @param notUnderstood the seller knows no such action, in none of the ways in which it could be said
     */
    record Moved(boolean done, boolean notUnderstood, String words) {
    }

    Moved act(Call call, Predicate<LineState> there) {
        var variants = new VariantRetry();
        ApprovalState order = ApprovalState.of(trade.orderStatus);
        while (true) {
            BookingSpeech speech = variants.prepare(call, exam.seller()).booking();
            Outcome<SellerLine> outcome = speech.line(call, exam.ask(speech.say(call, trade.line(), Page.WHOLE)));
            Optional<SellerLine> shown = outcome instanceof Outcome.Accepted<SellerLine> accepted ? Optional.of(accepted.value()) : Optional.empty();
            shown.ifPresent(line -> trade.saw(line, speech));
            LineState state = settled(shown, there);
            if (there.test(state) || shown.isPresent() && !state.isPending() && arrivedLate(there)) {
                if (!(outcome instanceof Outcome.Refused<?>)) {
                    variants.moved(call, !trade.reserves && speech.serves(Call.RESERVE), order, exam.seller());
                }
                return new Moved(true, false, trade.shownAs());
            }
            boolean stands = state == LineState.DRAFT || state == LineState.RESERVED || state.isBooked();
            boolean again = stands && (outcome instanceof Outcome.Refused<?> refused ? variants.retryRefused(call, refused, exam.seller())
                    : shown.isPresent() && variants.retryIgnored(call, false, exam.seller()));
            if (!again) {
                return unmoved(outcome, variants, there);
            }
        }
    }

    /** After a settle window: sellers may take that long until a read shows what a write did, so before it nothing counts for not understood. */
    private boolean arrivedLate(Predicate<LineState> there) {
        exam.pause(exam.profile().duration(Choice.SETTLE_WINDOW).orElse(exam.settings().booking().settleWindow()));
        return look().isPresent() && there.test(trade.state());
    }

    private Moved unmoved(Outcome<SellerLine> outcome, VariantRetry variants, Predicate<LineState> there) {
        if (trade.gone && there.test(LineState.CANCELED)) {
            return new Moved(true, false, trade.shownAs());
        }
        if (outcome instanceof Outcome.Unknown<?> && arrivedLate(there)) {
            return new Moved(true, false, trade.shownAs());
        }
        String reason = trade.seen == null || trade.seen.reason() == null ? "" : ": " + trade.seen.reason();
        String state = "the line is " + trade.shownAs() + reason;
        boolean unknownAction = !(outcome instanceof Outcome.Unknown<?>)
                && variants.isUnknownAction(outcome instanceof Outcome.Refused<?> refused ? refused : null);
        return new Moved(false, unknownAction, (outcome.reason().isEmpty() ? "" : outcome.reason() + "; ") + state);
    }

    /** What the line comes to: as the answer says when that is what was wanted, else as a read shows it, once it is not pending any more. */
    private LineState settled(Optional<SellerLine> shown, Predicate<LineState> there) {
        boolean decided = shown.isPresent() && (there.test(trade.state()) || trade.state().isPending());
        if (!decided && look().isEmpty()) {
            return LineState.MISSING;
        }
        Duration pause = exam.profile().duration(Choice.POLL_EVERY).orElse(exam.settings().booking().backoffMin());
        Duration left = LONGEST_PENDING;
        while (trade.state().isPending() && left.compareTo(Duration.ZERO) > 0) {
            exam.pause(pause);
            left = left.minus(pause);
            pause = exam.profile().knows(Choice.POLL_EVERY) || pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? pause : pause.multipliedBy(2);
            look();
        }
        return trade.state();
    }

    /** Reads the line, by itself or where that is not served from its order's list. */
    Optional<SellerLine> look() {
        for (int i = 0; i < READS; i++) {
            BookingSpeech speech = exam.dialect().booking();
            Outcome<SellerLine> outcome = speech.line(Call.READ_LINE, exam.ask(speech.say(Call.READ_LINE, trade.line(), Page.WHOLE)));
            if (outcome instanceof Outcome.Accepted<SellerLine> line) {
                trade.saw(line.value(), speech);
                return Optional.of(line.value());
            }
            if (outcome instanceof Outcome.Refused<SellerLine> refused) {
                return refused.notServed() ? inList() : Optional.empty();
            }
            exam.pause(exam.settings().booking().backoffMin());
        }
        return Optional.empty();
    }

    private Optional<SellerLine> inList() {
        if (!exam.dialect().booking().serves(Call.LIST_LINES)) {
            return Optional.empty();
        }
        Books.Listed<SellerLine> listed = new Books(exam).lines(trade.line());
        Optional<SellerLine> found = listed.items().stream()
                .filter(l -> trade.lineId == null ? l.bears(trade.lineKey) : l.id().equals(trade.lineId)).findFirst();
        trade.gone = trade.lineId != null && found.isEmpty() && listed.read() && listed.whole();
        found.ifPresent(line -> trade.saw(line, exam.dialect().booking()));
        return found;
    }

    /** The line by its natural key, after nobody knows whether it was made. */
    Optional<SellerLine> find() {
        return inList();
    }
}
