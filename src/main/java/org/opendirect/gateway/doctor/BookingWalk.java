package org.opendirect.gateway.doctor;

import java.time.Duration;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineState;

/** Books a small line and gives it back. Whatever happens on the way, in the end it is seen to that nothing live is left. */
final class BookingWalk implements Station {

    /** what giving back may take after everything else has ended */
    private static final Duration TO_GIVE_BACK = Duration.ofSeconds(20);

    @Override
    public Group group() {
        return Group.BOOKING;
    }

    @Override
    public String otherwise() {
        return "the walk did not get so far";
    }

    @Override
    public void examine(Exam exam) {
        Optional<Trade> trade = Subject.choose(exam);
        if (trade.isEmpty()) {
            exam.rest(Group.BOOKING, "there is nothing to book");
            return;
        }
        try {
            var order = new OrderWalk(exam, trade.get());
            if (order.walk()) {
                new LineWalk(exam, trade.get(), order).walk();
            }
        } finally {
            giveBack(exam, trade.get());
        }
    }

    private static void giveBack(Exam exam, Trade trade) {
        Duration calls = exam.seller().settings().timeout().multipliedBy(3);
        exam.reprieve(calls.compareTo(TO_GIVE_BACK) > 0 ? calls : TO_GIVE_BACK);
        try {
            nothingLeft(exam, trade, new Moves(exam, trade));
        } catch (WalkOverException e) {
            left(exam, trade, "it could not be looked at any more");
        } catch (RuntimeException e) {
            left(exam, trade, "the gateway itself failed when it looked at it");
            throw e;
        }
    }

    private static void nothingLeft(Exam exam, Trade trade, Moves moves) {
        if (!trade.lineSent) {
            exam.passed(Check.BOOK_NOTHING_LEFT, "no line was made");
            return;
        }
        boolean seen = (trade.lineId == null ? moves.find() : moves.look()).isPresent() || trade.gone;
        boolean quotes = exam.dialect().booking().quotes();
        if (!seen && trade.lineId == null && (trade.unmade || quotes)) {
            exam.passed(Check.BOOK_NOTHING_LEFT, trade.unmade ? "no line was made" : "a quote binds nobody");
        } else if (!seen) {
            left(exam, trade, trade.lineId == null ? "nobody can tell whether it was made" : "it cannot be read");
        } else if (quotes && trade.bookSent && trade.reservationId == null && trade.isFree()) {
            left(exam, trade, "the quote is " + trade.shownAs() + " after its deal was asked for; whether there is a deal, it cannot tell");
        } else if (trade.isFree()) {
            exam.passed(Check.BOOK_NOTHING_LEFT, trade.lineId + " is " + trade.shownAs());
        } else if (quotes && trade.reservationId == null && trade.state() == LineState.RESERVED) {
            exam.passed(Check.BOOK_NOTHING_LEFT, trade.lineId + " is " + trade.shownAs() + ", a quote, and ends by itself");
        } else {
            cancel(exam, trade, moves);
        }
    }

    private static void cancel(Exam exam, Trade trade, Moves moves) {
        Moves.Moved cancelled = moves.act(Call.CANCEL, LineState::isFree);
        boolean read = moves.look().isPresent() || trade.gone;
        if (cancelled.done() && read && trade.isFree()) {
            exam.passed(Check.BOOK_NOTHING_LEFT, trade.lineId + " was cancelled at the end");
        } else {
            left(exam, trade, cancelled.words());
        }
    }

    private static void left(Exam exam, Trade trade, String why) {
        exam.failed(Check.BOOK_NOTHING_LEFT, "LOOK AT THE SELLER AND CANCEL BY HAND: " + trade.where() + ": " + why);
    }
}
