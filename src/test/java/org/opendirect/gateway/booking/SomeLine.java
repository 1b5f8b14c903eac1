package org.opendirect.gateway.booking;

import java.time.LocalDate;
import java.util.Optional;
import org.opendirect.gateway.money.RateType;

/** A line of 1,000 at 10 a thousand, under an order that is open. */
final class SomeLine {

    /** Holds whatever is asked for. */
    static final LineMachine.Purse PURSE = line -> {
        line.reservedMicros = line.costMicros;
        return Optional.empty();
    };

    /** No other line has any id. */
    static final LineMachine.SellerIds NO_IDS = (line, id) -> Optional.empty();

    static final LineMachine.Sisters SISTERS = () -> "the booking was cancelled by a person";

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

    /** What the line does next, its intent written as the steps do. */
    static Next next(LineMachine machine, LineRow line, LineMachine.Situation at) {
        Next next = machine.next(line, at);
        if (next instanceof Next.Send send) {
            line.attempt.prepare(send.step().call(), at.speaker());
            if (line.attempt.step.mutating() && !line.attempt.answered && line.attempt.journal == 0) {
                line.attempt.journal = 1;
            }
        }
        return next;
    }

    static OrderRow openOrder() {
        var order = new OrderRow();
        order.state = OrderRow.State.OPEN;
        return order;
    }
}
