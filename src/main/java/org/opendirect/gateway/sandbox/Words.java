package org.opendirect.gateway.sandbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.opendirect.gateway.sandbox.Answer.Refusal;

/**
 * How a dialect writes the properties of OpenDirect. Only its own names are read, everything else in a body is ignored as if it were
 * not there; {@code ext} and targeting are the buyer's, and kept as they are.
 */
final class Words {

    /** The ledger's own names, so nothing is translated, and unknown properties are kept: the seed, and the mock. */
    static final Words CAMEL = new Words(UnaryOperator.identity(), Map.of());
    /** OpenDirect 2.1. {@code brandId} is the seed's word and has none there. */
    static final Words LOWER = new Words(n -> n.toLowerCase(Locale.ROOT), Map.of("quantity", "qty", "brandId", ""));
    /** The IAB buyer agent's release, lower case but for what was left over (facts/iab-buyer-agent.md section 0). */
    static final Words RELEASE = new Words(n -> n.toLowerCase(Locale.ROOT),
            Map.of("quantity", "qty", "brandId", "brandId", "availableImpressions", "availableImpressions"));
    /** OpenDirect 1.5.1. */
    static final Words PASCAL = new Words(n -> Character.toUpperCase(n.charAt(0)) + n.substring(1), Map.of("brandId", ""));

    private static final Set<String> AMOUNTS = Set.of("rate", "cost", "budget");
    private static final Set<String> TIMES = Set.of("startDate", "endDate");

    private final UnaryOperator<String> spelling;
    private final Map<String, String> exceptions;

    private Words(UnaryOperator<String> spelling, Map<String, String> exceptions) {
        this.spelling = spelling;
        this.exceptions = exceptions;
    }

    /** A property as this dialect writes it; empty for one that it does not have. */
    String of(String canonical) {
        return exceptions.getOrDefault(canonical, spelling.apply(canonical));
    }

    /** What is missing or wrong in a body that is to become a thing; the seed and the mock leave that to the books. */
    List<Refusal> faults(Thing thing, Map<String, Object> body) {
        var faults = new ArrayList<Refusal>();
        for (String property : this == CAMEL ? List.<String>of() : thing.written) {
            String name = of(property);
            Object value = body.get(name);
            if (value == null) {
                if (thing.required.contains(property)) {
                    faults.add(new Refusal("RequiredPropertyMissing", name + " is required", name));
                }
            } else if (!fits(property, value)) {
                faults.add(new Refusal("InvalidProperty", name + " is no " + (TIMES.contains(property) ? "ISO 8601 time" : "number that fits"), name));
            }
        }
        return faults;
    }

    private static boolean fits(String property, Object value) {
        return property.equals("quantity") ? value instanceof Integer || value instanceof Long
                : AMOUNTS.contains(property) ? value instanceof Number : !TIMES.contains(property) || time(property, value) != null;
    }

    /** A body without {@link #faults} in the ledger's names. */
    Map<String, Object> in(Thing thing, Map<String, Object> body) {
        if (this == CAMEL) {
            return body;
        }
        var canonical = new LinkedHashMap<String, Object>();
        for (String property : thing.written) {
            Object value = body.get(of(property));
            if (value instanceof Map<?, ?> nested && property.equals("providerData")) {
                value = in(Thing.PROVIDER_DATA, names(nested));
            }
            if (value != null) {
                canonical.put(property, TIMES.contains(property) ? time(property, value) : value);
            }
        }
        return canonical;
    }

    /** A thing of the ledger in this dialect's names. */
    Map<String, Object> out(Thing thing, Map<String, Object> canonical) {
        if (this == CAMEL) {
            return canonical;
        }
        var wire = new LinkedHashMap<String, Object>();
        for (String property : thing.shown) {
            Object value = canonical.get(property);
            if (value instanceof Map<?, ?> nested && property.equals("providerData")) {
                value = out(Thing.PROVIDER_DATA, names(nested));
            }
            // 2.1 writes the delivery types in lower case, 1.5.1 did not
            boolean lowered = property.equals("deliveryType") && this != PASCAL;
            if (value != null && !of(property).isEmpty()) {
                wire.put(of(property), lowered ? String.valueOf(value).toLowerCase(Locale.ROOT) : value);
            }
        }
        return wire;
    }

    /** A time with or without zone, or a date that stands for its first or its last second (facts/opendirect-2.1.md section 5.6); null for neither. */
    private static String time(String property, Object value) {
        String text = String.valueOf(value);
        try {
            if (text.length() == 10) {
                return LocalDate.parse(text) + (property.equals("startDate") ? "T00:00:00Z" : "T23:59:59Z");
            }
            boolean zoned = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
            Instant time = zoned ? OffsetDateTime.parse(text).toInstant() : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return time.toString();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Map<String, Object> names(Map<?, ?> nested) {
        var names = new LinkedHashMap<String, Object>();
        nested.forEach((name, value) -> names.put(String.valueOf(name), value));
        return names;
    }
}
