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
 * What a sandbox seller holds: accounts, orders, lines, proposals, each a JSON object. Every change is appended to the file as the
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
        return kinds.get(kind).get(id);
    }

    synchronized List<Map<String, Object>> all(String kind) {
        return new ArrayList<>(kinds.get(kind).values());
    }

    synchronized String newId(String prefix) {
        return prefix + "_" + numbers.incrementAndGet();
    }

    /** Keeps an object as it now is. */
    synchronized void put(String kind, Map<String, Object> object) {
        kinds.get(kind).put((String) object.get("id"), object);
        if (file != null) {
            append(kind, object);
        }
    }

    synchronized void remove(String kind, String id) {
        kinds.get(kind).remove(id);
        if (file != null) {
            append(kind, Map.of("id", id, "deleted", true));
        }
    }

    /** Whether this has not been asked before, also before a restart. */
    synchronized boolean first(String name) {
        boolean first = !kinds.get("faults").containsKey(name);
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
                        kinds.get((String) entry.get("kind")).remove(id);
                    } else {
                        kinds.get((String) entry.get("kind")).put(id, object);
                    }
                    if (id.matches("[a-z]+_\\d{1,18}")) {
                        numbers.accumulateAndGet(Long.parseLong(id.substring(id.indexOf('_') + 1)), Math::max);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox cannot read its ledger " + file, e);
        }
    }
}
