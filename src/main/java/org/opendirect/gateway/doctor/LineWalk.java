package org.opendirect.gateway.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.LineStats;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.TermsComparison;

/** One line from draft to booked and back. Each step goes on only when the one before has come to what was wanted. */
final class LineWalk {

    private final Exam exam;
    private final Trade trade;
    private final OrderWalk order;
    private final Moves moves;

    LineWalk(Exam exam, Trade trade, OrderWalk order) {
        this.exam = exam;
        this.trade = trade;
        this.order = order;
        this.moves = new Moves(exam, trade);
    }

    void walk() {
        if (make() && reserve() && book()) {
            readBack();
            once();
            stats();
            cancel();
        }
    }

    private BookingSpeech speech() {
        return exam.dialect().booking();
    }

    // making it

    private boolean make() {
        Outcome<SellerLine> outcome = sayLine();
        if (outcome instanceof Outcome.Refused<SellerLine> refused && order.awaitApproval(refused.reason())) {
            outcome = sayLine();
        }
        trade.unmade = outcome instanceof Outcome.Refused<?> || outcome instanceof Outcome.Unknown<SellerLine> unknown && unknown.neverSent();
        if (outcome instanceof Outcome.Accepted<SellerLine> line) {
            trade.saw(line.value(), speech());
        } else if (!trade.unmade && speech().serves(Call.LIST_LINES)) {
            moves.find();
        }
        exam.judge(Check.BOOK_LINE, outcome instanceof Outcome.Accepted<?> && trade.lineId != null, trade.lineId != null ? trade.lineId
                + (outcome.reason().isEmpty() ? "" : " was made, although: " + outcome.reason()) : outcome instanceof Outcome.Accepted<?> ? "it answers without the line's id"
                : outcome.reason());
        if (trade.lineId == null) {
            return false;
        }
        if (speech().quotes()) {
            trade.takeLess(trade.seen);
        }
        moves.look();
        return made();
    }

    private Outcome<SellerLine> sayLine() {
        trade.lineSent = true;
        return Saying.say(exam, Call.CREATE_LINE, s -> s.say(Call.CREATE_LINE, trade.line(), Page.WHOLE), (s, reply) -> s.line(Call.CREATE_LINE, reply),
                "it took a line so");
    }

    private boolean made() {
        LineState state = trade.state();
        boolean quote = speech().quotes() && state == LineState.RESERVED;
        if (state == LineState.MISSING) {
            exam.notOffered(Check.BOOK_LINE_DRAFT, "it does not say the line's state");
        } else {
            exam.judge(Check.BOOK_LINE_DRAFT, state == LineState.DRAFT || quote, trade.seen.rawState() + (quote ? ", a quote" : ""));
        }
        boolean agreed = agreed(Check.BOOK_LINE_TERMS);
        if (speech().serves(Call.LIST_LINES)) {
            listed();
        } else {
            List.of(Check.BOOK_LINE_KEY, Check.BOOK_LINE_LISTED, Check.BOOK_ONCE).forEach(c -> exam.notOffered(c, "this kind of seller does not list what it has sold"));
        }
        return agreed && !state.isBooked();
    }

    /** Whether the line, as it was seen last, is on the terms that were asked for. */
    private boolean agreed(Check check) {
        TermsComparison terms = TermsComparison.of(trade.line(), trade.seen);
        boolean same = terms.differences().isEmpty();
        exam.judge(check, same, same ? "the same: " + String.join(", ", terms.echoed()) : String.join(", ", terms.differences()));
        if (terms.echoed().isEmpty()) {
            exam.notOffered(check, "it repeats none of them");
        }
        return same;
    }

    private void listed() {
        Books.Listed<SellerLine> listed = new Books(exam).lines(trade.line());
        Optional<SellerLine> ours = listed.items().stream().filter(l -> l.id().equals(trade.lineId)).findFirst();
        exam.judge(Check.BOOK_LINE_LISTED, ours.isPresent(), !listed.read() ? "the lines cannot be listed: " + listed.refused()
                : ours.isPresent() ? trade.lineId + " of " + Exam.count(listed.items().size(), "line") : "it is not among " + Exam.count(listed.items().size(), "line"));
        // after a lost answer the line is looked for by its key, in this list
        boolean bears = ours.filter(l -> l.bears(trade.lineKey)).isPresent();
        exam.judge(Check.BOOK_LINE_KEY, bears, bears ? trade.lineKey : "neither its name nor ext nor providerData shows " + trade.lineKey + " in the list");
    }

