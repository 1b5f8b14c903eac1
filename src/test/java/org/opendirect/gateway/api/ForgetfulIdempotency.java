package org.opendirect.gateway.api;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.opendirect.gateway.store.Store;

/** A planted bug: the answer is remembered once it is there, and so is not there for those who ask at the same time. */
public final class ForgetfulIdempotency extends Idempotency {

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    public ForgetfulIdempotency(Store store, Clock clock, Duration keep) {
        super(store, clock, keep);
    }

    @Override
    Answer once(String key, String caller, String target, byte[] body, Supplier<Answer> work) {
        Answer known = answers.get(String.valueOf(key));
        if (known != null) {
            return new Answer(known.status(), known.location(), known.body(), true);
        }
        Answer answer = super.once(null, caller, target, body, work);
        answers.put(String.valueOf(key), answer);
        return answer;
    }
}
