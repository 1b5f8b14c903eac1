package org.opendirect.gateway.booking;

import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.Times;
import org.opendirect.gateway.seller.dialect.SellerLine;

/**
 * Compares what a seller echoes with what was agreed (booking protocol, rule 5): rate to six decimals, cost to the currency's minor
 * unit, dates to the day. What the seller does not echo is not compared.
 */
final class Agreement {

    private Agreement() {
    }

    /** Every difference in words; empty when the seller holds what was agreed. */
    static List<String> differences(LineRow agreed, SellerLine held) {
        var differences = new ArrayList<String>();
        if (held.rateMicros() != null && held.rateMicros() != agreed.rateMicros) {
            differences.add("rate " + amount(held.rateMicros()) + " instead of " + amount(agreed.rateMicros));
        }
        if (held.rateType() != null && held.rateType() != agreed.rateType) {
            differences.add("rate type " + held.rateType().wireName() + " instead of " + agreed.rateType.wireName());
        }
        if (held.quantity() != null && held.quantity() != agreed.quantity) {
            differences.add("quantity " + held.quantity() + " instead of " + agreed.quantity);
        }
        if (held.currency() != null && !held.currency().equals(agreed.currency)) {
            differences.add("currency " + held.currency() + " instead of " + agreed.currency);
        } else if (held.costMicros() != null
                && !new Money(held.costMicros(), agreed.currency).toMinorUnit().equals(agreed.cost().toMinorUnit())) {
            differences.add("cost " + amount(held.costMicros()) + " instead of " + amount(agreed.costMicros));
        }
        if (held.start() != null && !Times.sameDay(held.start(), agreed.start)) {
            differences.add("start " + held.start() + " instead of " + agreed.start);
        }
        if (held.end() != null && !Times.sameDay(held.end(), agreed.end)) {
            differences.add("end " + held.end() + " instead of " + agreed.end);
        }
        return differences;
    }

    private static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }
}
