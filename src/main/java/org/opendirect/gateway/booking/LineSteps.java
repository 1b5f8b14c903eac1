package org.opendirect.gateway.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.OpenDirectDialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bean behind the route {@code book-line}: the line's machine, run inside transactions. */
public final class LineSteps extends Steps {

    private static final Logger log = LoggerFactory.getLogger(LineSteps.class);

    private final LineMachine machine;
    private final Ledger ledger;
    private final LineObserver observer;

    LineSteps(Parts parts, LineMachine machine, Ledger ledger) {
        super(parts);
        this.machine = machine;
        this.ledger = ledger;
        this.observer = parts.observer();
    }

    @Override
    Decision decide(Claim claim, Works.Terms terms, String unit, boolean takeUp, Heard heard) {
        Rows.Stored stored = rows.stored("l.work_id = ? and l.id = ?", claim.workId(), unit).get(0);
        LineRow line = stored.line();
        OrderRow order = stored.order();
        LineView before = LineView.of(line, order);
        var at = new LineMachine.Situation(now(), terms.phase(), order, l -> ledger.hold(l, terms.budget()));
        if (takeUp && machine.takeUp(line)) {
            recordInterrupted(claim, order, line.id, line.attempt, wire(line, order, line.attempt.step));
        }
        if (heard != null) {
            hear(claim, line, order, heard, at);
        }
        Next next = machine.next(line, at);
        SellerRequest request = null;
        if (next instanceof Next.Send send) {
            request = request(claim, line.seller, wire(line, order, send.step()));
            Optional<Instant> end = machine.mustEndBy(line, send.step());
            if (end.isPresent()) {
                request = request.notAfter(System.nanoTime() + Duration.between(at.now(), end.get()).toNanos());
            }
            intend(order, line.id, line.attempt, line.key, request, claim);
        }
        rows.save(line);
        LineView after = LineView.of(line, order);
        if (before.status() != after.status()) {
            if (order.campaignId != null) {
                observer.lineChanged(claim.workId(), after);
            }
            log.info("{}: line {} ({} at {}) is {}{}", claim.workId(), line.id, line.productId, line.seller, after.status(),
                    after.problem() == null ? "" : ": " + after.problem().detail());
        }
        return new Decision(next, request);
    }

    private void hear(Claim claim, LineRow line, OrderRow order, Heard heard, LineMachine.Situation at) {
        if (heard.asked() == Step.FIND_LINE) {
            Outcome<List<SellerLine>> page = OpenDirectDialect.lines(heard.reply());
            record(claim, order, line.id, line.attempt, heard, page);
            machine.listed(line, page, at);
        } else {
            Outcome<SellerLine> outcome = OpenDirectDialect.line(heard.reply());
            record(claim, order, line.id, line.attempt, heard, outcome);
            machine.heard(line, heard.asked(), outcome, at);
        }
    }

    private static WireRequest wire(LineRow line, OrderRow order, Step step) {
        return switch (step) {
            case CREATE_LINE -> OpenDirectDialect.createLine(order.accountId, new OpenDirectDialect.LineDraft(order.orderId, line.productId,
                    line.name, line.key, line.rateType, line.rateMicros, line.quantity, line.cost(), line.start, line.end, line.targeting));
            case FIND_LINE -> OpenDirectDialect.listLines(order.accountId, order.orderId, line.attempt.skip, LineMachine.PAGE);
            case READ_LINE -> OpenDirectDialect.getLine(order.accountId, order.orderId, line.sellerLineId);
            case RESERVE, BOOK, CANCEL, RESET -> OpenDirectDialect.lineAction(order.accountId, order.orderId, line.sellerLineId, step.routeName());
            default -> throw new IllegalStateException("not a step of a line: " + step);
        };
    }
}
