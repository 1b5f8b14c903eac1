package org.opendirect.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.opendirect.gateway.json.Json;

/**
 * Many sellers on one port, each below a path of its own, that answer a call when the test lets them. They sell one product each, refuse
 * nothing, and count how many calls each has had under way at once.
 */
final class GatedSellers implements AutoCloseable {

    /** The calls of one line, in their order. */
    enum Step { SEARCH, AVAILS, CREATE_ORDER, CREATE_LINE, RESERVE, BOOK, READ_LINE }

    /** Returns when the call may be answered. */
    interface Gate {
        void await(String seller, Step step) throws InterruptedException;
    }

    private static final Map<String, Object> PRODUCT = Map.of("id", "prod-1", "publisherId", "pub-1", "name", "Display", "currency", "USD",
            "basePrice", 20, "rateType", "CPM", "channel", "display", "adFormats", List.of("banner"));
    private static final Map<String, Object> AVAILS = Map.of("productId", "prod-1", "availableImpressions", 1_000_000, "currency", "USD");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int sellers;
    private final Map<String, ObjectNode> lines = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final Map<String, Integer> most = new ConcurrentHashMap<>();
    private final Map<Step, Integer> calls = new ConcurrentHashMap<>();
    private volatile Gate gate = (seller, step) -> { };

    GatedSellers(int sellers) throws IOException {
        this.sellers = sellers;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1_000);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Their ids with their base URLs. */
    Map<String, String> urls() {
        var urls = new TreeMap<String, String>();
        for (int i = 0; i < sellers; i++) {
            urls.put("s" + i, "http://127.0.0.1:" + server.getAddress().getPort() + "/s" + i);
        }
        return urls;
    }

    /** From now on; what was counted before is forgotten. */
    void gate(Gate gate) {
        this.gate = gate;
        most.clear();
        calls.clear();
    }

    /** The most calls that any of them has had under way at once. */
    int mostAtOneSeller() {
        return most.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    int calls(Step step) {
        return calls.getOrDefault(step, 0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String[] path = exchange.getRequestURI().getPath().split("/");
            Step step = stepOf(exchange.getRequestMethod(), path, String.valueOf(exchange.getRequestURI().getQuery()));
            if (step == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String seller = path[1];
            int now = underWay.computeIfAbsent(seller, s -> new AtomicInteger()).incrementAndGet();
            most.merge(seller, now, Math::max);
            calls.merge(step, 1, Integer::sum);
            gate.await(seller, step);
            byte[] answer = Json.bytes(answer(step, path, body));
            // before it is heard: after that the next call may come at once
            underWay.get(seller).decrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Step stepOf(String method, String[] path, String query) {
        String what = method + " " + path[path.length - 1];
        return switch (path.length + " " + what) {
            case "4 POST search" -> Step.SEARCH;
            case "4 POST avails" -> Step.AVAILS;
            case "5 POST orders" -> Step.CREATE_ORDER;
            case "7 POST lines" -> Step.CREATE_LINE;
            default -> path.length != 8 ? null : method.equals("GET") ? Step.READ_LINE : query.endsWith("reserve") ? Step.RESERVE : Step.BOOK;
        };
    }

    private Object answer(Step step, String[] path, byte[] body) throws IOException {
        return switch (step) {
            case SEARCH -> Map.of("products", List.of(PRODUCT));
            case AVAILS -> AVAILS;
            case CREATE_ORDER -> ((ObjectNode) Json.parse(body)).put("id", "order-" + numbers.incrementAndGet()).put("orderStatus", "APPROVED");
            case CREATE_LINE -> {
                String id = "line-" + numbers.incrementAndGet();
                lines.put(id, ((ObjectNode) Json.parse(body)).put("id", id).put("bookingStatus", "Draft"));
                yield lines.get(id);
            }
            case RESERVE -> lines.get(path[7]).put("bookingStatus", "Reserved").put("reservedExpiryDate",
                    Instant.now().plus(1, ChronoUnit.HOURS).toString());
            case BOOK -> lines.get(path[7]).put("bookingStatus", "Booked");
            case READ_LINE -> lines.get(path[7]);
        };
    }
}
