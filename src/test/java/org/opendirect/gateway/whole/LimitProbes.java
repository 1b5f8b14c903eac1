package org.opendirect.gateway.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Requests at the edges of what an OpenAPI document allows: for every limit of every field and query parameter a value just inside and
 * one just outside. No request changes anything, since each with a body has another fault, or is a dry run.
 */
final class LimitProbes {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigDecimal TINY = new BigDecimal("0.000001");
    private static final BigDecimal MOST = new BigDecimal("1000000000000");
    /** of two fields the one that must not be above the other */
    private static final Map<String, String> NOT_ABOVE = Map.of("targetCpm", "maxCpm", "minPrice", "maxPrice");
    /** texts that some patterns take and others do not */
    private static final List<String> TEXTS = List.of("", " ", "a", "A", "usd", "US", "USDX", "-a", ".a", "a b", "ä", "1", "a~2", "x".repeat(62), "x".repeat(63),
            "x".repeat(64), "x".repeat(1001));
    private static final List<String> NO_DAYS = List.of("", "2027-02-30", "2027-2-1", "20270201", "2027-04-01T00:00:00Z", "+12027-01-01", "tomorrow");

    /**
     * @param body   null for none
     * @param field  the path of a fault of what is tried
     * @param inside whether the document allows it
     * @param what   is tried, for people
     */
    record Probe(String method, String path, String type, String body, String field, boolean inside, String what) {
    }

    private final JsonNode document;
    private final Map<String, String> variables;
    private final List<Probe> probes = new ArrayList<>();

    private LimitProbes(JsonNode document, Map<String, String> variables) {
        this.document = document;
        this.variables = variables;
    }

