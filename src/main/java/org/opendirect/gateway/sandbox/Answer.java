package org.opendirect.gateway.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to answer.
 *
 * @param body a JSON value, a {@link Listing} or {@link Refusals} that a dialect has yet to put in its form, or bytes that are sent as
 *             they are
 */
record Answer(int status, Object body, Map<String, String> headers) {

    /** The connection is closed without an answer. */
    static final Answer NONE = new Answer(0, null, Map.of());

    /** A whole list, before it is cut into pages. */
    record Listing(String name, List<Map<String, Object>> all) {
    }

    /** @param path the property that is at fault; null when it is none */
    record Refusal(String code, String message, String path) {
    }

    /** Why not. */
    record Refusals(List<Refusal> reasons) {
    }

    static Answer ok(Object body) {
        return new Answer(200, body, Map.of());
    }

    static Answer refused(int status, String code, String message) {
        return refused(status, List.of(new Refusal(code, message, null)));
    }

    static Answer refused(int status, List<Refusal> reasons) {
        return new Answer(status, new Refusals(reasons), Map.of());
    }

    /** What is not JSON. */
    static Answer text(int status, String text) {
        return new Answer(status, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, body, more);
    }

    Answer withBody(Object other) {
        return new Answer(status, other, headers);
    }
}
