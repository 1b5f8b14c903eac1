package org.opendirect.gateway.booking;

import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.Times;

/**
 * Compares what a seller echoes with what was agreed (booking protocol, rule 5): rate to six decimals, cost to the currency's minor
 * unit, the flight to the day, in whatever zone the seller has its days. What the seller does not echo is not compared.
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
        differences.addAll(Times.flightDifferences(held.start(), held.end(), agreed.start, agreed.end));
        return differences;
    }

    private static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }
}
