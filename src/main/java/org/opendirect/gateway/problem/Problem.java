package org.opendirect.gateway.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A problem document (RFC 9457) with a code for programs and the single faults for people.
 *
 * @param status HTTP status
 * @param code   stable, snake case
 * @param errors every fault found, empty when the problem is not about fields
 * @param more   further members, such as {@code sellers}
 */
public record Problem(int status, String code, String title, String detail, List<FieldError> errors, Map<String, Object> more) {

    /** A further member: when to ask again, as in the header of the same name (RFC 9110, section 10.2.3), where that is known. */
    public static final String RETRY_AFTER = "retryAfter";

    /** A fault at one place of the request; the path is a JSON Pointer from the root of the body, or a question mark and a parameter's name. */
    public record FieldError(String path, String message) {
    }

    /** The part of a problem that stands inside other objects: on a seller's entry, a line, a campaign. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Brief(String code, String detail, Map<String, Object> evidence) {
        public static Brief of(String code, String detail) {
            return new Brief(code, detail, Map.of());
        }
    }

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), Map.of());
    }

    public static Problem notFound(String what, String id) {
        return of(404, "not_found", "Not found", "there is no " + what + " " + id);
    }

    public static Problem conflict(String code, String detail) {
        return of(409, code, "Not possible in this state", detail);
    }

    public static Problem invalid(List<FieldError> errors) {
        return new Problem(422, "invalid_request", "The request cannot be used",
                errors.size() == 1 ? (errors.get(0).path().isEmpty() ? "the body" : errors.get(0).path()) + ": " + errors.get(0).message() : errors.size() + " problems, see errors",
                List.copyOf(errors), Map.of());
    }

    public static Problem unreadable(String detail) {
        return of(400, "unreadable_body", "The body cannot be read", detail);
    }

    public Problem with(String name, Object value) {
        var all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new Problem(status, code, title, detail, errors, all);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}
