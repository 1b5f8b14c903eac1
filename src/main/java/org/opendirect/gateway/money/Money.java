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
    /**
     * The most that callers and settings may name, in currency units: enough for currencies of small units (a million US dollars are some
     * 25 billion VND), and nine such amounts together can still be counted in 64 bits of micros.
     */
    public static final long MAX_UNITS = 1_000_000_000_000L;
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

    /** One minor unit of a currency, in millionths of its unit: 10000 for USD, 1000000 for JPY. */
    public static long minorUnitMicros(String currency) {
        return BigDecimal.ONE.movePointRight(DECIMALS - minorDigits(currency)).longValueExact();
    }

    private static int minorDigits(String currency) {
        return Math.min(DECIMALS, Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits()));
    }

    /** Rounded half up to the currency's minor unit (cents for USD, whole yen for JPY). */
    public Money toMinorUnit() {
        BigDecimal rounded = BigDecimal.valueOf(micros, DECIMALS).setScale(minorDigits(currency), RoundingMode.HALF_UP);
        return new Money(toMicros(rounded), currency);
    }

    /** For people: {@code 18.50 USD}. */
    @Override
    public String toString() {
        return inWords(BigDecimal.valueOf(micros), currency);
    }

    /** As {@link #toString}, of a sum that may be more than 64 bits hold. */
    public static String inWords(BigDecimal micros, String currency) {
        BigDecimal amount = micros.movePointLeft(DECIMALS).stripTrailingZeros();
        return (amount.scale() < 2 ? amount.setScale(2) : amount).toPlainString() + " " + currency;
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot combine " + currency + " with " + other.currency);
        }
        return other;
    }
}
