package org.opendirect.gateway.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An amount in one currency.
 *
 * @param micros   millionths of a unit of the currency
 * @param currency ISO 4217 code in capitals
 */
public record Money(long micros, String currency) {

    public static final int DECIMALS = 6;
    private static final BigDecimal MICROS_PER_UNIT = BigDecimal.valueOf(1_000_000);

    public Money {
        if (!isCurrency(currency)) {
            throw new IllegalArgumentException("not an ISO 4217 currency: " + currency);
        }
    }

    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    /** Exact; throws ArithmeticException when the amount has more than six decimals or does not fit. */
    public static Money of(BigDecimal amount, String currency) {
        return new Money(toMicros(amount), currency);
    }

    /** Exact; throws ArithmeticException when the amount has more than six decimals or does not fit. */
    public static long toMicros(BigDecimal amount) {
        return amount.multiply(MICROS_PER_UNIT).longValueExact();
    }

    /** A price as a seller wrote it, to the nearest micro: what lies beyond six decimals is below every agreed precision. */
    public static long roundToMicros(BigDecimal amount) {
        return amount.multiply(MICROS_PER_UNIT).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** The amount in currency units, without trailing zeros, never in exponent form: 18.5. */
    public static BigDecimal toAmount(long micros) {
        BigDecimal amount = BigDecimal.valueOf(micros, DECIMALS).stripTrailingZeros();
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }

    public static boolean isCurrency(String code) {
        if (code == null || code.length() != 3) {
            return false;
        }
        try {
            Currency.getInstance(code);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public BigDecimal amount() {
        return toAmount(micros);
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(micros, same(other).micros), currency);
    }

    public boolean exceeds(Money other) {
        return micros > same(other).micros;
    }

    /** Rounded half up to the currency's minor unit (cents for USD, whole yen for JPY). */
    public Money toMinorUnit() {
        int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        BigDecimal rounded = BigDecimal.valueOf(micros, DECIMALS).setScale(Math.min(digits, DECIMALS), RoundingMode.HALF_UP);
        return new Money(toMicros(rounded), currency);
    }

    /** For people: {@code 18.50 USD}. */
    @Override
    public String toString() {
        BigDecimal amount = amount();
        return (amount.scale() < 2 ? amount.setScale(2) : amount).toPlainString() + " " + currency;
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot combine " + currency + " with " + other.currency);
        }
        return other;
    }
}
