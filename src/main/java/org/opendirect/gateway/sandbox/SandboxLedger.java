package org.opendirect.gateway.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a sandbox seller holds: accounts, orders, lines, proposals, quotes, each a JSON object. Every change is appended to the file as the
 * whole object, the last one of an id counts. Guarded by its own monitor.
 */
final class SandboxLedger {

    static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Path file;
    private final Map<String, Map<String, Map<String, Object>>> kinds = new LinkedHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Reads the file where there is one; null keeps everything in memory. */
    SandboxLedger(Path file) {
        this.file = file;
        for (String kind : List.of("accounts", "orders", "lines", "proposals", "faults")) {
            kinds.put(kind, new LinkedHashMap<>());
        }
        if (file != null && Files.exists(file)) {
            replay();
        }
    }

    synchronized Map<String, Object> get(String kind, String id) {
        return of(kind).get(id);
    }

    synchronized List<Map<String, Object>> all(String kind) {
        return new ArrayList<>(of(kind).values());
    }

    synchronized String newId(String prefix) {
        return prefix + "_" + numbers.incrementAndGet();
    }

    /** An id in the seller agent's manner: the prefix, a hyphen, twelve hexadecimal digits. */
    synchronized String newCode(String prefix) {
        return prefix + "-" + String.format("%012x", numbers.incrementAndGet());
    }

    /** Keeps an object as it now is. */
    synchronized void put(String kind, Map<String, Object> object) {
        of(kind).put((String) object.get("id"), object);
        if (file != null) {
            append(kind, object);
        }
    }

    synchronized void remove(String kind, String id) {
        of(kind).remove(id);
        if (file != null) {
            append(kind, Map.of("id", id, "deleted", true));
        }
    }

    /** Whether this has not been asked before, also before a restart. */
    synchronized boolean first(String name) {
        boolean first = !of("faults").containsKey(name);
        if (first) {
            put("faults", new LinkedHashMap<>(Map.of("id", name)));
        }
        return first;
    }

    synchronized Map<String, Object> whole() {
        var whole = new LinkedHashMap<String, Object>();
        kinds.forEach((kind, objects) -> whole.put(kind, new ArrayList<>(objects.values())));
        return whole;
    }

    /** The objects of a kind. The first five kinds are always there, the seller agent's only when there is one. */
    private Map<String, Map<String, Object>> of(String kind) {
        return kinds.computeIfAbsent(kind, k -> new LinkedHashMap<>());
    }

    /** The number that an id was made of, so that no id is given out again after a restart; 0 for what is no id of ours. */
    private static long numberOf(String id) {
        if (id.matches("[a-z]+_\\d{1,18}")) {
            return Long.parseLong(id.substring(id.indexOf('_') + 1));
        }
        return id.matches("[a-z]+-[0-9a-f]{12}") ? Long.parseLong(id.substring(id.indexOf('-') + 1), 16) : 0;
    }

    private void append(String kind, Map<String, Object> object) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            String line = JSON.writeValueAsString(Map.of("kind", kind, "object", object)) + "\n";
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox cannot write its ledger " + file, e);
        }
    }

    private void replay() {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.endsWith("}")) {
                    Map<String, Object> entry = JSON.readValue(line, new TypeReference<LinkedHashMap<String, Object>>() { });
                    @SuppressWarnings("unchecked")
                    var object = (Map<String, Object>) entry.get("object");
                    String id = (String) object.get("id");
                    if (object.get("deleted") == Boolean.TRUE) {
                        of((String) entry.get("kind")).remove(id);
                    } else {
                        of((String) entry.get("kind")).put(id, object);
                    }
                    numbers.accumulateAndGet(numberOf(id), Math::max);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox cannot read its ledger " + file, e);
        }
    }
}