    // moving it

    private boolean reserve() {
        trade.reserves = speech().serves(Call.RESERVE) && !exam.profile().is(Choice.RESERVE, "no");
        if (trade.reserves) {
            Moves.Moved moved = moves.act(Call.RESERVE, s -> s == LineState.RESERVED || s.isBooked());
            if (!moved.done() && !moved.notUnderstood() && order.awaitApproval(moved.words())) {
                moved = moves.act(Call.RESERVE, s -> s == LineState.RESERVED || s.isBooked());
            }
            if (!moved.done() && !moved.notUnderstood()) {
                exam.failed(Check.BOOK_RESERVE, moved.words());
                return false;
            }
            trade.reserves = moved.done();
            exam.offered(Check.BOOK_RESERVE, moved.done(), moved.done() ? moved.words() : "it knows no such action: " + moved.words());
        } else {
            boolean stands = trade.state() == LineState.RESERVED;
            exam.offered(Check.BOOK_RESERVE, stands, stands ? "the quote is as good as one: " + trade.seen.rawState() : "it does not reserve");
        }
        if (trade.state() != LineState.RESERVED) {
            return true;
        }
        moves.look();
        return agreed(Check.BOOK_RESERVE_TERMS) & expiry();
    }

    private boolean expiry() {
        if (trade.seen.reservedUntil() == null) {
            exam.notOffered(Check.BOOK_RESERVE_EXPIRY, "it does not say");
            return true;
        }
        Instant until = trade.seen.reservedUntil().at(exam.profile().zone());
        Duration left = Duration.between(exam.clock().instant(), until);
        boolean enough = left.compareTo(exam.settings().booking().holdMargin()) > 0;
        exam.judge(Check.BOOK_RESERVE_EXPIRY, enough, "until " + until + ", " + left.toSeconds() + " s");
        return enough;
    }

    private boolean book() {
        trade.bookSent = true;
        Moves.Moved moved = moves.act(Call.BOOK, LineState::isBooked);
        exam.judge(Check.BOOK_BOOK, moved.done(), moved.words() + (moved.done() ? ": " + trade.lineId : ""));
        return moved.done();
    }

    // looking at it

    private void readBack() {
        Optional<SellerLine> read = moves.look();
        boolean booked = read.filter(l -> l.state().isBooked()).isPresent();
        exam.judge(Check.BOOK_READ_BACK, booked, read.map(SellerLine::rawState).orElse("it cannot be read"));
        read.ifPresent(line -> agreed(Check.BOOK_BOOKED_TERMS));
    }

    private void once() {
        if (!speech().serves(Call.LIST_LINES)) {
            return;
        }
        Books.Listed<SellerLine> listed = new Books(exam).lines(trade.line());
        long live = listed.items().stream().filter(l -> l.bears(trade.lineKey) || l.id().equals(trade.lineId)).filter(l -> !l.state().isFree()).count();
        exam.judge(Check.BOOK_ONCE, live == 1, listed.read() ? live + " of " + Exam.count(listed.items().size(), "line") + " of the order" : listed.refused());
    }

    private void stats() {
        Outcome<LineStats> outcome = speech().stats(trade.line(), exam.ask(speech().stats(trade.line())));
        if (outcome instanceof Outcome.Accepted<LineStats> stats) {
            exam.passed(Check.BOOK_STATS, stats.value().impressionsDelivered() == null ? "no impressions are said yet" : stats.value().impressionsDelivered() + " impressions so far");
        } else if (outcome instanceof Outcome.Refused<LineStats> refused) {
            exam.notOffered(Check.BOOK_STATS, refused.reason());
        } else {
            exam.failed(Check.BOOK_STATS, outcome.reason());
        }
    }

    private void cancel() {
        Moves.Moved moved = moves.act(Call.CANCEL, LineState::isFree);
        exam.judge(Check.BOOK_CANCEL, moved.done(), moved.words());
        boolean read = moves.look().isPresent() || trade.gone;
        exam.judge(Check.BOOK_FREE, read && trade.isFree(), read ? trade.shownAs() : "it cannot be read");
    }
}
