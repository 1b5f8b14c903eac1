package org.opendirect.gateway.booking;

import java.time.LocalDate;
import org.opendirect.gateway.money.RateType;

/** A line of 1,000 at 10 a thousand, under an order that is open. */
final class SomeLine {

    private SomeLine() {
    }

    static LineRow line() {
        var line = new LineRow();
        line.id = "a";
        line.key = "gw-key";
        line.rateType = RateType.CPM;
        line.rateMicros = 10_000_000;
        line.quantity = 1_000;
        line.costMicros = 10_000_000;
        line.currency = "USD";
        line.start = LocalDate.of(2027, 2, 1);
        line.end = LocalDate.of(2027, 2, 28);
        return line;
    }

    static OrderRow openOrder() {
        var order = new OrderRow();
        order.state = OrderRow.State.OPEN;
        return order;
    }
}
