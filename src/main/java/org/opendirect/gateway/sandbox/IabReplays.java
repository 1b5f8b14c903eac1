package org.opendirect.gateway.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The seller agent's {@code idempotency_key} (facts/iab-seller-agent.md section 6.3): the same key and body is not done again, the same
 * key with another body is a conflict, and what was refused is not remembered. Guarded by the monitor of the books.
 */
final class IabReplays {

    private static final String KIND = "replays";

    private final SandboxLedger ledger;

    IabReplays(SandboxLedger ledger) {
        this.ledger = ledger;
    }

    /** @param again answers a replay, of what was answered first */
    Answer once(String operation, IabBody body, Supplier<Answer> step, Function<Map<String, Object>, Answer> again) {
        String id = operation + ":" + body.buyer() + ":" + body.text("idempotency_key");
        var known = ledger.get(KIND, id);
        if (known != null) {
            return known.get("body").equals(body.withoutKey()) ? again.apply(answerOf(known))
                    : new Answer(409, FastApi.detail("idempotency_conflict", "the key was used with another body"), Map.of());
        }
        Answer answer = step.get();
        if (answer.status() == 200) {
            var replay = new LinkedHashMap<String, Object>();
            replay.put("id", id);
            replay.put("body", body.withoutKey());
            replay.put("answer", answer.body());
            ledger.put(KIND, replay);
        }
        return answer;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> answerOf(Map<String, Object> replay) {
        return (Map<String, Object>) replay.get("answer");
    }
}
