package org.opendirect.gateway.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One sandbox seller on its port: OpenDirect 2.1 in the seed's form below {@code /api/v2.1}, its card at the origin. */
public final class SandboxSeller implements AutoCloseable {

    static final String BASE = "/api/v2.1";
    private static final Duration LONG_TIME = Duration.ofSeconds(20);

    private final String id;
    private final HttpServer server;
    private final ExecutorService threads;
    private final SandboxLedger held;
    private final SandboxBooks books;

    /** Starts listening on loopback; port 0 takes any free one, a null file keeps the ledger in memory. */
    public SandboxSeller(String id, int port, Path ledgerFile, Duration hold, Clock clock) throws IOException {
        this.id = id;
        this.held = new SandboxLedger(ledgerFile);
        this.books = new SandboxBooks(id, held, hold, clock);
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 100);
        this.threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "sandbox-" + id);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String id() {
        return id;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String baseUrl() {
        return "http://localhost:" + port() + BASE;
    }

    /** Everything the seller holds, by kind. */
    public Map<String, Object> ledger() {
        return books.ledger();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What to answer. */
    record Answer(int status, Object body) {
        static Answer ok(Object body) {
            return new Answer(200, body);
        }

        /** The form of OpenDirect 2.1 section 5.2. */
        static Answer refused(int status, String code, String message) {
            return new Answer(status, Map.of("errors", List.of(Map.of("errorCode", code, "message", message))));
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            Answer answer = answer(exchange, exchange.getRequestMethod(), path, body);
            if (answer == null) {
                return;
            }
            byte[] json = SandboxLedger.JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), json.length);
            exchange.getResponseBody().write(json);
        }
    }

    private Answer answer(HttpExchange exchange, String method, String path, byte[] body) throws IOException {
        if (path.equals("/.well-known/agent.json")) {
            return Answer.ok(card());
        }
        if (path.equals("/sandbox/ledger")) {
            return Answer.ok(ledger());
        }
        if (!path.startsWith(BASE + "/")) {
            return Answer.refused(404, "NotFound", "nothing here; the API is below " + BASE);
        }
        String[] at = Arrays.stream(path.substring(BASE.length() + 1).split("/"))
                .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8)).toArray(String[]::new);
        Map<String, Object> json;
        try {
            json = body.length == 0 ? Map.of() : SandboxLedger.JSON.readValue(body, LinkedHashMap.class);
        } catch (IOException e) {
            return Answer.refused(400, "InvalidJson", "the body is no JSON object");
        }
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String route = method + " " + at[0] + (at.length > 2 ? "/" + at[2] : "") + (at.length > 4 ? "/" + at[4] : "") + " " + at.length;
        String orderName = String.valueOf(json.get("name"));
        return switch (route) {
            case "GET products 1" -> Answer.ok(Map.of("products", page(books.shelf(), query)));
            case "POST products 2" -> at[1].equals("search") ? Answer.ok(Map.of("products", books.search(json)))
                    : at[1].equals("avails") ? books.avails(json) : Answer.refused(404, "NotFound", path);
            case "GET products 2" -> books.product(at[1]);
            case "GET accounts 1" -> Answer.ok(Map.of("accounts", page(books.all("accounts"), query)));
            case "POST accounts 1" -> books.openAccount(json);
            case "GET accounts/orders 3" -> Answer.ok(Map.of("orders", page(books.orders(at[1]), query)));
            case "POST accounts/orders 3" -> faulty(exchange, SandboxFault.of(orderName, "order", orderName, held),
                    () -> books.createOrder(at[1], json));
            case "GET accounts/orders 4" -> books.order(at[1], at[3]);
            case "GET accounts/orders/lines 5" -> Answer.ok(Map.of("lines", page(books.lines(at[3]), query)));
            case "POST accounts/orders/lines 5" -> faulty(exchange,
                    SandboxFault.of(String.valueOf(json.get("productId")), "line", String.valueOf(json.get("name")), held),
                    () -> books.createLine(at[1], at[3], json));
            case "GET accounts/orders/lines 6" -> books.line(at[3], at[5]);
            case "PATCH accounts/orders/lines 6" -> {
                String action = query.getOrDefault("action", "");
                yield faulty(exchange, SandboxFault.of(books.productOf(at[5]), action, at[5], held), () -> books.act(at[3], at[5], action));
            }
            case "DELETE accounts/orders/lines 6" -> books.deleteLine(at[3], at[5]);
            case "GET accounts/orders/lines 7" -> at[6].equals("stats") ? books.stats(at[3], at[5]) : Answer.refused(404, "NotFound", path);
            case "POST proposals 1" -> books.propose(json);
            case "POST proposals/counter 3" -> books.counter(at[1], json);
            default -> Answer.refused(method.matches("GET|POST|PATCH|DELETE") ? 404 : 405, "NotFound", method + " " + path);
        };
    }

    /** A committing step. */
    private interface Commit {
        Answer run();
    }

    /** Runs the step the way its fault wants it; null means that nothing more may be sent. */
    private static Answer faulty(HttpExchange exchange, Optional<SandboxFault> fault, Commit step) throws IOException {
        if (fault.isEmpty()) {
            return step.run();
        }
        Answer answer = fault.get().commits ? step.run() : null;
        switch (fault.get()) {
            case LOST, DROPPED -> {
                return null;
            }
            case TIMEOUT -> {
                try {
                    Thread.sleep(LONG_TIME.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return null;
            }
            case GARBAGE -> {
                byte[] html = "<html>maintenance</html>".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, html.length);
                exchange.getResponseBody().write(html);
                return null;
            }
            case ERROR, ERROR_AFTER, UNAVAILABLE -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                return Answer.refused(fault.get().status, "Magic", "as asked for");
            }
            case DECLINED -> {
                // reserve and book are declined in the line's own state, the others by the status
                return exchange.getRequestMethod().equals("PATCH") && !String.valueOf(exchange.getRequestURI().getQuery()).contains("cancel")
                        ? step.run() : Answer.refused(400, "Magic", "refused, as asked for");
            }
            default -> {
                return answer == null ? step.run() : answer;
            }
        }
    }

    private Map<String, Object> card() {
        boolean negotiates = !id.equals("budget-network");
        var card = new LinkedHashMap<String, Object>();
        card.put("name", id);
        card.put("description", "Sandbox seller of the OpenDirect gateway");
        card.put("url", "http://localhost:" + port() + BASE);
        card.put("version", "1.0.0");
        card.put("openDirectVersion", "2.1");
        card.put("capabilities", negotiates ? List.of("products", "avails", "orders", "stats", "negotiation")
                : List.of("products", "avails", "orders", "stats"));
        return card;
    }

    private static List<?> page(List<?> all, Map<String, String> query) {
        int skip = Integer.parseInt(query.getOrDefault("$skip", "0"));
        int top = Integer.parseInt(query.getOrDefault("$top", "50"));
        return all.subList(Math.min(skip, all.size()), Math.min(skip + top, all.size()));
    }

    private static Map<String, String> query(String raw) {
        var query = new LinkedHashMap<String, String>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int eq = pair.indexOf('=');
            query.put(URLDecoder.decode(eq < 0 ? pair : pair.substring(0, eq), StandardCharsets.UTF_8),
                    eq < 0 ? "" : URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
        }
        return query;
    }
}
