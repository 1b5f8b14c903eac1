package org.opendirect.gateway.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A price per unit.
 *
 * @param type     what one price buys
 * @param micros   the price, in millionths of a currency unit, never negative
 * @param currency ISO 4217 code
 */
public record Rate(RateType type, long micros, String currency) {

    public Rate {
        if (micros < 0) {
            throw new IllegalArgumentException("a rate cannot be negative: " + micros);
        }
    }

    public BigDecimal price() {
        return Money.toAmount(micros);
    }

    /**
     * What a quantity costs, rounded half up to the currency's minor unit, as sellers bill it: once, from the exact product.
     *
     * @throws ArithmeticException when that is more than can be counted
     */
    public Money cost(long quantity) {
        if (type.unitsPerPrice() == 0) {
            return new Money(micros, currency).toMinorUnit();
        }
        BigDecimal minorUnit = BigDecimal.valueOf(Money.minorUnitMicros(currency));
        BigDecimal minorUnits = BigDecimal.valueOf(micros).multiply(BigDecimal.valueOf(quantity))
                .divide(minorUnit.multiply(BigDecimal.valueOf(type.unitsPerPrice())), 0, RoundingMode.HALF_UP);
        return new Money(minorUnits.multiply(minorUnit).longValueExact(), currency);
    }

    /** What a quantity costs before anything is rounded, in millionths of a currency unit. */
    public BigDecimal exactCostMicros(long quantity) {
        return type.unitsPerPrice() == 0 ? BigDecimal.valueOf(micros)
                : BigDecimal.valueOf(micros).multiply(BigDecimal.valueOf(quantity)).divide(BigDecimal.valueOf(type.unitsPerPrice()));
    }

    /**
     * The largest quantity, at most {@code wanted}, whose cost stays within the budget. 0 when not even one unit fits, and where the rate
     * is 0: that is no price, and nothing is bought for it.
     */
    public long quantityWithin(Money budget, long wanted) {
        if (budget.micros() <= 0 || wanted <= 0 || micros == 0) {
            return 0;
        }
        if (type.unitsPerPrice() == 0) {
            return cost(wanted).exceeds(budget) ? 0 : wanted;
        }
        long affordable = BigDecimal.valueOf(budget.micros()).multiply(BigDecimal.valueOf(type.unitsPerPrice()))
                .divide(BigDecimal.valueOf(micros), 0, RoundingMode.DOWN).min(BigDecimal.valueOf(wanted)).longValueExact();
        // rounding to the minor unit may have lifted the cost above the budget by less than one minor unit
        while (affordable > 0 && cost(affordable).exceeds(budget)) {
            affordable -= Math.max(1, affordable / 1_000_000);
        }
        return Math.max(0, affordable);
    }

    @Override
    public String toString() {
        return new Money(micros, currency) + " " + type.wireName();
    }
}
