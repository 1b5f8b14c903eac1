package org.opendirect.gateway.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/** A line at the stub seller, and when each of its calls came and was answered. Times are {@link System#nanoTime()}. */
final class StubLine {

    /** The calls that a line takes when all goes well, in their order. */
    enum Call { CREATE, RESERVE, BOOK, READ_BACK }

    final String id;
    final StubOrder order;
    final ObjectNode json;
    private final AtomicLongArray arrived = new AtomicLongArray(Call.values().length);
    private final AtomicLongArray answered = new AtomicLongArray(Call.values().length);
    private final AtomicIntegerArray times = new AtomicIntegerArray(Call.values().length);

    StubLine(String id, StubOrder order, ObjectNode json) {
        this.id = id;
        this.order = order;
        this.json = json;
    }

    void came(Call call, long at) {
        arrived.set(call.ordinal(), at);
        times.incrementAndGet(call.ordinal());
    }

    void answered(Call call, long at) {
        answered.set(call.ordinal(), at);
    }

    long arrivedAt(Call call) {
        return arrived.get(call.ordinal());
    }

    long answeredAt(Call call) {
        return answered.get(call.ordinal());
    }

    int times(Call call) {
        return times.get(call.ordinal());
    }

    String state() {
        return json.path("bookingStatus").asText();
    }
}
