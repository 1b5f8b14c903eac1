package org.opendirect.gateway.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An order at the stub seller, its lines, and when it came. Times are {@link System#nanoTime()}. */
final class StubOrder {

    final String id;
    final String name;
    final ObjectNode json;
    final List<StubLine> lines = new CopyOnWriteArrayList<>();
    final long arrived;
    volatile long answered;

    StubOrder(String id, ObjectNode json, long arrived) {
        this.id = id;
        this.name = json.path("name").asText();
        this.json = json;
        this.arrived = arrived;
    }

    /** The name that the caller gave, without the natural key that the gateway appends. */
    String plainName() {
        return name.replaceAll(" \\[[^\\[]*\\]$", "");
    }
}
