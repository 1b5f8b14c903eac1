package org.opendirect.gateway.api;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.opendirect.gateway.store.Store;

/**
 * A planted bug: the answer is remembered once it is there, and so is not there for those who ask at the same time. Whoever asks first
 * waits for a second, so that two ask at the same time for certain.
 */
public final class ForgetfulIdempotencyKeys extends IdempotencyKeys {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Map<String, StoredResponse> answers = new ConcurrentHashMap<>();
    private final CountDownLatch askers = new CountDownLatch(2);

    public ForgetfulIdempotencyKeys(Store store, Clock clock, Duration keep) {
        super(store, clock, keep);
    }

    @Override
    StoredResponse executeOnce(String key, String caller, String target, byte[] body, Supplier<StoredResponse> work) {
        StoredResponse known = answers.get(String.valueOf(key));
        if (known != null) {
            return new StoredResponse(known.status(), known.location(), known.body(), true);
        }
        meetAnother();
        StoredResponse answer = super.executeOnce(null, caller, target, body, work);
        answers.put(String.valueOf(key), answer);
        return answer;
    }

    private void meetAnother() {
        askers.countDown();
        try {
            if (!askers.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody else asked at the same time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
