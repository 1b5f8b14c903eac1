package org.opendirect.gateway.campaign;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendirect.gateway.money.Money;

/**
 * Numbers as people write them in one table: with decimal point or decimal comma, with thousands grouped by the other of the two, by
 * blanks or by apostrophes, with the sign or the code of a currency. What has one reading only is read so. {@code 40.000} has two; it is read
 * as 40000 where another number of the table shows that the comma is its decimal sign and none shows the point, the other way round for
 * {@code 40,000}, and refused everywhere else.
 */
final class WrittenNumbers {

    private static final String DOLLARS = "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD XCD";
    private static final Map<String, Set<String>> SIGNS = Stream.of("€ EUR", "£ GBP", "¥ JPY CNY", "$ " + DOLLARS, "US$ USD", "C$ CAD", "CA$ CAD",
            "A$ AUD", "AU$ AUD", "NZ$ NZD", "HK$ HKD", "S$ SGD", "NT$ TWD", "MX$ MXN", "R$ BRL", "kr SEK NOK DKK ISK", "kr. SEK NOK DKK ISK",
            "Fr. CHF", "zł PLN", "Kč CZK", "Ft HUF", "lei RON", "₹ INR", "₩ KRW", "₽ RUB", "₺ TRY", "₴ UAH", "฿ THB", "₫ VND", "₪ ILS", "₱ PHP",
            "₦ NGN", "Rp IDR", "RM MYR", "R ZAR").map(s -> s.split(" ", 2)).collect(Collectors.toMap(s -> s[0], s -> Set.of(s[1].split(" "))));

    private static final Pattern AFFIXED = Pattern.compile("(?<before>[^\\d,'’+-]{0,5}?) ?(?<number>-?\\d[\\d,.'’ ]{0,45}?(?:[,.][-–—]{1,2})?) ?"
            + "(?<after>[^\\d,'’+-]{0,5})");
    private static final Pattern POINT = Pattern.compile("-?(\\d{1,20}|[1-9]\\d{0,2}(?:([, '’])\\d{3})(?:\\2\\d{3}){0,5}|[1-9]\\d?(?:,\\d{2}){1,6},\\d{3})(\\.\\d{1,20})?");
    private static final Pattern SCIENTIFIC = Pattern.compile("-?\\d{1,20}([.,]\\d{1,20})?[eE][+-]?\\d{1,2}");
    /** of an amount without cents, as in {@code 40.000,-} */
    private static final Pattern NO_CENTS = Pattern.compile("([,.])[-–—]{1,2}$");

    private final boolean comma;
    private final boolean point;

    /** Looks at all the numbers of a table for what they show of its decimal sign. */
    WrittenNumbers(Collection<String> cells) {
        boolean commaShown = false;
        boolean pointShown = false;
        for (String cell : cells) {
            Matcher affixed = AFFIXED.matcher(cell);
            if (affixed.matches()) {
                String number = digits(affixed);
                boolean asPoint = withPoint(number).isPresent();
                boolean asComma = withComma(number).isPresent();
                commaShown |= asComma && !asPoint;
                pointShown |= asPoint && !asComma;
            }
        }
        this.comma = commaShown && !pointShown;
        this.point = pointShown && !commaShown;
    }

    /**
     * What became of a cell.
     *
     * @param value null where it cannot be read
     * @param why   what is wrong with it and what to write instead; null where it is not even near a number, or has been read
     */
    record Read(BigDecimal value, String why) {
    }

    /**
     * Reads a cell that is not empty.
     *
     * @param currency that of the plan; null when there is none yet, or where no money is meant
     * @param money    whether an amount of money is meant
     */
    Read read(String cell, String currency, boolean money) {
        if (cell.endsWith("%")) {
            return new Read(null, "is a percentage, '" + cell + "': write the number itself");
        }
        if (SCIENTIFIC.matcher(cell).matches()) {
            return new Read(null, "is shortened by the spreadsheet, '" + cell + "', and may have lost digits: write all of them, such as "
                    + new BigDecimal(cell.replace(',', '.')).toPlainString());
        }
        Matcher affixed = AFFIXED.matcher(cell);
        if (!affixed.matches()) {
            return new Read(null, null);
        }
        String sign = (affixed.group("before") + affixed.group("after")).strip();
        if (!sign.isEmpty()) {
            Set<String> currencies = SIGNS.getOrDefault(sign, Money.isCurrency(sign.toUpperCase(Locale.ROOT)) ? Set.of(sign.toUpperCase(Locale.ROOT)) : Set.of());
            if (currencies.isEmpty()) {
                return new Read(null, null);
            }
            if (!money) {
                return new Read(null, "is an amount of money, '" + cell + "': write the number alone");
            }
            if (currency != null && !currencies.contains(currency)) {
                return new Read(null, "is '" + cell + "', and the plan's currency is " + currency);
            }
        }
        return decided(cell, digits(affixed));
    }

    private Read decided(String cell, String number) {
        Optional<BigDecimal> asPoint = withPoint(number);
        Optional<BigDecimal> asComma = withComma(number);
        if (asPoint.isEmpty() || asComma.isEmpty() || asPoint.get().compareTo(asComma.get()) == 0) {
            return new Read(asPoint.or(() -> asComma).map(BigDecimal::stripTrailingZeros).orElse(null), null);
        }
        if (comma && number.indexOf('.') >= 0 || point && number.indexOf(',') >= 0) {
            return new Read((comma ? asComma : asPoint).get().stripTrailingZeros(), null);
        }
        String both = new TreeSet<>(Set.of(asPoint.get(), asComma.get())).stream().map(n -> n.stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(" or "));
        return new Read(null, "is '" + cell + "', which may be " + both + ": write " + both + ", without separators of thousands");
    }

    /** Whether a cell may be read as this number; for what is only compared. */
    static boolean mayBe(String cell, BigDecimal number) {
        Matcher affixed = AFFIXED.matcher(cell);
        return affixed.matches() && Stream.of(withPoint(digits(affixed)), withComma(digits(affixed))).flatMap(Optional::stream)
                .anyMatch(n -> n.compareTo(number) == 0);
    }

    private static String digits(Matcher affixed) {
        return NO_CENTS.matcher(affixed.group("number").strip()).replaceFirst("$100");
    }

    private static Optional<BigDecimal> withPoint(String number) {
        Matcher m = POINT.matcher(number);
        return m.matches() ? Optional.of(new BigDecimal(number.replaceAll("[, '’]", ""))) : Optional.empty();
    }

    private static Optional<BigDecimal> withComma(String number) {
        // a point and a comma change places
        return withPoint(number.replace(',', '\0').replace('.', ',').replace('\0', '.'));
    }
}