    /** @param variables values of variables in paths; the others name nothing */
    static List<Probe> of(JsonNode document, Map<String, String> variables) {
        var all = new LimitProbes(document, variables);
        document.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation ->
                all.operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue())));
        return all.probes;
    }

    private void operation(String method, String template, JsonNode operation) {
        String path = "/api/v1" + template;
        for (var variable : variables.entrySet()) {
            path = path.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        String call = path.replaceAll("\\{[A-Za-z]+}", "none");
        operation.path("parameters").forEach(p -> {
            JsonNode parameter = resolved(p);
            if (parameter.path("in").asText().equals("query")) {
                parameter(method, call, parameter.path("name").asText(), resolved(parameter.path("schema")));
            }
        });
        resolved(operation.path("requestBody")).path("content").fields().forEachRemaining(content -> {
            if (content.getKey().endsWith("json")) {
                var examples = new ArrayList<ObjectNode>();
                content.getValue().path("examples").forEach(e -> examples.add((ObjectNode) e.path("value")));
                resolved(content.getValue().path("schema")).path("examples").forEach(e -> examples.add((ObjectNode) e));
                new Body(method, call, content.getKey(), examples).object("", resolved(content.getValue().path("schema")), null);
            }
        });
    }

    private void parameter(String method, String path, String name, JsonNode schema) {
        boolean list = schema.path("type").asText().equals("array");
        for (boolean inside : new boolean[] {true, false}) {
            for (JsonNode value : list ? lists(schema, inside, NODES.textNode("n")) : inside ? inside(schema) : outside(schema, true)) {
                Iterable<JsonNode> values = list ? value : List.of(value);
                var query = new StringBuilder();
                values.forEach(v -> query.append(query.isEmpty() ? "?" : "&").append(name).append('=')
                        .append(URLEncoder.encode(text(v), StandardCharsets.UTF_8)));
                if (!query.isEmpty()) {
                    probes.add(new Probe(method, path + query, null, method.equals("GET") ? null : "{}", "?" + name, inside, shown(value)));
                }
            }
        }
    }

    /** One kind of body of one operation. */
    private final class Body {
        private final String method;
        private final String path;
        private final String type;
        private final List<ObjectNode> examples;

        Body(String method, String path, String type, List<ObjectNode> examples) {
            this.method = method;
            this.path = path + (path.endsWith("/campaigns") ? "?dryRun=true" : "");
            this.type = type;
            this.examples = examples;
        }

        /** @param whole a body that has the object at the pointer; null at the root */
        void object(String pointer, JsonNode schema, ObjectNode whole) {
            schema.path("properties").fields().forEachRemaining(property -> {
                String name = property.getKey();
                ObjectNode base = (whole == null ? examples.stream().filter(e -> e.has(name)).findFirst().orElse(examples.get(0)) : whole).deepCopy();
                field(pointer, name, schema, resolved(property.getValue()), base);
            });
            if (schema.path("additionalProperties").isBoolean() && !schema.path("additionalProperties").asBoolean() && whole == null) {
                ObjectNode base = examples.get(0).deepCopy();
                base.put("notKnown", 1);
                probe(base, pointer + "/notKnown", false, "a field that is not known");
            }
        }

        private void field(String pointer, String name, JsonNode parentSchema, JsonNode schema, ObjectNode base) {
            String at = pointer + "/" + name;
            ObjectNode parent = (ObjectNode) base.at(pointer);
            boolean required = has(parentSchema.path("required"), name);
            if (required) {
                ObjectNode without = base.deepCopy();
                ((ObjectNode) without.at(pointer)).remove(name);
                probe(without, at, false, "nothing");
            }
            if (!parent.has(name)) {
                parent.set(name, base.has(name) ? base.get(name) : sample(schema));
            }
            NOT_ABOVE.forEach((low, high) -> {
                partner(parent, parentSchema, name, low, high, MOST);
                partner(parent, parentSchema, name, high, low, TINY);
            });
            boolean list = schema.path("type").asText().equals("array");
            values(base, pointer, name, list ? lists(schema, true, parent.get(name).get(0)) : inside(schema), true);
            values(base, pointer, name, list ? lists(schema, false, parent.get(name).get(0)) : outside(schema, false), false);
            JsonNode items = resolved(schema.path("items"));
            if (schema.has("properties")) {
                object(at, schema, base);
            } else if (items.has("properties")) {
                object(at + "/0", items, base);
            } else if (list) {
                ((ArrayNode) base.at(at)).set(0, inside(items).get(0));
                for (boolean inside : new boolean[] {true, false}) {
                    for (JsonNode value : inside ? inside(items) : outside(items, false)) {
                        ObjectNode body = base.deepCopy();
                        ((ArrayNode) body.at(at)).set(0, value);
                        probe(body, at + "/0", inside, shown(value));
                    }
                }
            }
        }

        private void partner(ObjectNode parent, JsonNode parentSchema, String name, String one, String other, BigDecimal value) {
            if (name.equals(one) && parent.has(other)) {
                if (has(parentSchema.path("required"), other)) {
                    parent.put(other, value);
                } else {
                    parent.remove(other);
                }
            }
        }

        private void values(ObjectNode base, String pointer, String name, List<JsonNode> values, boolean inside) {
            for (JsonNode value : values) {
                ObjectNode body = base.deepCopy();
                ((ObjectNode) body.at(pointer)).set(name, value);
                probe(body, pointer + "/" + name, inside, shown(value));
            }
        }

        private void probe(ObjectNode body, String field, boolean inside, String what) {
            // another fault, so that nothing is done; a brief may have fields that are not known
            if (type.contains("brief")) {
                if (!field.startsWith("/approval_config")) {
                    body.put("approval_config", "wrong");
                }
            } else {
                body.put("notKnown", 1);
            }
            probes.add(new Probe(method, path, type, body.toString(), field, inside, what));
        }
    }

    private static List<JsonNode> inside(JsonNode schema) {
        var values = new ArrayList<JsonNode>();
        schema.path("enum").forEach(values::add);
        if (is(schema, "string") && !schema.has("enum") && !schema.has("format")) {
            int max = schema.path("maxLength").asInt(3_000);
            int min = schema.path("minLength").asInt(0);
            String pattern = schema.path("pattern").asText(null);
            if (pattern == null) {
                Stream.of("x".repeat(max), "x".repeat(min)).map(NODES::textNode).forEach(values::add);
            } else {
                schema.path("examples").forEach(values::add);
                TEXTS.stream().filter(t -> t.matches(pattern)).map(NODES::textNode).forEach(values::add);
            }
        } else if (is(schema, "number")) {
            values.add(NODES.numberNode(schema.has("exclusiveMinimum") ? schema.get("exclusiveMinimum").decimalValue().add(TINY) : schema.path("minimum").decimalValue()));
            values.add(NODES.numberNode(schema.has("maximum") ? schema.get("maximum").decimalValue() : new BigDecimal(Long.MAX_VALUE)));
        } else if (is(schema, "integer")) {
            values.add(NODES.numberNode(schema.path("minimum").decimalValue()));
            values.add(NODES.numberNode(largest(schema)));
        } else if (is(schema, "boolean")) {
            Stream.of(true, false).map(NODES::booleanNode).forEach(values::add);
        } else if (values.isEmpty()) {
            schema.path("examples").forEach(values::add);
        }
        return values;
    }

    private static BigDecimal largest(JsonNode schema) {
        return schema.has("maximum") ? schema.get("maximum").decimalValue()
                : new BigDecimal(schema.path("format").asText().equals("int64") ? Long.MAX_VALUE : Integer.MAX_VALUE);
    }

    /** @param ofQuery where all are texts */
    private static List<JsonNode> outside(JsonNode schema, boolean ofQuery) {
        var values = new ArrayList<JsonNode>();
        if (is(schema, "string")) {
            String pattern = schema.path("pattern").asText(null);
            Stream<String> texts = schema.path("format").asText().equals("date") ? NO_DAYS.stream() : schema.has("enum") ? Stream.of("", "none", "NoNe")
                    : pattern != null ? TEXTS.stream().filter(t -> !t.matches(pattern)) : Stream.of();
            texts.map(NODES::textNode).forEach(values::add);
            if (schema.has("maxLength")) {
                values.add(NODES.textNode("x".repeat(schema.get("maxLength").asInt() + 1)));
            }
            if (schema.path("minLength").asInt() > 0) {
                values.add(NODES.textNode("x".repeat(schema.get("minLength").asInt() - 1)));
            }
            if (!ofQuery) {
                Stream.of(NODES.numberNode(1), NODES.arrayNode(), NODES.objectNode()).forEach(values::add);
            }
        } else if (is(schema, "number") || is(schema, "integer")) {
            BigDecimal step = is(schema, "integer") ? BigDecimal.ONE : TINY;
            Stream.of("minimum", "maximum", "exclusiveMinimum").filter(schema::has).forEach(limit -> values.add(NODES.numberNode(switch (limit) {
                case "minimum" -> schema.get(limit).decimalValue().subtract(step);
                case "maximum" -> schema.get(limit).decimalValue().add(step);
                default -> schema.get(limit).decimalValue();
            })));
            if (is(schema, "integer")) {
                Stream.of(largest(schema).add(step), new BigDecimal("1.5")).map(NODES::numberNode).forEach(values::add);
            }
            Stream.of("", "x", "0x1").map(NODES::textNode).forEach(values::add);
        } else if (is(schema, "boolean")) {
            Stream.of("", "yes", "TRUE").map(NODES::textNode).forEach(values::add);
        } else if (is(schema, "object")) {
            Stream.of(NODES.textNode("x"), NODES.arrayNode(), NODES.numberNode(1)).forEach(values::add);
        }
        return values;
    }

    private static List<JsonNode> lists(JsonNode schema, boolean inside, JsonNode item) {
        if (inside) {
            // where no limit is written there is none worth speaking of
            return List.of(copies(item, Math.max(1, schema.path("minItems").asInt(0))), copies(item, schema.path("maxItems").asInt(600)));
        }
        var lists = new ArrayList<JsonNode>();
        if (schema.has("maxItems")) {
            lists.add(copies(item, schema.get("maxItems").asInt() + 1));
        }
        if (schema.path("minItems").asInt() > 0) {
            lists.add(copies(item, schema.get("minItems").asInt() - 1));
        }
        return lists;
    }

    private static JsonNode copies(JsonNode item, int times) {
        return NODES.arrayNode().addAll(Collections.nCopies(times, item));
    }

    private JsonNode sample(JsonNode schema) {
        if (is(schema, "array")) {
            return NODES.arrayNode().add(sample(resolved(schema.path("items"))));
        }
        return schema.path("examples").isEmpty() ? is(schema, "object") ? NODES.objectNode() : inside(schema).get(0) : schema.path("examples").get(0).deepCopy();
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode n = node;
        while (n.has("$ref")) {
            n = document.at(n.path("$ref").asText().substring(1));
        }
        return n;
    }

    private static boolean is(JsonNode schema, String type) {
        return schema.path("type").asText().equals(type) || has(schema.path("type"), type);
    }

    private static boolean has(JsonNode list, String text) {
        for (JsonNode one : list) {
            if (one.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        String size = value.isArray() ? value.size() + " items" : text.length() + " characters";
        return text.length() > 40 ? text.substring(0, 20) + "… of " + size : text;
    }
}
