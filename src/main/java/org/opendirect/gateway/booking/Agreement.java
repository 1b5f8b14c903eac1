package org.opendirect.gateway.booking;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.Times;

/**
 * Compares what a seller echoes with what was agreed. What the seller does not echo is not compared.
 *
 * <ul>
 * <li>product, order and account: by id, in any case of letters; a natural key of another line is another line
 * <li>rate: the same when it differs by no more than a binary float of single precision does (one part in 2<sup>24</sup>), or by a millionth of
 * a currency unit: 29.99 and 29.989999771118164 are one rate, 29.99 and 29.9899 are two
 * <li>cost: the same when it is less than one minor unit of the currency (a cent of USD, a whole yen) off the exact product of rate and
 * quantity, so that a cut, a rounded and a raised cent are one cost; or as far off as a rate may be
 * <li>quantity and currency: exactly
 * <li>dates: to the day, in whatever zone the seller has its days
 * </ul>
 */
final class Agreement {

    /** a binary float of single precision has 24 bits */
    private static final int FLOAT_BITS = 24;

    private Agreement() {
    }

    /** Every difference in words; empty when the seller holds what was agreed. */
    static List<String> differences(LineRow agreed, OrderRow order, SellerLine held) {
        var differences = new ArrayList<String>();
        identity("product", held.productId(), agreed.productId, differences);
        identity("order", held.orderId(), order.orderId, differences);
        identity("account", held.accountId(), order.accountId, differences);
        NaturalKey.ofAnother(held, agreed.key).ifPresent(key -> differences.add("the key " + key + " of another line"));
        if (held.rateMicros() != null && !isFloatOf(held.rateMicros(), agreed.rateMicros) && !isOffered(agreed, held)) {
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
        } else if (held.costMicros() != null && !isCost(held.costMicros(), agreed)) {
            differences.add("cost " + amount(held.costMicros()) + " instead of " + amount(agreed.costMicros));
        }
        differences.addAll(Times.flightDifferences(held.start(), held.end(), agreed.start, agreed.end));
        return differences;
    }

    private static void identity(String what, String held, String agreed, List<String> differences) {
        if (held != null && !held.isBlank() && agreed != null && !held.equalsIgnoreCase(agreed)) {
            differences.add(what + " " + held + " instead of " + agreed);
        }
    }

    /** Whether a number is another one as a binary float shows it. */
    private static boolean isFloatOf(long held, long agreed) {
        return Math.abs(held - agreed) <= Math.max(1, agreed >> FLOAT_BITS);
    }

    private static boolean isCost(long held, LineRow agreed) {
        BigDecimal off = BigDecimal.valueOf(held).subtract(agreed.rate().exactCostMicros(agreed.quantity)).abs();
        return off.compareTo(BigDecimal.valueOf(Money.minorUnitMicros(agreed.currency))) < 0 || isFloatOf(held, agreed.costMicros);
    }

    /** A proposal that a price was agreed in may show the price before it until it is booked; then what is booked is compared. */
    private static boolean isOffered(LineRow agreed, SellerLine held) {
        return agreed.isOnOffer() && !held.state().isBooked() && held.rateMicros().equals(agreed.offer.askedMicros());
    }

    private static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }
}
