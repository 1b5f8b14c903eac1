package org.opendirect.gateway.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A call as it came.
 *
 * @param path  as it was sent, not decoded
 * @param at    its segments, decoded
 * @param query the parameters; {@code ?reserve} and {@code ?reserve=} are the empty text
 * @param flags the parameters that were sent without an equals sign, since some dialects tell them apart
 * @param headers by lower-case name, the first of each
 */
record SandboxCall(String method, String path, List<String> at, Map<String, String> query, Set<String> flags, Map<String, String> headers,
                   byte[] body) {

    static SandboxCall of(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        var query = new LinkedHashMap<String, String>();
        var flags = new LinkedHashSet<String>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int eq = pair.indexOf('=');
            String name = decoded(eq < 0 ? pair : pair.substring(0, eq));
            query.put(name, eq < 0 ? "" : decoded(pair.substring(eq + 1)));
            if (eq < 0) {
                flags.add(name);
            }
        }
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new SandboxCall(exchange.getRequestMethod(), path, segments(path), query, flags, headers, exchange.getRequestBody().readAllBytes());
    }

    /** The same call with its segments counted from a base path; null when it is not below it. */
    SandboxCall below(String base) {
        return path.startsWith(base + "/") ? new SandboxCall(method, path, segments(path.substring(base.length())), query, flags, headers, body) : null;
    }

    /** The same step, said otherwise. */
    SandboxCall as(String otherMethod, Map<String, String> otherQuery) {
        return new SandboxCall(otherMethod, path, at, otherQuery, Set.of(), headers, body);
    }

    /**
     * The body's object; an empty one when there is no body.
     *
     * @throws IOException when it is no JSON object
     */
    Map<String, Object> json() throws IOException {
        return body.length == 0 ? Map.of() : SandboxLedger.JSON.readValue(body, new TypeReference<LinkedHashMap<String, Object>>() { });
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.substring(1).split("/")).map(s -> decoded(s.replace("+", "%2B"))).toList();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
