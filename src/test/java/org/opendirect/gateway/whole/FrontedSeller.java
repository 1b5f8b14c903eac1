package org.opendirect.gateway.whole;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** A sandbox seller behind a front of its own, which answers some calls otherwise than the sandbox does, and comes and goes. */
final class FrontedSeller implements AutoCloseable {

    /** What was asked; the query and the body are empty where there is none. */
    record Asked(String method, String path, String query, String body) {
        boolean is(String verb, String end) {
            return method.equals(verb) && path.endsWith(end);
        }

        @Override
        public String toString() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }
    }

    /** What is answered, headers as they are sent. */
    record Said(int status, Map<String, String> headers, String body) {
        static Said json(int status, String body) {
            return new Said(status, Map.of("Content-Type", "application/json"), body);
        }

        Said withBody(String other) {
            return new Said(status, headers, other);
        }
    }

    /** The seller behind the front. */
    interface Behind {
        Said ask(Asked asked);
    }

    /** What the front makes of a call. */
    interface Front {
        Said answer(Asked asked, Behind seller);
    }

    private final SandboxSeller sandbox;
    private final Front front;
    private final int port;
    private final String base;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    /** One that is open from the beginning. */
    FrontedSeller(SandboxDialect dialect, Front front) throws IOException {
        this("premium-ctv", dialect, front);
    }

    FrontedSeller(String shelf, SandboxDialect dialect, Front front) throws IOException {
        this.sandbox = new SandboxSeller(shelf, 0, null, Duration.ofMinutes(5), Clock.systemUTC(), dialect);
        this.base = dialect.base();
        this.front = front;
        this.server = listening(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer listening(int at) throws IOException {
        HttpServer listening = HttpServer.create(new InetSocketAddress("127.0.0.1", at), 100);
        listening.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "fronted-seller");
            thread.setDaemon(true);
            return thread;
        }));
        listening.createContext("/", this::handle);
        listening.start();
        return listening;
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port + base;
    }

    int port() {
        return port;
    }

    /** Everything that it was asked, in its order. */
    List<Asked> asked() {
        return asked;
    }

    /** Everything that the seller behind it holds, by kind. */
    Map<String, Object> ledger() {
        return sandbox.ledger();
    }

    void shut() {
        server.stop(0);
    }

    void open() throws IOException {
        server = listening(port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            var one = new Asked(exchange.getRequestMethod(), uri.getRawPath(), uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(one);
            Said said = front.answer(one, this::behind);
            said.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Said behind(Asked asked) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandbox.port() + asked.path() + (asked.query().isEmpty() ? "" : "?" + asked.query())))
                .method(asked.method(), HttpRequest.BodyPublishers.ofString(asked.body())).header("Content-Type", "application/json").build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return Said.json(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        sandbox.close();
    }
}
