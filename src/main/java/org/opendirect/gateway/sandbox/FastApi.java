package org.opendirect.gateway.sandbox;

import java.util.List;
import java.util.Map;
import org.opendirect.gateway.sandbox.Answer.Refusal;

/** How the IAB's two agents word a refusal: {@code detail} is a text, an object, or a list (facts/iab-seller-agent.md section 1). */
final class FastApi {

    private FastApi() {
    }

    static Map<String, Object> detail(String text) {
        return Map.of("detail", text);
    }

    static Map<String, Object> detail(String error, String message) {
        return Map.of("detail", Map.of("error", error, "message", message));
    }

    /** What a body that does not keep to the schema is answered with 422. */
    static Map<String, Object> invalid(List<Refusal> faults) {
        return Map.of("detail", faults.stream().map(f -> Map.of("type", f.code().contains("Missing") ? "missing" : "value_error",
                "loc", f.path() == null ? List.of("body") : List.of("body", f.path()), "msg", f.message())).toList());
    }
}
