package org.opendirect.gateway.booking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Names;
import org.opendirect.gateway.seller.dialect.Profile;

/** Writes the rows of orders and lines that are to be booked. */
final class Placement {

    private final Rows rows;
    private final SellerDirectory sellers;
    private final LineObserver observer;

    Placement(Rows rows, SellerDirectory sellers, LineObserver observer) {
        this.rows = rows;
        this.sellers = sellers;
        this.observer = observer;
    }

    List<String> place(String workId, String campaignId, List<NewOrder> orders, List<NewOrder.Unfilled> unfilled) {
        var ids = new ArrayList<String>();
        for (NewOrder o : orders) {
            ids.add(place(workId, campaignId, o));
        }
        for (NewOrder.Unfilled u : unfilled) {
            var line = new LineRow();
            line.workId = workId;
            line.id = u.id();
            line.planLine = u.planLine();
            line.position = u.position();
            line.name = u.name();
            line.currency = u.currency();
            line.status = LineStatus.UNFILLED;
            line.reasons = u.reasons();
            rows.insert(line);
            observer.lineChanged(workId, LineView.of(line, null));
        }
        return ids;
    }

    private String place(String workId, String campaignId, NewOrder o) {
        var order = new OrderRow();
        order.id = campaignId == null ? workId : "bkg-" + NaturalKey.unique();
        order.workId = workId;
        order.campaignId = campaignId;
        order.seller = o.seller();
        order.accountId = o.accountId();
        order.advertiserId = o.advertiserId();
        order.advertiserName = o.advertiserName();
        order.brandId = o.brandId();
        order.publisherId = o.publisherId();
        order.key = NaturalKey.next();
        order.plainName = o.name();
        Profile seller = sellers.get(o.seller()).profile();
        order.name = Names.withKey(o.name(), order.key, seller.number(Choice.ORDER_NAME_LENGTH));
        order.currency = o.budget().currency();
        order.budgetMicros = o.budget().micros();
        order.start = o.start();
        order.end = o.end();
        order.lastDay = Stream.concat(Stream.of(o.end()), o.lines().stream().map(NewOrder.NewLine::end)).filter(Objects::nonNull)
                .max(Comparator.naturalOrder()).orElse(null);
        rows.insert(order);
        for (NewOrder.NewLine l : o.lines()) {
            var line = new LineRow();
            line.workId = workId;
            line.id = l.id();
            line.planLine = l.planLine();
            line.position = l.position();
            line.bookingId = order.id;
            line.seller = o.seller();
            line.advertiserId = o.advertiserId();
            line.productId = l.productId();
            line.key = NaturalKey.next();
            line.name = Names.withKey(l.name(), line.key, seller.number(Choice.LINE_NAME_LENGTH));
            line.rateType = l.rate().type();
            line.rateMicros = l.rate().micros();
            line.listRateMicros = l.listRateMicros();
            line.currency = l.rate().currency();
            line.quantity = l.quantity();
            line.costMicros = l.rate().cost(l.quantity()).micros();
            line.start = l.start();
            line.end = l.end();
            line.targeting = l.targeting();
            line.negotiationId = l.negotiationId();
            line.dealType = l.dealType();
            line.negotiated = l.offer() != null && l.offer().negotiated();
            line.offer = l.offer();
            line.ceilingMicros = l.ceilingMicros();
            line.reasons = new ArrayList<>(l.reasons());
            if (!l.targeting().isEmpty() && !sellers.get(o.seller()).dialect().booking().targets()) {
                line.reasons.add("its targeting " + l.targeting() + " is not said: " + o.seller() + " takes none with a quote or a deal");
            }
            rows.insert(line);
            observer.lineChanged(workId, LineView.of(line, order));
        }
        return order.id;
    }
}
