package org.opendirect.gateway.seller.dialect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.opendirect.gateway.json.Loose;

/**
 * What a seller's published description says of how it wants orders and lines written: an OpenAPI document (3.x {@code components.schemas}, 2.0
 * {@code definitions}) or a JSON schema with {@code $defs}. Only the properties of the schemas that are called Order and Line are read, whatever
 * their names add to that (LineCreate, OrderRequest).
 */
public final class PublishedSchema {

    private static final List<String> OF_ORDERS = List.of("brandId", "advertiserBrandId", "publisherId", "accountId");
    private static final List<String> OF_LINES = List.of("orderId", "cost");
    private static final List<String> OF_BOTH = List.of("providerData", "ext");
    /** what no seller does anything with that does not name it; the others bear marks of ours, which one that takes anything may keep */
    private static final List<String> USELESS_UNLESS_NAMED = List.of("brandId", "advertiserBrandId", "publisherId");
    private static final List<String> ADDED = List.of("", "create", "request", "input", "in", "new", "body", "base", "schema");

    private PublishedSchema() {
    }

    /** The choices that it tells; empty where it has neither schema. */
    public static Map<Choice, String> shows(Loose description) {
        Loose schemas = description.get("components").get("schemas");
        schemas = schemas.isObject() ? schemas : description.get("definitions", "$defs", "schemas");
        Loose order = schema(schemas, "order");
        Loose line = schema(schemas, "line");
        var shows = new EnumMap<Choice, String>(Choice.class);
        if (!order.isObject() && !line.isObject()) {
            return shows;
        }
        namesOf(order, line).map(PropertyCase::wireName).ifPresent(names -> shows.put(Choice.PROPERTY_CASE, names));
        String omit = String.join(", ", omitted(order, line));
        if (!omit.isEmpty()) {
            shows.put(Choice.OMIT, omit);
        }
        if (has(line, "qty") != has(line, "quantity")) {
            shows.put(Choice.QUANTITY_NAME, has(line, "qty") ? "qty" : "quantity");
        }
        type(line, "targeting").filter(t -> t.equals("array") || t.equals("object"))
                .ifPresent(t -> shows.put(Choice.TARGETING, t.equals("array") ? "segments" : "object"));
        type(order, "providerData").or(() -> type(line, "providerData")).filter(t -> t.equals("string") || t.equals("object"))
                .ifPresent(t -> shows.put(Choice.PROVIDER_DATA, t));
        return shows;
    }

    private static Loose schema(Loose schemas, String name) {
        if (schemas.isObject()) {
            for (String added : ADDED) {
                for (var fields = schemas.node().fields(); fields.hasNext();) {
                    var field = fields.next();
                    boolean named = Loose.plain(field.getKey()).equals(name + added) || Loose.plain(field.getKey()).equals(added + name);
                    if (named && field.getValue().path("properties").isObject()) {
                        return new Loose(field.getValue());
                    }
                }
            }
        }
        return new Loose(null);
    }

    private static Optional<PropertyCase> namesOf(Loose... schemas) {
        for (Loose schema : schemas) {
            for (var names = schema.get("properties").node().fieldNames(); names.hasNext();) {
                Optional<PropertyCase> shown = PropertyCase.shownBy(names.next());
                if (shown.isPresent()) {
                    return shown.filter(found -> found != PropertyCase.SNAKE);
                }
            }
        }
        return Optional.empty();
    }

    private static TreeSet<String> omitted(Loose order, Loose line) {
        var omitted = new TreeSet<String>();
        var looked = new ArrayList<>(List.of(Map.entry(order, OF_ORDERS), Map.entry(line, OF_LINES), Map.entry(order, OF_BOTH), Map.entry(line, OF_BOTH)));
        for (var entry : looked) {
            Loose schema = entry.getKey();
            boolean strict = schema.get("additionalProperties").bool().filter(more -> !more).isPresent();
            entry.getValue().stream().filter(p -> schema.isObject() && !has(schema, p) && (strict || USELESS_UNLESS_NAMED.contains(p)))
                    .forEach(omitted::add);
        }
        return omitted;
    }

    private static boolean has(Loose schema, String property) {
        return schema.get("properties").get(property).isPresent();
    }

    /** Of a property, where it is said at the property itself; one of several types is the first that is not null. */
    private static Optional<String> type(Loose schema, String property) {
        Loose described = schema.get("properties").get(property);
        List<Loose> ways = described.get("anyOf").isPresent() ? described.items("anyOf") : described.get("oneOf").isPresent()
                ? described.items("oneOf") : List.of(described);
        return ways.stream().flatMap(w -> w.items("type").stream()).flatMap(t -> t.text().stream()).filter(t -> !t.equals("null")).findFirst();
    }
}
