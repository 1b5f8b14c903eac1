package org.opendirect.gateway.problem;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;

/**
 * Reads one JSON object field by field and collects every fault with its JSON Pointer, so that a caller hears of all of them at
 * once. A field that was never asked for is an unknown field. Call {@link #end()} when the object has been read.
 */
public final class Fields {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,25}(\\.\\d{1,25})?");

    private final JsonNode node;
    private final String path;
    private final boolean ofQuery;
    private final List<Problem.FieldError> errors;
    private final Set<String> asked = new HashSet<>();

    private Fields(JsonNode node, String path, boolean ofQuery, List<Problem.FieldError> errors) {
        this.node = node;
        this.path = path;
        this.ofQuery = ofQuery;
        this.errors = errors;
    }

    /**
     * Starts at the root. A body that is no object is itself the fault, at the path "". A number with an exponent such as 1e999999 takes
     * nine bytes to say and a million digits to count with, so it ends the request with 422 at once.
     */
    public static Fields of(JsonNode root) {
        var errors = new ArrayList<Problem.FieldError>();
        if (root == null || !root.isObject()) {
            errors.add(new Problem.FieldError("", "must be a JSON object"));
        } else {
            endlessNumbers(root, "", errors);
            if (!errors.isEmpty()) {
                // nobody may even look at them
                throw Problem.invalid(errors).asException();
            }
        }
        return new Fields(root, "", false, errors);
    }

    /**
     * Starts at the parameters of a query: all are texts, of which numbers, {@code true} and {@code false} are read as such where one is
     * wanted, and one text as a list of one. The path of a fault is a question mark and the name.
     */
    public static Fields ofQuery(Map<String, List<String>> parameters) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        parameters.forEach((name, values) -> {
            if (values.size() == 1) {
                node.put(name, values.get(0));
            } else {
                values.forEach(node.putArray(name)::add);
            }
        });
        return new Fields(node, "?", true, new ArrayList<>());
    }

    public String path(String name) {
        return ofQuery ? path + name : path + pointer(name);
    }

    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static void endlessNumbers(JsonNode node, String path, List<Problem.FieldError> errors) {
        if (node.isNumber()) {
            if (!Json.isCountable(node.decimalValue())) {
                errors.add(new Problem.FieldError(path, "has too many digits"));
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                endlessNumbers(node.get(i), path + "/" + i, errors);
            }
        } else {
            node.fields().forEachRemaining(f -> endlessNumbers(f.getValue(), path + pointer(f.getKey()), errors));
        }
    }

    /** Adds a fault of one item of a list. */
    public void fault(String name, int item, String message) {
        errors.add(new Problem.FieldError(path(name) + "/" + item, message));
    }

    /** Adds a fault that only the caller can see, such as a wrong order of dates. */
    public void fault(String name, String message) {
        errors.add(new Problem.FieldError(path(name), message));
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /** A text that must be there, with something else than blanks in it. */
    public String requiredText(String name, int maxLength) {
        return required(name, text(name, maxLength).filter(s -> !s.isBlank()));
    }

    public Optional<String> text(String name, int maxLength) {
        return read(name, "a text", v -> v.isTextual() ? v.textValue() : null)
                .filter(s -> check(name, s.length() <= maxLength, "must have at most " + maxLength + " characters, has " + s.length()))
                .filter(s -> check(name, !s.isBlank(), "must not be blank"))
                .filter(s -> check(name, s.chars().noneMatch(Character::isISOControl), "must not contain control characters"));
    }

    public Optional<String> matching(String name, Pattern pattern, String what) {
        return text(name, 1000).filter(s -> check(name, pattern.matcher(s).matches(), "must be " + what + ", is " + quoted(s)));
    }

    /** One of a few names; upper and lower case count. */
    public Optional<String> oneOf(String name, String... allowed) {
        return text(name, 200).filter(s -> check(name, Arrays.asList(allowed).contains(s),
                "must be one of " + String.join(", ", allowed) + ", is " + quoted(s) + Nearest.hint(s, Arrays.asList(allowed))));
    }

    public Optional<String> currency(String name) {
        return text(name, 200).filter(s -> check(name, Money.isCurrency(s), "must be an ISO 4217 code such as USD, is " + quoted(s)));
    }

    public Optional<LocalDate> date(String name) {
        return text(name, 200).flatMap(s -> {
            try {
                if (DATE.matcher(s).matches()) {
                    return Optional.of(LocalDate.parse(s));
                }
            } catch (DateTimeParseException e) {
                // said below, together with every other form that is no date
            }
            check(name, false, "must be a date YYYY-MM-DD, is " + quoted(s));
            return Optional.empty();
        });
    }

    /** An amount above 0 and at most {@link Money#MAX_UNITS}, with at most six decimals, in micros. */
    public Optional<Long> positiveMoney(String name) {
        return number(name)
                .filter(n -> check(name, n.signum() > 0, "must be above 0, is " + shorten(n.toString())))
                .filter(n -> check(name, n.stripTrailingZeros().scale() <= Money.DECIMALS, "must have at most 6 decimals"))
                .filter(n -> check(name, n.compareTo(BigDecimal.valueOf(Money.MAX_UNITS)) <= 0, "must be at most " + Money.MAX_UNITS))
                .map(Money::toMicros);
    }

    public Optional<BigDecimal> number(String name) {
        return read(name, "a number", v -> v.isNumber() ? v.decimalValue() : null);
    }

    /** A number between two others, to three decimals. */
    public Optional<BigDecimal> between(String name, String min, String max) {
        return number(name).filter(n -> check(name, n.compareTo(new BigDecimal(min)) >= 0 && n.compareTo(new BigDecimal(max)) <= 0
                && n.stripTrailingZeros().scale() <= 3, "must be from " + min + " to " + max + ", with at most 3 decimals"));
    }

    public Optional<Long> wholeNumber(String name, long min, long max) {
        return read(name, "a whole number", v -> v.isNumber() && fitsLong(v.decimalValue()) ? v.decimalValue().longValueExact() : null)
                .filter(n -> check(name, n >= min && n <= max, "must be from " + min + " to " + max + ", is " + n));
    }

    public Optional<Boolean> bool(String name) {
        return read(name, "true or false", v -> v.isBoolean() ? v.booleanValue() : null);
    }

    /** A list of texts; a fault names the item. Absent is an empty list. */
    public List<String> texts(String name, int maxItems) {
        var texts = new ArrayList<String>();
        JsonNode list = list(name, maxItems);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).isTextual() && !list.get(i).textValue().isBlank()) {
                texts.add(list.get(i).textValue());
            } else {
                fault(name + "/" + i, list.get(i), "must be a text");
            }
        }
        return texts;
    }

    /** A free object that the gateway passes on without looking into it. Absent is an empty map. */
    public Map<String, Object> free(String name, ObjectMapper mapper) {
        return read(name, "an object", v -> v.isObject() ? v : null)
                .<Map<String, Object>>map(v -> mapper.convertValue(v, new TypeReference<LinkedHashMap<String, Object>>() { }))
                .orElse(Map.of());
    }

    public Optional<Fields> object(String name) {
        return read(name, "an object", v -> v.isObject() ? v : null).map(v -> new Fields(v, path(name), false, errors));
    }

    /** Objects of a list; an item that is no object is a fault and left out. */
    public List<Fields> objects(String name, int maxItems) {
        var objects = new ArrayList<Fields>();
        JsonNode list = list(name, maxItems);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).isObject()) {
                objects.add(new Fields(list.get(i), path(name) + "/" + i, false, errors));
            } else {
                fault(name + "/" + i, list.get(i), "must be an object");
            }
        }
        return objects;
    }

    public <T> T required(String name, Optional<T> value) {
        if (value.isEmpty() && errors.stream().noneMatch(e -> e.path().equals(path(name)) || e.path().startsWith(path(name) + "/"))) {
            fault(name, value(name) == null ? "is missing" : "must not be empty");
        }
        return value.orElse(null);
    }

    /** Takes note of fields that are known but read elsewhere, or not at all. */
    public void known(String... names) {
        asked.addAll(Arrays.asList(names));
    }

    /** Names every field that nobody asked for. */
    public void end() {
        if (node == null || !node.isObject()) {
            return;
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                fault(name, "is not a known field" + Nearest.hint(name, asked));
            }
        });
    }

    public List<Problem.FieldError> errors() {
        return errors;
    }

    /** Ends the request with 422 when anything was wrong. */
    public void throwIfWrong() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors).asException();
        }
    }

    private JsonNode list(String name, int maxItems) {
        JsonNode empty = JsonNodeFactory.instance.arrayNode();
        return read(name, "a list", v -> v.isArray() ? v : ofQuery ? JsonNodeFactory.instance.arrayNode().add(v) : null)
                .filter(v -> check(name, v.size() <= maxItems, "must have at most " + maxItems + " items, has " + v.size()))
                .orElse(empty);
    }

    private <T> Optional<T> read(String name, String what, Function<JsonNode, T> reader) {
        JsonNode v = value(name);
        if (v == null) {
            return Optional.empty();
        }
        T read = reader.apply(v);
        if (read == null && ofQuery) {
            read = scalar(v).map(reader).orElse(null);
        }
        if (read == null) {
            fault(name, v, "must be " + what, quotes(v, what));
        }
        return Optional.ofNullable(read);
    }

    private JsonNode value(String name) {
        asked.add(name);
        JsonNode v = node == null || !node.isObject() ? null : node.get(name);
        return v == null || v.isNull() ? null : v;
    }

    /** The number or truth value that a parameter of a query spells. */
    private static Optional<JsonNode> scalar(JsonNode text) {
        if (NUMBER.matcher(text.asText()).matches()) {
            return Optional.of(JsonNodeFactory.instance.numberNode(new BigDecimal(text.asText())));
        }
        boolean truth = text.asText().equals("true") || text.asText().equals("false");
        return truth ? Optional.of(JsonNodeFactory.instance.booleanNode(text.asText().equals("true"))) : Optional.empty();
    }

    /** A number in quotes, or a text without them, is what people write most often in the place of the other. */
    private String quotes(JsonNode value, String what) {
        boolean number = what.endsWith("number") && value.isTextual() && NUMBER.matcher(value.textValue()).matches();
        return ofQuery ? "" : number ? ": write it without quotes" : what.equals("a text") && (value.isNumber() || value.isBoolean()) ? ": write it in quotes" : "";
    }

    private void fault(String name, JsonNode value, String message) {
        fault(name, value, message, "");
    }

    private void fault(String name, JsonNode value, String message, String hint) {
        String shown = value.isContainerNode() ? (value.isArray() ? "a list" : "an object") : quoted(value.asText());
        errors.add(new Problem.FieldError(ofQuery ? path(name) : path + "/" + name, message + ", is " + shown + hint));
    }

    private boolean check(String name, boolean ok, String message) {
        if (!ok) {
            fault(name, message);
        }
        return ok;
    }

    private static boolean fitsLong(BigDecimal n) {
        return n.stripTrailingZeros().scale() <= 0 && n.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private static String quoted(String s) {
        return "'" + shorten(s) + "'";
    }

    private static String shorten(String s) {
        return s.length() > 60 ? s.substring(0, 60) + "…" : s;
    }
}
