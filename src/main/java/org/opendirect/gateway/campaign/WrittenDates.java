package org.opendirect.gateway.campaign;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days as people write them in one table. What has one reading only is read so: the year first, a month by its English name, a day above 12.
 * {@code 03/04/2027} has two; it is read as another day of the table with the same separator shows, and refused where none does.
 */
final class WrittenDates {

    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})");
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})");
    private static final List<DateTimeFormatter> NAMED = List.of("d-MMM-uuuu", "d MMM uuuu", "d MMMM uuuu", "d. MMMM uuuu", "MMM d, uuuu", "MMMM d, uuuu").stream()
            .map(p -> new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(p).toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT)).toList();
    private static final DateTimeFormatter IN_WORDS = DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);

    private final Set<String> dayFirst = new HashSet<>();
    private final Set<String> monthFirst = new HashSet<>();

    /** Looks at all the days of a table for the order in which they are written. */
    WrittenDates(Collection<String> cells) {
        for (String cell : cells) {
            Matcher m = YEAR_LAST.matcher(cell);
            if (m.matches()) {
                boolean asDay = day(m, 1, 3).isPresent();
                boolean asMonth = day(m, 3, 1).isPresent();
                if (asDay != asMonth) {
                    (asDay ? dayFirst : monthFirst).add(m.group(2));
                }
            }
        }
    }

    /**
     * What became of a cell.
     *
     * @param value null where it cannot be read
     * @param why   what is wrong with it and what to write instead; null where it is not even near a day, or has been read
     */
    record Read(LocalDate value, String why) {
    }

    /** Reads a cell that is not empty. */
    Read read(String cell) {
        Matcher first = YEAR_FIRST.matcher(cell);
        if (first.matches()) {
            return new Read(date(first.group(1), first.group(3), first.group(4)).orElse(null), null);
        }
        Matcher last = YEAR_LAST.matcher(cell);
        if (last.matches()) {
            return decided(cell, last);
        }
        for (DateTimeFormatter named : NAMED) {
            try {
                return new Read(LocalDate.parse(cell, named), null);
            } catch (DateTimeParseException e) {
                // perhaps the next form
            }
        }
        return new Read(null, null);
    }

    private Read decided(String cell, Matcher m) {
        Optional<LocalDate> asDay = day(m, 1, 3);
        Optional<LocalDate> asMonth = day(m, 3, 1);
        if (asDay.isEmpty() || asMonth.isEmpty() || asDay.equals(asMonth)) {
            return new Read(asDay.or(() -> asMonth).orElse(null), null);
        }
        String separator = m.group(2);
        if (dayFirst.contains(separator) != monthFirst.contains(separator)) {
            return new Read((dayFirst.contains(separator) ? asDay : asMonth).get(), null);
        }
        return new Read(null, "is '" + cell + "', which may be the " + IN_WORDS.format(asDay.get()) + " or the " + IN_WORDS.format(asMonth.get()) + ": write "
                + asDay.get() + " or " + asMonth.get());
    }

    private static Optional<LocalDate> day(Matcher m, int dayGroup, int monthGroup) {
        return date(m.group(4), m.group(monthGroup), m.group(dayGroup));
    }

    private static Optional<LocalDate> date(String year, String month, String day) {
        try {
            return Optional.of(LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
