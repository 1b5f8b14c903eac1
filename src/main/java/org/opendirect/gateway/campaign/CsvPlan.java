package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.problem.Problem;

/**
 * A plan as CSV: a header row, then one row per line; the plan's own columns are repeated or stand on the first row only. It becomes
 * the tree of the same plan in JSON, so that one set of rules judges both; faults also name row and column.
 */
final class CsvPlan {

    private static final Map<String, String> PLAN_COLUMNS = new LinkedHashMap<>();
    private static final Map<String, String> LINE_COLUMNS = new LinkedHashMap<>();

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

    private CsvPlan() {
    }

    static PlanFields.Source read(String text) throws IOException {
        List<String[]> rows = rows(text);
        String[] header = rows.isEmpty() ? new String[0] : rows.get(0);
        var faults = new ArrayList<Problem.FieldError>();
        var columns = new HashSet<String>();
        for (int c = 0; c < header.length; c++) {
            String plain = Loose.plain(header[c]);
            if (!PLAN_COLUMNS.containsKey(plain) && !LINE_COLUMNS.containsKey(plain)) {
                faults.add(new Problem.FieldError("/" + header[c].trim(), "is not a known column; known are plan_id, name, advertiser_id, "
                        + "advertiser_name, brand_id, currency, budget, start_date, end_date, approval, commit, line_id, channel, format, "
                        + "line_budget, impressions, target_cpm, max_cpm, sellers, exclude_sellers, geo"));
            } else if (!columns.add(plain)) {
                faults.add(new Problem.FieldError("/" + header[c].trim(), "stands twice in the header (column " + (c + 1) + ")"));
            }
        }
        ObjectNode plan = Json.mapper().createObjectNode();
        ArrayNode lines = plan.putArray("lines");
        var places = new HashMap<String, String>();
        for (int r = 1; r < rows.size(); r++) {
            String[] row = rows.get(r);
            if (Arrays.stream(row).allMatch(cell -> cell == null || cell.isBlank())) {
                continue;
            }
            if (row.length > header.length) {
                faults.add(new Problem.FieldError("/lines/" + lines.size(), "has " + row.length + " cells, the header has " + header.length + " (row " + (r + 1) + ")"));
            }
            ObjectNode line = lines.addObject();
            for (int c = 0; c < Math.min(row.length, header.length); c++) {
                take(plan, line, lines.size() - 1, header[c], row[c] == null ? "" : row[c].trim(), r + 1, places, faults);
            }
        }
        return new PlanFields.Source(plan, e -> placed(e, places), faults);
    }

    private static List<String[]> rows(String text) throws IOException {
        String firstLine = text.lines().findFirst().orElse("");
        char separator = firstLine.chars().filter(c -> c == ';').count() > firstLine.chars().filter(c -> c == ',').count() ? ';' : ',';
        try (MappingIterator<String[]> it = CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build()
                .readerFor(String[].class).with(CsvSchema.emptySchema().withColumnSeparator(separator)).readValues(text)) {
            return it.readAll();
        }
    }

    private static void take(ObjectNode plan, ObjectNode line, int index, String column, String cell, int row, Map<String, String> places,
                             List<Problem.FieldError> faults) {
        String plain = Loose.plain(column);
        String place = " (row " + row + ", column " + column.trim() + ")";
        if (LINE_COLUMNS.containsKey(plain)) {
            String field = LINE_COLUMNS.get(plain);
            places.put("/lines/" + index + "/" + field, place);
            if (!cell.isEmpty()) {
                switch (field) {
                    case "sellers", "excludeSellers" -> {
                        ArrayNode list = line.putArray(field);
                        Arrays.stream(cell.split("[;|,\\s]+")).filter(s -> !s.isEmpty()).forEach(list::add);
                    }
                    case "targeting" -> {
                        ArrayNode geo = line.putObject("targeting").putArray("geo");
                        Arrays.stream(cell.split("[;|,\\s]+")).filter(s -> !s.isEmpty()).forEach(geo::add);
                    }
                    case "id", "channel", "format" -> line.put(field, cell);
                    default -> line.set(field, number(cell));
                }
            }
        } else if (PLAN_COLUMNS.containsKey(plain) && !cell.isEmpty()) {
            String path = PLAN_COLUMNS.get(plain);
            String[] parts = path.substring(1).split("/");
            ObjectNode at = parts.length == 2 ? plan.withObject("/" + parts[0]) : plan;
            String field = parts[parts.length - 1];
            JsonNode value = field.equals("budget") ? number(cell) : TextNode.valueOf(cell);
            if (!at.has(field)) {
                at.set(field, value);
                places.put(path, place);
            } else if (!at.get(field).equals(value)) {
                faults.add(new Problem.FieldError(path, "is '" + at.get(field).asText() + "' further up and '" + cell + "' here" + place));
            }
        }
    }

    /** A number where the cell is one; else the text, about which the plan's rules will complain. */
    private static JsonNode number(String cell) {
        return cell.matches("-?\\d{1,20}(\\.\\d{1,20})?") ? DecimalNode.valueOf(new BigDecimal(cell)) : TextNode.valueOf(cell);
    }

    private static Problem.FieldError placed(Problem.FieldError error, Map<String, String> places) {
        String place = places.get(error.path().replaceAll("(/sellers|/excludeSellers|/targeting)/.*$", "$1"));
        return place == null ? error : new Problem.FieldError(error.path(), error.message() + place);
    }
}
