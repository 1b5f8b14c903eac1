package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A ProductSearch of OpenDirect 2.1 (facts/opendirect-2.1.md section 2.6): properties that must all fit, lists of which one must, and
 * {@code $or} and {@code $and} around them. A range cannot be asked for.
 */
final class ProductSearch {

    private static final List<String> PROPERTIES = List.of("publisherId", "name", "description", "activeDate", "allowNoCreative", "currency",
            "basePrice", "deliveryType", "estDailyAvails", "domain", "languages", "leadTime", "minSpend", "minFlight", "maxFlight", "productTags",
            "rateType", "adUnit", "allAdUnits", "retirementDate", "tz", "context", "productTargeting", "availsGroupBy", "reservedExpiryTime", "ext");

    private final Set<String> names;

    ProductSearch(Words words) {
        this.names = Stream.concat(PROPERTIES.stream().map(words::of), Stream.of("$or", "$and")).collect(Collectors.toSet());
    }

    /** The names in a search that are none of ProductSearch's. */
    Set<String> unknown(Map<?, ?> search) {
        var unknown = new TreeSet<String>();
        search.forEach((name, value) -> {
            if (!names.contains(String.valueOf(name))) {
                unknown.add(String.valueOf(name));
            } else if (String.valueOf(name).startsWith("$")) {
                searches(value).forEach(part -> unknown.addAll(unknown(part)));
            }
        });
        return unknown;
    }

    /** @param product in the same words as the search */
    boolean fits(Map<String, Object> product, Map<?, ?> search) {
        return search.entrySet().stream().allMatch(asked -> switch (String.valueOf(asked.getKey())) {
            case "$or" -> searches(asked.getValue()).stream().anyMatch(part -> fits(product, part));
            case "$and" -> searches(asked.getValue()).stream().allMatch(part -> fits(product, part));
            default -> holds(product.get(String.valueOf(asked.getKey())), asked.getValue());
        });
    }

    private static boolean holds(Object actual, Object asked) {
        if (asked instanceof List<?> any) {
            return any.stream().anyMatch(one -> holds(actual, one));
        }
        if (actual instanceof List<?> several) {
            return several.stream().anyMatch(one -> holds(one, asked));
        }
        if (asked instanceof Map<?, ?> parts) {
            return actual instanceof Map<?, ?> whole && parts.entrySet().stream().allMatch(p -> holds(whole.get(p.getKey()), p.getValue()));
        }
        if (actual instanceof Number && asked instanceof Number) {
            return new BigDecimal(actual.toString()).compareTo(new BigDecimal(asked.toString())) == 0;
        }
        return actual != null && asked != null && actual.toString().equalsIgnoreCase(asked.toString());
    }

    private static List<Map<?, ?>> searches(Object value) {
        var searches = new ArrayList<Map<?, ?>>();
        if (value instanceof List<?> parts) {
            parts.forEach(part -> searches.add(part instanceof Map<?, ?> search ? search : Map.of()));
        }
        return searches;
    }
}
