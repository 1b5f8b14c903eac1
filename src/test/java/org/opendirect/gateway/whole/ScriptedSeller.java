package org.opendirect.gateway.whole;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A seller that answers each proposal's messages from a script, and remembers what it was told. */
public final class ScriptedSeller implements AutoCloseable {

    /** What to do with one message; the exchange has to be answered. */
    public interface Line {
        void answer(HttpExchange exchange, String body) throws IOException;
    }

    private final HttpServer server;
    private final Map<String, List<Line>> scripts = new ConcurrentHashMap<>();
    private final Map<String, List<String>> heard = new ConcurrentHashMap<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final Map<String, String> readable = new ConcurrentHashMap<>();

    public ScriptedSeller() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "scripted-seller");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2.1";
    }

    public void script(String proposal, Line... lines) {
        scripts.put(proposal, new CopyOnWriteArrayList<>(Arrays.asList(lines)));
    }

    /** What a GET of the proposal shows; without it there is none. */
    public void show(String proposal, String json) {
        readable.put(proposal, json);
    }

    /** Everything that was said about a proposal, in order: a body, or GET. */
    public List<String> heard(String proposal) {
        return heard.getOrDefault(proposal, List.of());
    }

    /** The identity headers that came with anything. */
    public List<String> headers() {
        return headers;
    }

    /** Any status and body. */
    public static Line says(int status, String json) {
        return (exchange, body) -> send(exchange, status, json);
    }

    public static Line counters(String price) {
        return says(200, "{\"action\":\"counter\",\"sellerPrice\":" + price + "}");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (name.toLowerCase().startsWith("x-")) {
                    headers.add(name.toLowerCase() + ": " + values.get(0));
                }
            });
            if (!path.contains("/proposals/")) {
                send(exchange, 404, "{}");
                return;
            }
            String proposal = path.replaceAll("^.*/proposals/", "").replaceAll("/counter$", "");
            boolean read = exchange.getRequestMethod().equals("GET");
            heard.computeIfAbsent(proposal, p -> new CopyOnWriteArrayList<>()).add(read ? "GET" : body);
            if (read) {
                send(exchange, readable.containsKey(proposal) ? 200 : 404, readable.getOrDefault(proposal, "{}"));
                return;
            }
            List<Line> left = scripts.getOrDefault(proposal, List.of());
            Line next = left.isEmpty() ? says(400, "{\"detail\":\"Negotiation is closed\"}") : left.remove(0);
            next.answer(exchange, body);
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
