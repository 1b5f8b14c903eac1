package org.opendirect.gateway.api;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.Store;

/**
 * One execution for one key (docs/rest-api.md). The key, a hash of the request and the answer are kept in the transaction that does
 * the work, so a key is either unknown or has its answer: a gateway killed in between leaves neither.
 */
public class IdempotencyKeys {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    /** keys forgotten in one transaction */
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Clock clock;
    private final Duration keep;
    /** keys whose first request is being answered by this gateway, each with the System.nanoTime() at which it is given up */
    private final Map<String, Long> inFlight = new ConcurrentHashMap<>();

    public IdempotencyKeys(Store store, Clock clock, Duration keep) {
        this.store = store;
        this.clock = clock;
        this.keep = keep;
    }

    /**
     * An answer as it is repeated.
     *
     * @param location path of what was made
     * @param body     JSON
     * @param replayed whether it was given before
     */
    public record StoredResponse(int status, String location, String body, boolean replayed) {

        /** The body as it is sent, in UTF-8 whatever the charset of the request. */
        public byte[] content() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    private record Kept(String caller, String bodyHash, int status, String location, String body) {
    }

    /**
     * Does the work once, in one transaction with the record of its answer. Without a key it is simply done.
     *
     * @param target method and path, so that a key used elsewhere is another request
     * @throws org.opendirect.gateway.problem.ProblemException 400 for a malformed key, 422 for a key that was used with another request
     */
    StoredResponse executeOnce(String key, String caller, String target, byte[] body, Supplier<StoredResponse> work) {
        if (key == null) {
            return store.write(work);
        }
        String hash = hash(key, target, body);
        return store.write(() -> {
            Optional<StoredResponse> known = known(key, caller, hash);
            if (known.isPresent()) {
                return known.get();
            }
            insert(key, caller, hash);
            StoredResponse answer = work.get();
            complete(key, caller, answer);
            return answer;
        });
    }

    /**
     * The answer of a request that was done before, for whoever has to ask others before he does it; empty without a key.
     *
     * @throws org.opendirect.gateway.problem.ProblemException as {@link #executeOnce}
     */
    Optional<StoredResponse> known(String key, String caller, String target, byte[] body) {
        return key == null ? Optional.empty() : known(key, caller, hash(key, target, body));
    }

    /**
     * How work that goes on for a while was started.
     *
     * @param response  the answer where it is known; else null
     * @param createdId id of what was created; null where the answer is known
     */
    public record Started(StoredResponse response, String createdId) {
    }

    /**
     * For work that goes on for a while: what it makes is made in one transaction with the key, so that a repeated request finds it,
     * also after the gateway was killed in between; the answer is kept when it is there.
     *
     * @param make   makes it and returns its id
     * @param atMost how long the first request may take; repeated while it runs it is a conflict, after that the work is found
     */
    Started startOnce(String key, String caller, String target, byte[] body, Duration atMost, Supplier<String> make) {
        if (key == null) {
            return new Started(null, store.write(make));
        }
        String hash = hash(key, target, body);
        return store.write(() -> {
            Optional<Kept> kept = kept(key, caller);
            if (kept.isEmpty()) {
                insert(key, caller, hash);
                String made = make.get();
                store.sql().sql("update idempotency set location = ? where caller = ? and key = ?").params(made, caller, key).update();
                inFlight.put(caller + "/" + key, System.nanoTime() + atMost.toNanos());
                return new Started(null, made);
            }
            return known(kept.get(), key, hash).map(a -> new Started(a, null))
                    .orElseGet(() -> new Started(null, kept.get().location()));
        });
    }

    /** Keeps the answer, unless one is kept already; returns the one that counts. */
    StoredResponse complete(String key, String caller, StoredResponse answer) {
        if (key == null) {
            return answer;
        }
        inFlight.remove(caller + "/" + key);
        return store.write(() -> {
            int kept = store.sql().sql("update idempotency set status = ?, location = ?, body = ? where caller = ? and key = ? and status is null")
                    .params(Arrays.asList(answer.status(), answer.location(), answer.body(), caller, key)).update();
            return kept == 1 ? answer : kept(key, caller)
                    .map(k -> new StoredResponse(k.status(), k.location(), k.body(), true)).orElse(answer);
        });
    }

    /** Called on a clock. */
    public void expire() {
        inFlight.values().removeIf(until -> until - System.nanoTime() <= 0);
        long before = clock.millis() - keep.toMillis();
        int gone;
        do {
            // a few at a time: others write meanwhile
            gone = store.write(() -> store.sql().sql("delete from idempotency where (caller, key) in (select caller, key from idempotency "
                    + "where created_at < ? order by created_at limit " + AT_ONCE + store.skipLocked() + ")").param(before).update());
        } while (gone == AT_ONCE);
    }

    private Optional<StoredResponse> known(String key, String caller, String hash) {
        return kept(key, caller).flatMap(k -> known(k, key, hash));
    }

    private Optional<Kept> kept(String key, String caller) {
        return store.sql().sql("select body_hash, coalesce(status, 0), location, body from idempotency where caller = ? and key = ?")
                .params(caller, key).query((row, n) -> new Kept(caller, row.getString(1), row.getInt(2), row.getString(3), row.getString(4))).optional();
    }

    /** The answer that was kept; empty when whoever began the work was killed before it had one. */
    private Optional<StoredResponse> known(Kept kept, String key, String hash) {
        if (!kept.bodyHash().equals(hash)) {
            throw Problem.of(422, "idempotency_key_reused", "The key was used for something else",
                    "Idempotency-Key " + key + " came with another request before; use a new key for new work").asException();
        }
        Long until = inFlight.get(kept.caller() + "/" + key);
        if (kept.status() == 0 && until != null && until - System.nanoTime() > 0) {
            throw Problem.conflict("idempotency_in_flight", "the first request with this key is still running").asException();
        }
        return kept.status() == 0 ? Optional.empty()
                : Optional.of(new StoredResponse(kept.status(), kept.location(), kept.body(), true));
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
