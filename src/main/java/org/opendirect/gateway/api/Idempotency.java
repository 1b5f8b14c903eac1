package org.opendirect.gateway.api;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.Store;

/**
 * One execution for one key (docs/rest-api.md). The key, a hash of the request and the answer are kept in the transaction that does
 * the work, so a key is either unknown or has its answer: a gateway killed in between leaves neither.
 */
public class Idempotency {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    /** Longer than any request runs. */
    private static final Duration ABANDONED = Duration.ofMinutes(2);
    static final String REPLAYED = "Idempotency-Replayed";

    private final Store store;
    private final Clock clock;
    private final Duration keep;

    public Idempotency(Store store, Clock clock, Duration keep) {
        this.store = store;
        this.clock = clock;
        this.keep = keep;
    }

    /** An answer as it is repeated. */
    record Answer(int status, String location, String body, boolean replayed) {
        Map<String, String> headers() {
            var headers = new LinkedHashMap<String, String>();
            if (location != null) {
                headers.put("Location", location);
            }
            if (replayed) {
                headers.put(REPLAYED, "true");
            }
            return headers;
        }
    }

    private record Kept(String bodyHash, int status, String location, String body, long createdAt) {
    }

    /**
     * Does the work once, in one transaction with the record of its answer. Without a key it is simply done.
     *
     * @param target method and path, so that a key used elsewhere is another request
     * @throws org.opendirect.gateway.problem.ProblemException 400 for a malformed key, 422 for a key that was used with another request
     */
    Answer once(String key, String caller, String target, byte[] body, Supplier<Answer> work) {
        if (key == null) {
            return store.write(work);
        }
        String hash = hash(key, target, body);
        return store.write(() -> {
            Optional<Answer> known = known(key, caller, hash);
            if (known.isPresent()) {
                return known.get();
            }
            insert(key, caller, hash);
            Answer answer = work.get();
            complete(key, caller, answer);
            return answer;
        });
    }

    /** For work that calls sellers meanwhile: takes the key in a transaction of its own; empty when the work has to be done now. */
    Optional<Answer> begin(String key, String caller, String target, byte[] body) {
        if (key == null) {
            return Optional.empty();
        }
        String hash = hash(key, target, body);
        return store.write(() -> {
            Optional<Answer> known = known(key, caller, hash);
            if (known.isEmpty()) {
                insert(key, caller, hash);
            }
            return known;
        });
    }

    void complete(String key, String caller, Answer answer) {
        if (key != null) {
            store.write(() -> {
                store.sql().sql("update idempotency set status = ?, location = ?, body = ? where caller = ? and key = ?")
                        .params(Arrays.asList(answer.status(), answer.location(), answer.body(), caller, key)).update();
            });
        }
    }

    /** Work that came to nothing leaves no trace: the key may be used again. */
    void forget(String key, String caller) {
        if (key != null) {
            store.write(() -> {
                store.sql().sql("delete from idempotency where caller = ? and key = ? and status is null").params(caller, key).update();
            });
        }
    }

    /** Called on a clock. */
    public void expire() {
        store.write(() -> {
            store.sql().sql("delete from idempotency where created_at < ?").param(clock.millis() - keep.toMillis()).update();
        });
    }

    private Optional<Answer> known(String key, String caller, String hash) {
        Optional<Kept> kept = store.sql().sql("select body_hash, coalesce(status, 0), location, body, created_at from idempotency where caller = ? and key = ?")
                .params(caller, key).query((row, n) -> new Kept(row.getString(1), row.getInt(2), row.getString(3), row.getString(4),
                        row.getLong(5))).optional();
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        if (!kept.get().bodyHash().equals(hash)) {
            throw Problem.of(422, "idempotency_key_reused", "The key was used for something else",
                    "Idempotency-Key " + key + " came with another request before; use a new key for new work").asException();
        }
        if (kept.get().status() == 0 && kept.get().createdAt() < clock.millis() - ABANDONED.toMillis()) {
            // whoever took the key was killed before it had an answer
            forget(key, caller);
            return Optional.empty();
        }
        if (kept.get().status() == 0) {
            throw Problem.conflict("idempotency_in_flight", "the first request with this key is still running").asException();
        }
        return Optional.of(new Answer(kept.get().status(), kept.get().location(), kept.get().body(), true));
    }

    private void insert(String key, String caller, String hash) {
        store.sql().sql("insert into idempotency (caller, key, body_hash, created_at) values (?, ?, ?, ?)")
                .params(caller, key, hash, clock.millis()).update();
    }

    private static String hash(String key, String target, byte[] body) {
        if (!KEY.matcher(key).matches()) {
            throw Problem.of(400, "invalid_idempotency_key", "The Idempotency-Key cannot be used", "it must be 1 to 255 visible ASCII characters").asException();
        }
        byte[] head = (target + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return Json.sha256(all);
    }
}
