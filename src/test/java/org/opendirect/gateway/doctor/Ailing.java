package org.opendirect.gateway.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** Stands before a sandbox seller and answers some things otherwise than it does. */
final class Ailing implements AutoCloseable {

    private final HttpServer server;
    private final String base;
    private final String behind;
    private final Ailment ailment;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> credentials = new CopyOnWriteArrayList<>();

    /** @param what method, path and query, such as {@code GET /products?$skip=0} */
    record Asked(String what, String body, Map<String, List<String>> headers) {
    }

    record Reply(int status, String body, Map<String, String> headers) {
        static Reply of(int status, String body) {
            return new Reply(status, body, Map.of());
        }

        Reply with(String from, String to) {
            return new Reply(status, body.replace(from, to), headers);
        }
    }

    interface Well {
        Reply answer() throws IOException, InterruptedException;
    }

    interface Ailment {
        Reply answer(Asked asked, Well well) throws IOException, InterruptedException;
    }

    Ailing(SandboxSeller behind, Ailment ailment) throws IOException {
        URI url = URI.create(behind.baseUrl());
        this.behind = "http://localhost:" + url.getPort();
        this.base = url.getPath();
        this.ailment = ailment;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "ailing-seller");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + base;
    }

    /** Every Authorization header that has come. */
    List<String> credentials() {
        return credentials;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            credentials.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            String uri = exchange.getRequestURI().toString();
            String what = exchange.getRequestMethod() + " " + (uri.startsWith(base) ? uri.substring(base.length()) : uri);
            Reply reply = ailment.answer(new Asked(what, body, exchange.getRequestHeaders()), () -> well(exchange.getRequestMethod(), uri, body));
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply well(String method, String uri, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(HttpRequest.newBuilder(URI.create(behind + uri)).method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
        return Reply.of(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
