package org.opendirect.gateway.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.opendirect.gateway.money.Money;

/**
 * A seller's JSON, read as kindly as sense allows (facts: four product shapes, three error shapes, any case). A field is looked up
 * under several names; {@code basePrice}, {@code baseprice} and {@code base_price} are one.
 */
public final class Loose {

    private static final Loose NOTHING = new Loose(null);

    private final JsonNode node;

    public Loose(JsonNode node) {
        this.node = node == null ? MissingNode.getInstance() : node;
    }

    public JsonNode node() {
        return node;
    }

    public boolean isObject() {
        return node.isObject();
    }

    /** The first of the names that is there and not null. */
    public Loose get(String... names) {
        if (node.isEmpty()) {
            return NOTHING;
        }
        for (String name : names) {
            JsonNode exact = node.get(name);
            if (exact != null && !exact.isNull()) {
                return new Loose(exact);
            }
        }
        for (String name : names) {
            String plain = plain(name);
            var fields = node.fields();
            while (fields.hasNext()) {
                var field = fields.next();
                if (!field.getValue().isNull() && plain(field.getKey()).equals(plain)) {
                    return new Loose(field.getValue());
                }
            }
        }
        return NOTHING;
    }

    public boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    public Optional<String> text(String... names) {
        return get(names).text();
    }

    /** This value as a text. */
    public Optional<String> text() {
        if (!node.isValueNode() || node.isNull()) {
            return Optional.empty();
        }
        String text = writable(node.asText());
        return text.isBlank() ? Optional.empty() : Optional.of(text.trim());
    }

    /** PostgreSQL takes no text with a NUL in it, and what a seller said could never be recorded. */
    private static String writable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    public Optional<BigDecimal> number(String... names) {
        return get(names).asNumber();
    }

    public Optional<Long> whole(String... names) {
        return get(names).whole();
    }

    /** This value as a whole number, what is behind the point cut off. */
    public Optional<Long> whole() {
        return node.isIntegralNumber() && node.canConvertToLong() ? Optional.of(node.longValue()) : asNumber().flatMap(Loose::toLong);
    }

    public Optional<Boolean> bool(String... names) {
        return get(names).bool();
    }

    public Optional<Boolean> bool() {
        if (node.isBoolean()) {
            return Optional.of(node.booleanValue());
        }
        return node.isValueNode() && !node.isNull() ? switch (node.asText().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> Optional.of(true);
            case "false", "0", "no" -> Optional.of(false);
            default -> Optional.empty();
        } : Optional.empty();
    }

    /** A price in micros: a number, a number as text, or {@code {"amount_micros": n}} or {@code {"amount": n}}. */
    public Optional<Long> micros(String... names) {
        return get(names).micros();
    }

    /** This value as a price. */
    public Optional<Long> micros() {
        if (isObject()) {
            Optional<Long> micros = whole("amountMicros", "micros");
            return micros.isPresent() ? micros : micros("amount", "value");
        }
        return asNumber().flatMap(n -> {
            try {
                return Optional.of(Money.roundToMicros(n));
            } catch (ArithmeticException e) {
                return Optional.empty();
            }
        });
    }

    /** A time with what was written of its zone. */
    public Optional<Timestamp> timestamp(String... names) {
        return text(names).flatMap(Timestamp::of);
    }

    /** An instant; a time without zone is UTC, a date without time is midnight UTC. */
    public Optional<Instant> instant(String... names) {
        return text(names).flatMap(Loose::toInstant);
    }

    /** A list's items; an object or a text counts as a list of one, nothing as an empty list. */
    public List<Loose> items(String... names) {
        return get(names).items();
    }

    public List<Loose> items() {
        var items = new ArrayList<Loose>(node.size());
        if (node.isArray()) {
            node.forEach(n -> items.add(new Loose(n)));
        } else if (isPresent()) {
            items.add(this);
        }
        return items;
    }

    /** The texts of a list of texts; items of another kind are passed over. */
    public List<String> texts(String... names) {
        return get(names).texts();
    }

    /** The same of this value. */
    public List<String> texts() {
        var texts = new ArrayList<String>();
        for (Loose item : items()) {
            if (item.node.isTextual()) {
                texts.add(writable(item.node.asText()));
            }
        }
        return Collections.unmodifiableList(texts);
    }

    /** Upper case, underscores, hyphens and blanks do not tell names apart. */
    public static String plain(String name) {
        int length = name.length();
        int same = 0;
        while (same < length && isPlain(name.charAt(same))) {
            same++;
        }
        if (same == length) {
            return name;
        }
        // for every field of every product, so without a pattern
        var plain = new StringBuilder(length).append(name, 0, same);
        for (int i = same; i < length; i++) {
            char c = name.charAt(i);
            if (c != '_' && c != '-' && c != '$' && !Character.isWhitespace(c)) {
                plain.append(Character.toLowerCase(c));
            }
        }
        return plain.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    public static Optional<Instant> toInstant(String text) {
        return Timestamp.of(text).map(t -> t.at(ZoneOffset.UTC));
    }

    private Optional<BigDecimal> asNumber() {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        if (node.isTextual() && node.asText().trim().matches("-?\\d{1,30}(\\.\\d{1,30})?")) {
            return Optional.of(new BigDecimal(node.asText().trim()));
        }
        return Optional.empty();
    }

    private static Optional<Long> toLong(BigDecimal n) {
        try {
            return Optional.of(n.setScale(0, RoundingMode.DOWN).longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }
}
