package org.opendirect.gateway.seller.dialect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;

/**
 * The terms that a seller echoes of a line, compared with what was agreed. What the seller does not echo is not compared.
 *
 * <ul>
 * <li>product, order and account: by id, in any case of letters
 * <li>rate: the same when it differs by no more than a binary float of single precision does (one part in 2<sup>24</sup>), or by a millionth of
 * a currency unit: 29.99 and 29.989999771118164 are one rate, 29.99 and 29.9899 are two
 * <li>cost: the same when it is less than one minor unit of the currency (a cent of USD, a whole yen) off the exact product of rate and
 * quantity, so that a cut, a rounded and a raised cent are one cost; or as far off as a rate may be
 * <li>quantity and currency: exactly
 * <li>dates: to the day, in whatever zone the seller has its days ({@link Times#flightDifferences})
 * </ul>
 *
 * @param echoed      the names of the terms that the seller repeats
 * @param differences every difference in words; empty when the seller holds what was agreed
 */
public record TermsComparison(List<String> echoed, List<String> differences) {

    /** a binary float of single precision has 24 bits */
    private static final int FLOAT_BITS = 24;

    public static TermsComparison of(LineDraft agreed, SellerLine held) {
        return of(agreed, held, null);
    }

    /**
     * @param askedMicros the rate before the agreement, which a proposal may show until the line is booked; null for none
     */
    public static TermsComparison of(LineDraft agreed, SellerLine held, Long askedMicros) {
        var terms = new TermsComparison(new ArrayList<>(), new ArrayList<>());
        terms.identity("product", held.productId(), agreed.productId());
        terms.identity("order", held.orderId(), agreed.orderId());
        terms.identity("account", held.accountId(), agreed.accountId());
        Long rate = held.rateMicros();
        terms.term("rate", amount(rate), amount(agreed.rateMicros()), rate == null || isFloatOf(rate, agreed.rateMicros())
                || rate.equals(askedMicros) && !held.state().isBooked());
        if (held.rateType() != null) {
            terms.term("rate type", held.rateType().wireName(), agreed.rateType().wireName(), held.rateType() == agreed.rateType());
        }
        terms.term("quantity", held.quantity(), agreed.quantity(), held.quantity() == null || held.quantity() == agreed.quantity());
        String currency = agreed.cost().currency();
        boolean sameCurrency = held.currency() == null || held.currency().equals(currency);
        terms.term("currency", held.currency(), currency, sameCurrency);
        Long cost = held.costMicros();
        terms.term("cost", amount(cost), amount(agreed.cost().micros()), cost == null || !sameCurrency || isCostOf(cost, agreed));
        terms.term("start", held.start(), agreed.start(), true);
        terms.term("end", held.end(), agreed.end(), true);
        terms.differences.addAll(Times.flightDifferences(held.start(), held.end(), agreed.start(), agreed.end()));
        return terms;
    }

    private void identity(String term, String held, String agreed) {
        if (held != null && !held.isBlank() && agreed != null) {
            term(term, held, agreed, held.equalsIgnoreCase(agreed));
        }
    }

    private void term(String term, Object held, Object agreed, boolean same) {
        if (held != null) {
            echoed.add(term);
        }
        if (!same) {
            differences.add(term + " " + held + " instead of " + agreed);
        }
    }

    /** Whether a number is another one as a binary float shows it. */
    private static boolean isFloatOf(long held, long agreed) {
        return Math.abs(held - agreed) <= Math.max(1, agreed >> FLOAT_BITS);
    }

    private static boolean isCostOf(long held, LineDraft agreed) {
        Money cost = agreed.cost();
        BigDecimal exact = new Rate(agreed.rateType(), agreed.rateMicros(), cost.currency()).exactCostMicros(agreed.quantity());
        return BigDecimal.valueOf(held).subtract(exact).abs().compareTo(BigDecimal.valueOf(Money.minorUnitMicros(cost.currency()))) < 0
                || isFloatOf(held, cost.micros());
    }

    private static String amount(Long micros) {
        return micros == null ? null : Money.toAmount(micros).toPlainString();
    }
}
