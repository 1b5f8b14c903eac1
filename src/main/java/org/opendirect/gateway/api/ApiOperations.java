package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.opendirect.gateway.problem.Nearest;
import org.opendirect.gateway.problem.Problem;

/**
 * The operations that the OpenAPI document declares, and what is refused by it before a route is asked: a query with a parameter that the
 * operation does not have, since passed over a {@code dry_run=true} would buy, and a filter with a slip in it would find everything; and an
 * {@code Accept} that none of its answers satisfies. Other paths are left to their routes.
 */
final class ApiOperations {

    private static final String ROOT = "/api/v1/";

    /**
     * @param repeatable by name of a query parameter, whether it may stand several times
     * @param answers    media types of successful answers, the usual one first
     * @param takesPlans whether the body is a plan, in one of several formats
     */
    record Operation(String method, String[] path, Map<String, Boolean> repeatable, List<String> answers, boolean takesPlans) {

        boolean serves(String verb, String[] segments) {
            if (!method.equals(verb) || path.length != segments.length) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                if (!isVariable(path[i]) && !path[i].equals(segments[i])) {
                    return false;
                }
            }
            return true;
        }

        long variables() {
            return Arrays.stream(path).filter(Operation::isVariable).count();
        }

        private static boolean isVariable(String segment) {
            return segment.startsWith("{");
        }
    }

    private final Supplier<JsonNode> document;
    private volatile List<Operation> operations;

    /** @param document the OpenAPI document, read when it is first needed */
    ApiOperations(Supplier<JsonNode> document) {
        this.document = document;
    }

    /**
     * The operation that is called; empty for a path or method that the document does not declare.
     *
     * @param method HEAD is a GET (RFC 9110, section 9.3.2)
     * @param path   decoded
     */
    Optional<Operation> find(String method, String path) {
        if (!path.startsWith(ROOT)) {
            return Optional.empty();
        }
        String verb = method.equals("HEAD") ? "GET" : method;
        String[] segments = path.substring(ROOT.length()).split("/", -1);
        if (operations == null) {
            operations = read(document.get());
        }
        return operations.stream().filter(o -> o.serves(verb, segments)).min(Comparator.comparingLong(Operation::variables));
    }

    /**
     * @param query  as it was sent, and decodable; may be null
     * @param accept the values of the header; may be empty
     * @return the media type to answer with
     * @throws org.opendirect.gateway.problem.ProblemException 422 that names every unknown and every wrongly repeated parameter, 406 when
     *         no answer would be acceptable
     */
    static String check(Operation operation, String query, List<String> accept) {
        if (query != null) {
            checkQuery(operation, query);
        }
        return operation.answers.isEmpty() ? null : Accept.choose(accept, operation.answers);
    }

    private static void checkQuery(Operation o, String query) {
        var errors = new ArrayList<Problem.FieldError>();
        counted(query).forEach((name, times) -> {
            if (!o.repeatable.containsKey(name)) {
                errors.add(new Problem.FieldError("?" + name, "is not a known query parameter" + known(name, o)));
            } else if (times > 1 && !o.repeatable.get(name)) {
                errors.add(new Problem.FieldError("?" + name, "must stand once, stands " + times + " times"));
            }
        });
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors).asException();
        }
    }

    private static String known(String name, Operation o) {
        String hint = Nearest.hint(name, o.repeatable.keySet());
        String all = o.repeatable.isEmpty() ? "; this call has none" : "; known are " + String.join(", ", o.repeatable.keySet());
        return hint.isEmpty() ? all : hint;
    }

    private static Map<String, Integer> counted(String query) {
        var counted = new LinkedHashMap<String, Integer>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                counted.merge(URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8), 1, Integer::sum);
            }
        }
        return counted;
    }

    private static List<Operation> read(JsonNode document) {
        var operations = new ArrayList<Operation>();
        document.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
            var repeatable = new TreeMap<String, Boolean>();
            operation.getValue().path("parameters").forEach(p -> {
                JsonNode parameter = resolved(document, p);
                if (parameter.path("in").asText().equals("query")) {
                    repeatable.put(parameter.path("name").asText(), parameter.at("/schema/type").asText().equals("array"));
                }
            });
            operations.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey().substring(1).split("/"), repeatable,
                    List.copyOf(answers(document, operation.getValue())), operation.getValue().at("/requestBody/content").size() > 1));
        }));
        return operations;
    }

    private static Set<String> answers(JsonNode document, JsonNode operation) {
        var types = new LinkedHashSet<String>();
        operation.path("responses").fields().forEachRemaining(response -> {
            if (response.getKey().startsWith("2")) {
                resolved(document, response.getValue()).path("content").fieldNames().forEachRemaining(types::add);
            }
        });
        operation.path("x-also-serves").forEach(type -> types.add(type.asText()));
        return types;
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }
}
