package org.opendirect.gateway.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/**
 * A seller whose shelf a test fills as it likes. It answers for avails as the IAB buyer agent's mock does, with the lesser of what was
 * asked for and what there is, and a million where nothing was asked for; all else is done, and kept in the ledger, by such a mock.
 */
final class ShelfSeller implements AutoCloseable {

    private static final long DEFAULT_IMPRESSIONS = 1_000_000;

    private final SandboxSeller books;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, JsonNode> products = new LinkedHashMap<>();
    private final Map<String, JsonNode> avails = new LinkedHashMap<>();
    private final Map<String, JsonNode> made = new LinkedHashMap<>();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    ShelfSeller() throws IOException {
        books = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(5), Clock.systemUTC(), SandboxDialect.MOCK);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What is on the shelf from now on; the products of before are gone. */
    synchronized void offers(String... jsons) throws IOException {
        products.clear();
        avails.clear();
        made.clear();
        asked.clear();
        for (String json : jsons) {
            JsonNode product = Json.mapper().readTree(json);
            products.put(product.path("id").asText(), product);
        }
    }

    /** What an avails answer about a product says besides, or otherwise. */
    synchronized void answers(String product, String json) throws IOException {
        avails.put(product, Json.mapper().readTree(json));
    }

    /** What the answer to making an account, an order or a line says besides: the last word of the path, and the properties. */
    synchronized void makes(String what, String json) throws IOException {
        made.put(what, Json.mapper().readTree(json));
    }

    /** Bodies of the questions for avails since the shelf was filled. */
    List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    /** The lines that were booked of a product. */
    @SuppressWarnings("unchecked")
    List<Map<String, Object>> booked(String product) {
        var booked = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> line : (List<Map<String, Object>>) books.ledger().get("lines")) {
            if (product.equals(line.get("productId")) && "Booked".equals(line.get("bookingStatus"))) {
                booked.add(line);
            }
        }
        return booked;
    }

    /** Impressions that were booked of a product. */
    long sold(String product) {
        return booked(product).stream().mapToLong(l -> ((Number) l.get("quantity")).longValue()).sum();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/products") || path.equals("/products/search")) {
                send(exchange, 200, Json.mapper().createObjectNode().set("products", shelf()));
            } else if (path.equals("/products/avails")) {
                avails(exchange, Json.mapper().readTree(body));
            } else {
                forward(exchange, body);
            }
        }
    }

    private synchronized JsonNode shelf() {
        return Json.mapper().valueToTree(List.copyOf(products.values()));
    }

    private void avails(HttpExchange exchange, JsonNode question) throws IOException {
        String id = question.path("productId").asText();
        ObjectNode answer = Json.mapper().createObjectNode().put("productId", id);
        synchronized (this) {
            if (!products.containsKey(id)) {
                send(exchange, 404, answer.put("detail", "Product not found"));
                return;
            }
            asked.add(question);
            long wanted = question.path("requestedImpressions").asLong(DEFAULT_IMPRESSIONS);
            answer.put("availableImpressions", Math.min(wanted, products.get(id).path("has").asLong(Long.MAX_VALUE)));
            if (avails.containsKey(id)) {
                answer.setAll((ObjectNode) avails.get(id));
            }
        }
        send(exchange, 200, answer);
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(books.baseUrl() + exchange.getRequestURI())).header("Content-Type", "application/json")
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<byte[]> reply = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = reply.body().length == 0 ? Json.mapper().createObjectNode() : Json.mapper().readTree(reply.body());
            String what = exchange.getRequestURI().getPath().replaceAll("^.*/", "");
            synchronized (this) {
                if (json.isObject() && exchange.getRequestMethod().equals("POST") && made.containsKey(what)) {
                    ((ObjectNode) json).setAll((ObjectNode) made.get(what));
                }
            }
            send(exchange, reply.statusCode(), json);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        books.close();
    }
}
