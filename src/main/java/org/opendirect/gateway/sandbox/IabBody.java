package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.opendirect.gateway.sandbox.Answer.Refusal;

/**
 * Reads a body as the seller agent's models do: properties that it does not know are ignored, what is wrong is collected and answered
 * as one list. The two eras do not take each other's money.
 */
final class IabBody {

    private static final int MICRO_DIGITS = 6;

    private final Map<?, ?> json;
    private final boolean head;
    private final List<Refusal> faults = new ArrayList<>();

    IabBody(Map<?, ?> json, boolean head) {
        this.json = json;
        this.head = head;
    }

    /** Null when it is not there. */
    String text(String name) {
        Object value = json.get(name);
        if (value != null && !(value instanceof String)) {
            fault(name, "Input should be a valid string");
            return null;
        }
        return (String) value;
    }

    String required(String name) {
        if (json.get(name) == null) {
            faults.add(new Refusal("Missing", "Field required", name));
        }
        return text(name);
    }

    Long whole(String name) {
        Object value = json.get(name);
        if (value != null && !(value instanceof Integer) && !(value instanceof Long)) {
            fault(name, "Input should be a valid integer");
            return null;
        }
        return value == null ? null : ((Number) value).longValue();
    }

    /** USD, whatever the currency says: so does the agent. */
    BigDecimal money(String name) {
        Object value = json.get(name);
        if (value == null) {
            return null;
        }
        if (!head) {
            if (!(value instanceof Number)) {
                fault(name, "Input should be a valid number");
                return null;
            }
            return new BigDecimal(value.toString());
        }
        Object micros = value instanceof Map<?, ?> money ? money.get("amount_micros") : null;
        if (!(micros instanceof Integer) && !(micros instanceof Long)) {
            fault(name, "Input should be an object with amount_micros, a valid integer");
            return null;
        }
        return BigDecimal.valueOf(((Number) micros).longValue(), MICRO_DIGITS);
    }

    LocalDate date(String name, LocalDate otherwise) {
        String text = text(name);
        try {
            return text == null ? otherwise : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            fault(name, "Input should be a valid date");
            return otherwise;
        }
    }

    boolean has(String name) {
        return json.get(name) != null;
    }

    void fault(String name, String message) {
        faults.add(new Refusal("Invalid", message, name));
    }

    boolean isWrong() {
        return !faults.isEmpty();
    }

    Answer refusal() {
        return new Answer(422, FastApi.invalid(faults), Map.of());
    }

    /** Whose idempotency keys these are: callers that say nothing about themselves share theirs. */
    String buyer() {
        if (json.get("buyer_identity") instanceof Map<?, ?> identity) {
            for (String level : List.of("advertiser", "agency", "seat")) {
                if (identity.get(level + "_id") != null) {
                    return level + ":" + identity.get(level + "_id");
                }
            }
        }
        return "public";
    }

    /** The body but for its key, to be compared with that of a replay. */
    String withoutKey() {
        var rest = new TreeMap<String, Object>();
        json.forEach((name, value) -> rest.put(String.valueOf(name), value));
        rest.remove("idempotency_key");
        return SandboxLedger.JSON.valueToTree(rest).toString();
    }
}
