package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.OpenDirectDialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/** The bean behind the route {@code open-order}: the order's machine, run inside transactions. */
public final class OrderSteps extends Steps implements OrderMachine.Accounts {

    private final OrderMachine machine;
    private final GatewaySettings.Buyer buyer;
    private final LineObserver observer;

    OrderSteps(Parts parts, OrderMachine machine, GatewaySettings.Buyer buyer) {
        super(parts);
        this.machine = machine;
        this.buyer = buyer;
        this.observer = parts.observer();
    }

    @Override
    Decision decide(Claim claim, Works.Terms terms, String unit, boolean takeUp, Heard heard) {
        OrderRow order = rows.order(unit).orElseThrow();
        List<LineRow> lines = rows.linesOfBooking(unit);
        List<LineStatus> before = lines.stream().map(l -> LineView.of(l, order).status()).toList();
        var at = new OrderMachine.Situation(now(), terms.phase(), this, buyer.id());
        if (takeUp && machine.takeUp(order)) {
            recordInterrupted(claim, order, null, order.attempt, wire(order, order.attempt.step));
        }
        if (heard != null) {
            hear(claim, order, heard, at);
        }
        Next next = machine.next(order, at);
        SellerRequest request = null;
        if (next instanceof Next.Send send) {
            request = request(claim, order.seller, wire(order, send.step()));
            intend(order, null, order.attempt, order.key, request, claim);
        }
        rows.save(order);
        for (int i = 0; i < lines.size(); i++) {
            LineView after = LineView.of(lines.get(i), order);
            if (order.campaignId != null && after.status() != before.get(i)) {
                observer.lineChanged(claim.workId(), after);
            }
        }
        return new Decision(next, request);
    }

    private void hear(Claim claim, OrderRow order, Heard heard, OrderMachine.Situation at) {
        WireReply reply = heard.reply();
        if (heard.asked() == Step.FIND_ACCOUNT || heard.asked() == Step.FIND_ORDER) {
            Outcome<List<SellerObject>> page = heard.asked() == Step.FIND_ACCOUNT ? OpenDirectDialect.accounts(reply) : OpenDirectDialect.orders(reply);
            record(claim, order, null, order.attempt, heard, page);
            machine.listed(order, page, at);
        } else {
            Outcome<SellerObject> outcome = heard.asked() == Step.OPEN_ACCOUNT ? OpenDirectDialect.account(reply) : OpenDirectDialect.order(reply);
            record(claim, order, null, order.attempt, heard, outcome);
            machine.heard(order, outcome, at);
        }
    }

    private WireRequest wire(OrderRow order, Step step) {
        return switch (step) {
            case FIND_ACCOUNT -> OpenDirectDialect.listAccounts(order.attempt.skip, OrderMachine.PAGE);
            case OPEN_ACCOUNT -> OpenDirectDialect.openAccount(order.advertiserId, buyer.id(), order.advertiserName);
            case FIND_ORDER -> OpenDirectDialect.listOrders(order.accountId, order.attempt.skip, OrderMachine.PAGE);
            case CREATE_ORDER -> OpenDirectDialect.createOrder(new OpenDirectDialect.OrderDraft(order.accountId, order.name, order.key,
                    order.campaignId == null ? order.id : order.campaignId, order.plainName, order.brandId, order.publisherId,
                    new Money(order.budgetMicros, order.currency), order.start, order.end));
            default -> throw new IllegalStateException("not a step of an order: " + step);
        };
    }

    @Override
    public Optional<String> known(OrderRow order) {
        return sellers.find(order.seller).flatMap(s -> s.accountId()).or(() -> rows.account(order.seller, order.advertiserId));
    }

    @Override
    public boolean myTurn(OrderRow order) {
        return rows.takeAccountTurn(order.seller, order.advertiserId, order.id);
    }

    @Override
    public void found(OrderRow order) {
        rows.setAccount(order.seller, order.advertiserId, order.accountId);
    }

    @Override
    public void givenUp(OrderRow order) {
        rows.leaveAccountTurn(order.seller, order.advertiserId, order.id);
    }
}
