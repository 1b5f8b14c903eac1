package org.opendirect.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** What the stub seller holds, and what it answers: OpenDirect 2.1 in the seed's form, one product, and nothing ever runs out. */
final class StubBooks {

    static final String BASE = "/api/v2.1";
    static final String ACCOUNT = "acct-1";
    private static final Duration HOLD = Duration.ofHours(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LongConsumer NOBODY = at -> { };

    private static final Map<String, Object> PRODUCT = Map.of("id", "prod-1", "publisherId", "pub-1", "name", "Display", "currency", "USD", "basePrice", 20,
            "rateType", "CPM", "deliveryType", "Guaranteed", "channel", "display", "adFormats", List.of("banner"));
    private static final Map<String, Object> AVAILS = Map.of("productId", "prod-1", "availableImpressions", 1_000_000, "estimatedCpm", 20,
            "currency", "USD");

    private final Map<String, StubOrder> orders = new ConcurrentHashMap<>();
    private final Map<String, StubLine> lines = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Collection<String> refusals = new ConcurrentLinkedQueue<>();
    private volatile int readBack;

    /**
     * What is sent.
     *
     * @param work whether it is part of a booking, and so takes the seller's time
     * @param sent is told when it leaves
     */
    record Answer(int status, byte[] body, boolean work, LongConsumer sent) {
    }

    Answer answer(HttpRequestIn request) throws IOException {
        List<String> at = request.below(BASE);
        String route = request.method() + " " + at.size();
        if (request.path().endsWith("/.well-known/agent.json")) {
            return new Answer(200, JSON.writeValueAsBytes(Map.of("name", "stub", "openDirectVersion", "2.1", "capabilities",
                    List.of("products", "avails", "orders"))), false, NOBODY);
        }
        return switch (route) {
            case "POST 2" -> new Answer(200, JSON.writeValueAsBytes(at.get(1).equals("search") ? Map.of("products", List.of(PRODUCT)) : AVAILS), true, NOBODY);
            // what a booking is checked against before an order is opened
            case "GET 2" -> new Answer(200, JSON.writeValueAsBytes(PRODUCT), true, NOBODY);
            case "GET 3" -> page(request, "orders", orders.values().stream().map(o -> o.json).toList());
            case "POST 3" -> createOrder(request);
            case "GET 5" -> page(request, "lines", orders.get(at.get(3)).lines.stream().map(l -> l.json).toList());
            case "POST 5" -> createLine(request, orders.get(at.get(3)));
            case "GET 6" -> read(request, lines.get(at.get(5)));
            case "PATCH 6" -> act(request, lines.get(at.get(5)));
            default -> refused(request, "not served");
        };
    }

    /** The orders that a caller has given names with this beginning. */
    List<StubOrder> orders(String nameBeginsWith) {
        return orders.values().stream().filter(o -> o.name.startsWith(nameBeginsWith)).toList();
    }

    /** Waits until so many lines in all have been booked and read back; false when the time is up before. */
    synchronized boolean awaitReadBack(int count, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); readBack < count; left = (end - System.nanoTime()) / 1_000_000) {
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    int readBack() {
        return readBack;
    }

    /** What it has had to refuse: nothing, when all goes well. */
    List<String> refusals() {
        return new ArrayList<>(refusals);
    }

    private Answer createOrder(HttpRequestIn request) throws IOException {
        var json = (ObjectNode) JSON.readTree(request.body());
        var order = new StubOrder("order-" + numbers.incrementAndGet(), json, request.arrived());
        json.put("id", order.id).put("orderStatus", "APPROVED");
        orders.put(order.id, order);
        return new Answer(200, JSON.writeValueAsBytes(json), true, at -> order.answered = at);
    }

    private Answer createLine(HttpRequestIn request, StubOrder order) throws IOException {
        var json = (ObjectNode) JSON.readTree(request.body());
        var line = new StubLine("line-" + numbers.incrementAndGet(), order, json);
        json.put("id", line.id).put("bookingStatus", "Draft");
        lines.put(line.id, line);
        order.lines.add(line);
        return held(line, StubLine.Call.CREATE, request);
    }

    private Answer act(HttpRequestIn request, StubLine line) throws IOException {
        synchronized (line) {
            if (request.query().equals("action=reserve") && line.state().equals("Draft")) {
                line.json.put("bookingStatus", "Reserved").put("reservedExpiryDate", Instant.now().plus(HOLD).toString());
                return held(line, StubLine.Call.RESERVE, request);
            }
            if (request.query().equals("action=book") && line.state().equals("Reserved")) {
                line.json.put("bookingStatus", "Booked");
                return held(line, StubLine.Call.BOOK, request);
            }
            return refused(request, "the line is " + line.state());
        }
    }

    private Answer read(HttpRequestIn request, StubLine line) throws IOException {
        return line.state().equals("Booked") ? held(line, StubLine.Call.READ_BACK, request)
                : new Answer(200, JSON.writeValueAsBytes(line.json), true, NOBODY);
    }

    private Answer held(StubLine line, StubLine.Call call, HttpRequestIn request) throws IOException {
        line.came(call, request.arrived());
        return new Answer(200, JSON.writeValueAsBytes(line.json), true, at -> {
            line.answered(call, at);
            if (call == StubLine.Call.READ_BACK && line.times(call) == 1) {
                countReadBack();
            }
        });
    }

    private synchronized void countReadBack() {
        readBack++;
        notifyAll();
    }

    private Answer page(HttpRequestIn request, String name, List<ObjectNode> all) throws IOException {
        int skip = Math.min(request.number("$skip", 0), all.size());
        List<? extends JsonNode> page = all.subList(skip, Math.min(skip + request.number("$top", 50), all.size()));
        return new Answer(200, JSON.writeValueAsBytes(Map.of(name, page)), false, NOBODY);
    }

    private Answer refused(HttpRequestIn request, String why) throws IOException {
        refusals.add(request.method() + " " + request.path() + "?" + request.query() + ": " + why);
        return new Answer(400, JSON.writeValueAsBytes(Map.of("errors", List.of(Map.of("errorCode", "Refused", "message", why)))), false, NOBODY);
    }
}
