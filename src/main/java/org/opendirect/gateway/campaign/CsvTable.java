package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CSV text as its header and rows, with the blanks of spreadsheets taken away: semicolon, comma, tabulator or bar, whichever makes the
 * header one of known columns; a first line {@code sep=;} decides. Rows count from 1 as a spreadsheet shows them, without that line.
 *
 * @param header names as written; an empty one where there is none
 * @param rows   what stands below the header, without rows in which nothing stands
 * @param above  the numbers of rows above the header in which something stands
 */
record CsvTable(List<String> header, List<Row> rows, List<Integer> above) {

    /** A row by its number; a cell beyond its end is empty. */
    record Row(int number, List<String> cells) {

        String cell(int column) {
            return column < cells.size() ? cells.get(column) : "";
        }
    }

    private static final Pattern SEPARATOR_LINE = Pattern.compile("(?i)\\A\"?sep=([;,\\t|])\"?[;,\\t| ]*(\\r\\n|\\r|\\n|\\z)");
    private static final List<Character> SEPARATORS = List.of(';', ',', '\t', '|');
    /** title rows of a spreadsheet stand above its table; further down nobody looks for a header */
    private static final int HEADER_WITHIN = 20;
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000]");
    private static final Pattern NO_WIDTH = Pattern.compile("[\\u00AD\\u200B-\\u200F\\u2060\\uFEFF]");

    /**
     * Reads the text.
     *
     * @param known whether a name is one of a column
     * @throws IOException when the text is no CSV, such as with a quote that does not end
     */
    static CsvTable read(String text, Predicate<String> known) throws IOException {
        Matcher line = SEPARATOR_LINE.matcher(text);
        if (line.find()) {
            return of(rows(text.substring(line.end()), line.group(1).charAt(0), Integer.MAX_VALUE), known);
        }
        char best = SEPARATORS.get(0);
        int most = -1;
        for (char separator : SEPARATORS) {
            int columns = columns(text, separator, known);
            if (columns > most) {
                most = columns;
                best = separator;
            }
        }
        return of(rows(text, best, Integer.MAX_VALUE), known);
    }

    /** How much a header the text has with this separator: known columns first, then any. */
    private static int columns(String text, char separator, Predicate<String> known) {
        try {
            return rows(text, separator, HEADER_WITHIN).stream().mapToInt(r -> known(r, known) * 1000 + Math.min(999, r.cells().size())).max().orElse(0);
        } catch (IOException e) {
            // a quote that ends in the middle of a cell: it is another separator
            return -1;
        }
    }

    private static CsvTable of(List<Row> all, Predicate<String> known) {
        List<Row> rows = all.stream().filter(r -> r.cells().stream().anyMatch(c -> !c.isEmpty())).toList();
        int header = 0;
        for (int i = 0; i < Math.min(HEADER_WITHIN, rows.size()); i++) {
            if (known(rows.get(i), known) > known(rows.get(header), known)) {
                header = i;
            }
        }
        return rows.isEmpty() ? new CsvTable(List.of(), List.of(), List.of())
                : new CsvTable(rows.get(header).cells(), rows.subList(header + 1, rows.size()), rows.subList(0, header).stream().map(Row::number).toList());
    }

    private static int known(Row row, Predicate<String> known) {
        return (int) row.cells().stream().filter(known).count();
    }

    private static List<Row> rows(String text, char separator, int atMost) throws IOException {
        var rows = new ArrayList<Row>();
        try (MappingIterator<String[]> records = CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build().readerFor(String[].class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator)).readValues(text)) {
            while (rows.size() < atMost && records.hasNextValue()) {
                rows.add(new Row(rows.size() + 1, Arrays.stream(records.nextValue()).map(CsvTable::trimmed).toList()));
            }
        }
        return rows;
    }

    private static String trimmed(String cell) {
        return cell == null ? "" : NO_WIDTH.matcher(BLANKS.matcher(cell).replaceAll(" ")).replaceAll("").strip();
    }
}
