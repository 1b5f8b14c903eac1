package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Nearest;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Channels;

/**
 * A plan as CSV: a header row, then one row per line; the plan's own columns are repeated or stand on the first row only. It becomes
 * the tree of the same plan in JSON, so that one set of rules judges both; faults also name row and column. A cell that can be read in more
 * than one way is a fault that says what to write instead.
 */
final class CsvPlan {

    private static final Map<String, String> PLAN_COLUMNS = new LinkedHashMap<>();
    private static final Map<String, String> LINE_COLUMNS = new LinkedHashMap<>();
    private static final String COLUMNS = "plan_id, name, advertiser_id, advertiser_name, brand_id, currency, budget, start_date, end_date, approval, "
            + "commit, line_id, channel, format, line_budget, impressions, target_cpm, max_cpm, sellers, exclude_sellers, geo";
    private static final Set<String> MONEY = Set.of("budget", "linebudget", "targetcpm", "maxcpm");
    private static final Set<String> NUMBERS = Set.of("budget", "linebudget", "impressions", "targetcpm", "maxcpm");
    private static final Set<String> DATES = Set.of("startdate", "enddate");
    /** what spreadsheets and people call the sum of the rows above */
    private static final Pattern TOTAL = Pattern.compile("(?iu)((grand|sub)[ -]?)?totals?|sum|summe|gesamt(summe|betrag)?|insgesamt|zwischensumme|"
            + "total g[eé]n[eé]ral|totaux|totale|somme|suma|soma|итого|всего|celkem|razem|合計|总计|합계");

    static {
        PLAN_COLUMNS.put("planid", "/id");
        PLAN_COLUMNS.put("name", "/name");
        PLAN_COLUMNS.put("advertiserid", "/advertiser/id");
        PLAN_COLUMNS.put("advertisername", "/advertiser/name");
        PLAN_COLUMNS.put("brandid", "/advertiser/brandId");
        PLAN_COLUMNS.put("currency", "/currency");
        PLAN_COLUMNS.put("budget", "/budget");
        PLAN_COLUMNS.put("startdate", "/startDate");
        PLAN_COLUMNS.put("enddate", "/endDate");
        PLAN_COLUMNS.put("approval", "/approval");
        PLAN_COLUMNS.put("commit", "/commit");
        LINE_COLUMNS.put("lineid", "id");
        LINE_COLUMNS.put("channel", "channel");
        LINE_COLUMNS.put("format", "format");
        LINE_COLUMNS.put("linebudget", "budget");
        LINE_COLUMNS.put("impressions", "impressions");
        LINE_COLUMNS.put("targetcpm", "targetCpm");
        LINE_COLUMNS.put("maxcpm", "maxCpm");
        LINE_COLUMNS.put("sellers", "sellers");
        LINE_COLUMNS.put("excludesellers", "excludeSellers");
        LINE_COLUMNS.put("geo", "targeting");
    }

    private final CsvTable table;
    /** the plain name of each column; of an unknown or nameless one, empty */
    private final List<String> columns = new ArrayList<>();
    private final ObjectNode plan = Json.mapper().createObjectNode();
    private final ArrayNode lines = plan.putArray("lines");
    private final Map<String, String> places = new HashMap<>();
    private final List<Problem.FieldError> faults = new ArrayList<>();
    /** paths of cells about which more is known than the plan's rules would say */
    private final Set<String> explained = new HashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private final WrittenNumbers numbers;
    private final WrittenDates dates;
    private final String currency;
    /** lines up to the total row before, for a total that counts from there */
    private int counted;

    private CsvPlan(CsvTable table) {
        this.table = table;
        readHeader();
        this.numbers = new WrittenNumbers(cells(NUMBERS));
        this.dates = new WrittenDates(cells(DATES));
        this.currency = cells(Set.of("currency")).stream().map(CsvPlan::currency).filter(Money::isCurrency).findFirst().orElse(null);
    }

    static PlanFields.Source read(String text) throws IOException {
        var plan = new CsvPlan(CsvTable.read(text, CsvPlan::isKnown));
        if (!plan.columns.isEmpty()) {
            plan.table.rows().forEach(plan::readRow);
        }
        return new PlanFields.Source(plan.plan, plan::placed, plan.faults, plan.warnings);
    }

