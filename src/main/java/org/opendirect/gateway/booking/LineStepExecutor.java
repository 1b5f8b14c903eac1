package org.opendirect.gateway.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.Speaker;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of a line, for the routes of {@code book-line}: the line's state machine, run inside transactions. */
public final class LineStepExecutor extends StepExecutor {

    private static final Logger log = LoggerFactory.getLogger(LineStepExecutor.class);

    private static final Duration LONGEST_CALL = Duration.ofDays(1);

    private final LineMachine machine;
    private final Ledger ledger;
    private final LineObserver observer;

    LineStepExecutor(Parts parts, LineMachine machine, Ledger ledger) {
        super(parts);
        this.machine = machine;
        this.ledger = ledger;
        this.observer = parts.observer();
    }

    @Override
    Decision decide(Claim claim, Works.Terms terms, String entityId, boolean takeUp, StepResponse response) {
        Rows.Stored stored = rows.stored("l.work_id = ? and l.id = ?", claim.workId(), entityId).get(0);
        LineRow line = stored.line();
        OrderRow order = stored.order();
        LineView before = LineView.of(line, order);
        Speaker seller = sellers.get(line.seller).in(order.dialect);
        var at = new LineMachine.Situation(now(), terms.phase(), order, l -> ledger.hold(l, terms.budget()), rows::otherLine,
                () -> LineEnds.whyReleased(order, terms.cancelRequested(), rows.lines(claim.workId())), seller);
        if (takeUp && machine.takeUp(line, at)) {
            recordInterrupted(claim, order, line, line.attempt, wire(line, order, line.attempt.step, seller.dialect(line.attempt.sentOptions())));
        }
        if (response != null) {
            applyResponse(claim, line, order, response, at);
        }
        Next next = machine.next(line, at);
        SellerRequest request = null;
        if (next instanceof Next.Send send) {
            Dialect dialect = line.attempt.prepare(send.step().call(), seller);
            request = request(claim, line.seller, wire(line, order, send.step(), dialect));
            Optional<Instant> end = machine.mustEndBy(line, send.step());
            if (end.isPresent()) {
                request = endingBy(request, Duration.between(at.now(), end.get()));
            }
            recordIntent(order, line.id, line.attempt, line.key, request, claim);
        }
        rows.save(line);
        LineView after = LineView.of(line, order);
        if (before.status() != after.status()) {
            if (order.campaignId != null) {
                observer.lineChanged(claim.workId(), after);
            }
            StepLog.tell(log, claim.workId(), order.campaignId != null, after, line.attempt);
        }
        return new Decision(next, line.seller, request);
    }

    @Override
    String route(Step step) {
        return switch (step) {
            case RESERVE -> "reserve-line";
            case BOOK -> "call-book";
            case CANCEL -> "cancel-line";
            case RESET -> "reset-line";
            case READ_ORDER -> "read-approval";
            default -> step.routeName();
        };
    }

    @Override
    String waitRoute() {
        return "wait-for-line";
    }

    /** A hold without end is said as one of thousands of years, which no clock counts in nanoseconds. */
    static SellerRequest endingBy(SellerRequest request, Duration left) {
        return left.compareTo(LONGEST_CALL) > 0 ? request : request.notAfter(System.nanoTime() + left.toNanos());
    }

    private void applyResponse(Claim claim, LineRow line, OrderRow order, StepResponse response, LineMachine.Situation at) {
        BookingSpeech speech = at.speaker().dialect(line.attempt.overrides()).booking();
        if (response.step() == Step.FIND_LINE) {
            Outcome<PageOf<SellerLine>> page = speech.lines(response.reply());
            recordOutcome(claim, order, line, line.attempt, response, page);
            machine.listed(line, page, at);
        } else if (response.step() == Step.READ_ORDER) {
            Outcome<SellerObject> outcome = speech.object(Call.READ_ORDER, response.reply());
            recordOutcome(claim, order, line, line.attempt, response, outcome);
            machine.orderRead(line, outcome, at);
        } else {
            Outcome<SellerLine> outcome = speech.line(response.step().call(), response.reply());
            recordOutcome(claim, order, line, line.attempt, response, outcome);
            machine.heard(line, response.step(), outcome, at);
        }
    }

    private static WireRequest wire(LineRow line, OrderRow order, Step step, Dialect dialect) {
        BookingSpeech speech = dialect.booking();
        return switch (step) {
            case READ_ORDER -> speech.say(Call.READ_ORDER, Drafts.of(order, ""), Page.WHOLE);
            case FIND_LINE -> speech.say(Call.LIST_LINES, Drafts.of(line, order), line.attempt.page(LineMachine.PAGE, speech.pagings()));
            default -> speech.say(step.call(), Drafts.of(line, order), Page.WHOLE);
        };
    }
}
