package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps of an order, for the routes of {@code open-order}: the order's state machine, run inside transactions. */
public final class OrderStepExecutor extends StepExecutor implements OrderMachine.Accounts {

    private static final Logger log = LoggerFactory.getLogger(OrderStepExecutor.class);

    private final OrderMachine machine;
    private final OrderRemoval removal;
    private final GatewaySettings.Buyer buyer;
    private final LineObserver observer;

    OrderStepExecutor(Parts parts, OrderMachine machine, OrderRemoval removal, GatewaySettings.Buyer buyer) {
        super(parts);
        this.machine = machine;
        this.removal = removal;
        this.buyer = buyer;
        this.observer = parts.observer();
    }

    @Override
    Decision decide(Claim claim, Works.Terms terms, String entityId, boolean takeUp, StepResponse response) {
        OrderRow order = rows.order(entityId).orElseThrow();
        List<LineRow> lines = rows.linesOfBooking(entityId);
        List<LineStatus> before = lines.stream().map(l -> LineView.of(l, order).status()).toList();
        Seller seller = sellers.get(order.seller);
        boolean anew = order.dialect == null && seller.profile().knows(Choice.DIALECT)
                && OrderMachine.takeOver(order, seller.profile().get(Choice.DIALECT));
        var at = new OrderMachine.Situation(now(), terms.phase(), this, buyer.id(), seller.in(order.dialect));
        if (takeUp && machine.takeUp(order)) {
            recordInterrupted(claim, order, null, order.attempt, wire(order, order.attempt.step, at.speaker().dialect(order.attempt.sentOptions())));
        }
        if (response != null && !anew && response.step() == Step.MEET_SELLER) {
            machine.met(order, seller.isUp(), seller.problem(), at);
        } else if (response != null && !anew) {
            applyResponse(claim, order, lines, response, at);
        }
        Next next = OrderRemoval.isDue(order, lines) ? removal.next(order, known(order, lines), at)
                : OrderMachine.isToBeMet(order, at) && seller.isStranger() ? machine.meet(order, at) : machine.next(order, at);
        SellerRequest request = null;
        if (next instanceof Next.Send send) {
            Dialect dialect = order.attempt.prepare(send.step().call(), at.speaker());
            request = request(claim, order.seller, wire(order, send.step(), dialect));
            recordIntent(order, null, order.attempt, order.key, request, claim);
        }
        rows.save(order);
        boolean told = false;
        for (int i = 0; i < lines.size(); i++) {
            LineView after = LineView.of(lines.get(i), order);
            boolean changed = after.status() != before.get(i);
            if (order.campaignId != null && changed) {
                observer.lineChanged(claim.workId(), after);
            }
            if (changed && !told && (after.status() == LineStatus.NEEDS_DECISION || after.status() == LineStatus.UNKNOWN)) {
                // what is decided on one of its lines is decided on the order
                StepLog.tell(log, claim.workId(), order.campaignId != null, after, order.attempt);
                told = true;
            }
        }
        return new Decision(next, order.seller, request);
    }

    @Override
    String route(Step step) {
        return switch (step) {
            case MEET_SELLER -> "identify-seller";
            case FIND_LINE -> "find-order-lines";
            default -> step.routeName();
        };
    }

    @Override
    String waitRoute() {
        return "wait-for-order";
    }

    private OrderRemoval.Known known(OrderRow order, List<LineRow> lines) {
        return new OrderRemoval.Known(lines, rows.isAnyLineDoubted(order.id));
    }

    private void applyResponse(Claim claim, OrderRow order, List<LineRow> lines, StepResponse response, OrderMachine.Situation at) {
        WireReply reply = response.reply();
        BookingSpeech speech = at.speaker().dialect(order.attempt.overrides()).booking();
        if (response.step() == Step.FIND_LINE) {
            Outcome<PageOf<SellerLine>> page = speech.lines(reply);
            recordOutcome(claim, order, null, order.attempt, response, page);
            removal.listed(order, known(order, lines), page, at);
        } else if (response.step() == Step.READ_ORDER || response.step() == Step.DELETE_ORDER) {
            Outcome<SellerObject> outcome = speech.object(response.step().call(), reply);
            recordOutcome(claim, order, null, order.attempt, response, outcome);
            if (response.step() == Step.DELETE_ORDER) {
                removal.heard(order, outcome, at);
            } else {
                removal.read(order, outcome, at);
            }
        } else if (response.step() == Step.FIND_ACCOUNT || response.step() == Step.FIND_ORDER) {
            Outcome<PageOf<SellerObject>> page = speech.objects(response.step().call(), reply);
            recordOutcome(claim, order, null, order.attempt, response, page);
            machine.listed(order, page, at);
        } else {
            Outcome<SellerObject> outcome = speech.object(response.step().call(), reply);
            recordOutcome(claim, order, null, order.attempt, response, outcome);
            machine.heard(order, outcome, at);
        }
    }

    private WireRequest wire(OrderRow order, Step step, Dialect dialect) {
        BookingSpeech speech = dialect.booking();
        if (step == Step.FIND_LINE) {
            return speech.say(step.call(), LineDraft.booked(order.accountId, order.orderId, null),
                    order.attempt.page(OrderMachine.PAGE, speech.pagings()));
        }
        boolean list = step == Step.FIND_ACCOUNT || step == Step.FIND_ORDER;
        return speech.say(step.call(), Drafts.of(order, buyer.id()), list ? order.attempt.page(OrderMachine.PAGE, speech.pagings()) : Page.WHOLE);
    }

    @Override
    public Optional<String> known(OrderRow order) {
        return sellers.get(order.seller).configuredAccount().or(() -> rows.account(order.seller, order.advertiserId));
    }

    @Override
    public boolean myTurn(OrderRow order) {
        return rows.takeAccountTurn(order.seller, order.advertiserId, order.id);
    }

    @Override
    public void found(OrderRow order) {
        rows.setAccount(order.seller, order.advertiserId, order.accountId);
        sellers.get(order.seller).accountFound(order.advertiserId, order.accountId);
    }

    @Override
    public void givenUp(OrderRow order) {
        rows.leaveAccountTurn(order.seller, order.advertiserId, order.id);
    }

    @Override
    public Optional<String> otherOrder(OrderRow order, String sellerOrderId) {
        return rows.otherOrder(order, sellerOrderId);
    }
}