    private static boolean isKnown(String column) {
        String plain = Loose.plain(column);
        return PLAN_COLUMNS.containsKey(plain) || LINE_COLUMNS.containsKey(plain);
    }

    private void readHeader() {
        if (table.header().stream().noneMatch(CsvPlan::isKnown)) {
            faults.add(new Problem.FieldError("", "has no header: one row names the columns, which are " + COLUMNS));
            return;
        }
        var seen = new HashSet<String>();
        for (int c = 0; c < table.header().size(); c++) {
            String name = table.header().get(c);
            String plain = Loose.plain(name);
            if (!name.isEmpty() && !isKnown(name)) {
                faults.add(new Problem.FieldError(pointer(name), "is not a known column" + Nearest.hint(name, List.of(COLUMNS.split(", ")))
                        + "; known are " + COLUMNS));
            } else if (!name.isEmpty() && !seen.add(plain)) {
                faults.add(new Problem.FieldError(pointer(name), "stands twice in the header (column " + (c + 1) + ")"));
            }
            columns.add(isKnown(name) ? plain : "");
        }
        table.above().forEach(row -> warnings.add("row " + row + " stands above the header and is left out"));
    }

    private List<String> cells(Set<String> ofColumns) {
        List<Integer> places = IntStream.range(0, columns.size()).filter(c -> ofColumns.contains(columns.get(c))).boxed().toList();
        return table.rows().stream().flatMap(row -> places.stream().map(row::cell)).filter(cell -> !cell.isEmpty()).toList();
    }

    private void readRow(CsvTable.Row row) {
        if (isTotal(row)) {
            readTotal(row);
            return;
        }
        boolean ofLine = IntStream.range(0, columns.size()).anyMatch(c -> LINE_COLUMNS.containsKey(columns.get(c)) && !row.cell(c).isEmpty());
        ObjectNode line = ofLine ? lines.addObject() : null;
        int index = lines.size() - 1;
        for (int c = 0; c < row.cells().size(); c++) {
            String cell = row.cell(c);
            if (c >= columns.size() || table.header().get(c).isEmpty()) {
                if (!cell.isEmpty()) {
                    faults.add(new Problem.FieldError(ofLine ? "/lines/" + index : "", "has '" + shortened(cell) + "' in a column without a name (row "
                            + row.number() + ", column " + (c + 1) + "); where commas separate cells, a text or number with a comma stands in quotes"));
                }
                continue;
            }
            String place = " (row " + row.number() + ", column " + table.header().get(c) + ")";
            if (LINE_COLUMNS.containsKey(columns.get(c)) && ofLine) {
                ofLine(line, "/lines/" + index + "/" + LINE_COLUMNS.get(columns.get(c)), columns.get(c), cell, place);
            } else if (PLAN_COLUMNS.containsKey(columns.get(c)) && !cell.isEmpty()) {
                ofPlan(columns.get(c), cell, place);
            }
        }
    }

    private void ofLine(ObjectNode line, String path, String column, String cell, String place) {
        String field = LINE_COLUMNS.get(column);
        places.put(path, place);
        if (!cell.isEmpty()) {
            switch (field) {
                case "sellers", "excludeSellers" -> list(line.putArray(field), cell.toLowerCase(Locale.ROOT));
                case "targeting" -> list(line.putObject("targeting").putArray("geo"), cell);
                case "channel" -> line.put(field, Channels.canonical(cell));
                case "id", "format" -> line.put(field, cell);
                default -> line.set(field, number(column, path, cell, place));
            }
        }
    }

    private static void list(ArrayNode list, String cell) {
        Arrays.stream(cell.split("[;|,\\s]+")).filter(s -> !s.isEmpty()).forEach(list::add);
    }

    private void ofPlan(String column, String cell, String place) {
        String path = PLAN_COLUMNS.get(column);
        String[] parts = path.substring(1).split("/");
        ObjectNode at = parts.length == 2 ? plan.withObject("/" + parts[0]) : plan;
        String field = parts[parts.length - 1];
        JsonNode value = NUMBERS.contains(column) ? number(column, path, cell, place) : TextNode.valueOf(switch (field) {
            case "currency" -> currency(cell);
            case "startDate", "endDate" -> date(path, cell, place);
            case "approval", "commit" -> cell.toLowerCase(Locale.ROOT).replaceAll("[ -]+", "_");
            default -> cell;
        });
        if (!at.has(field)) {
            at.set(field, value);
            places.put(path, place);
        } else if (!at.get(field).equals(value)) {
            faults.add(new Problem.FieldError(path, "is '" + at.get(field).asText() + "' further up and '" + cell + "' here" + place));
        }
    }

    private static String currency(String cell) {
        return cell.equals("€") ? "EUR" : cell.toUpperCase(Locale.ROOT);
    }

    /** A number where the cell is one; else the text, about which the plan's rules complain where nothing better was said. */
    private JsonNode number(String column, String path, String cell, String place) {
        WrittenNumbers.Read read = numbers.read(cell, currency, MONEY.contains(column));
        explain(path, read.why(), place);
        return read.value() == null ? TextNode.valueOf(cell) : DecimalNode.valueOf(read.value());
    }

    private String date(String path, String cell, String place) {
        WrittenDates.Read read = dates.read(cell);
        explain(path, read.why(), place);
        return read.value() == null ? cell : read.value().toString();
    }

    private void explain(String path, String why, String place) {
        if (why != null && explained.add(path)) {
            faults.add(new Problem.FieldError(path, why + place));
        }
    }

    /** One that sums up what stands above it: no channel, and a word for it where the other rows have a text. */
    private boolean isTotal(CsvTable.Row row) {
        String channel = row.cells().isEmpty() || !columns.contains("channel") ? "" : row.cell(columns.indexOf("channel"));
        return (channel.isEmpty() || isTotal(channel)) && row.cells().stream().anyMatch(CsvPlan::isTotal);
    }

    private static boolean isTotal(String cell) {
        return TOTAL.matcher(cell.replaceFirst(" ?:$", "")).matches();
    }

    /** A total says nothing new, so it is left out; one that says something else than the rows above is a fault. */
    private void readTotal(CsvTable.Row row) {
        warnings.add("row " + row.number() + " is a total and is left out");
        for (String column : List.of("linebudget", "impressions", "budget")) {
            int c = columns.indexOf(column);
            String cell = c < 0 ? "" : row.cell(c);
            var allowed = new LinkedHashSet<BigDecimal>();
            String field = column.equals("budget") ? "budget" : LINE_COLUMNS.get(column);
            allowed.add(sum(field, 0));
            allowed.add(sum(field, counted));
            if (column.equals("budget") && plan.path("budget").isNumber()) {
                allowed.add(plan.path("budget").decimalValue());
            }
            boolean readable = StreamSupport.stream(lines.spliterator(), false).noneMatch(l -> l.path(field).isTextual());
            if (readable && !cell.isEmpty() && !isTotal(cell) && allowed.stream().noneMatch(sum -> WrittenNumbers.mayBe(cell, sum))) {
                faults.add(new Problem.FieldError(column.equals("budget") ? "/budget" : "/lines", "is '" + shortened(cell)
                        + "' in a total, and the rows above add up to " + sum(field, 0).toPlainString() + ": correct it, or leave the total out (row "
                        + row.number() + ", column " + table.header().get(c) + ")"));
            }
        }
        counted = lines.size();
    }

    private BigDecimal sum(String field, int from) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = from; i < lines.size(); i++) {
            JsonNode value = lines.get(i).path(field);
            sum = value.isNumber() ? sum.add(value.decimalValue()) : sum;
        }
        return sum.stripTrailingZeros();
    }

    /** With row and column; null for what has been said better. */
    private Problem.FieldError placed(Problem.FieldError error) {
        if (explained.contains(error.path())) {
            return null;
        }
        String place = places.get(error.path().replaceAll("(/sellers|/excludeSellers|/targeting)/.*$", "$1"));
        return place == null ? error : new Problem.FieldError(error.path(), error.message() + place);
    }

    private static String pointer(String name) {
        return JsonPointer.empty().appendProperty(name).toString();
    }

    private static String shortened(String cell) {
        return cell.length() > 60 ? cell.substring(0, 60) + "…" : cell;
    }
}
