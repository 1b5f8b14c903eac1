package org.opendirect.gateway.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One sandbox seller on its port, in one dialect. Its ledger is at {@code /sandbox/ledger}, in the same words whatever the dialect; a
 * deal of the seller agent is a line there.
 */
public final class SandboxSeller implements AutoCloseable {

    private final String id;
    private final SandboxDialect dialect;
    private final HttpServer server;
    private final ExecutorService threads;
    private final SandboxBooks books;
    private final SandboxHandler handler;

    /** A seller that speaks as the seed does. */
    public SandboxSeller(String id, int port, Path ledgerFile, Duration hold, Clock clock) throws IOException {
        this(id, port, ledgerFile, hold, clock, SandboxDialect.SEED);
    }

    /**
     * Starts listening on loopback.
     *
     * @param id         one of {@link Sandbox#SELLERS}, or {@code catalogue-<n>} for a seller of n products
     * @param port       0 takes any free one
     * @param ledgerFile null keeps the ledger in memory
     * @param hold       how long a reservation is held, and a quote is good for
     */
    public SandboxSeller(String id, int port, Path ledgerFile, Duration hold, Clock clock, SandboxDialect dialect) throws IOException {
        this.id = id;
        this.dialect = dialect;
        var ledger = new SandboxLedger(ledgerFile);
        this.books = dialect == SandboxDialect.MOCK ? new MockBooks(id, ledger, hold, clock) : new SandboxBooks(id, ledger, hold, clock);
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 100);
        this.handler = dialect.form() == null ? new IabAgent(dialect == SandboxDialect.IAB_AGENT, baseUrl(), books)
                : new OpenDirectSandbox(dialect, books, this::card);
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

    public SandboxDialect dialect() {
        return dialect;
    }

    public String baseUrl() {
        return "http://localhost:" + port() + dialect.base();
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

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            SandboxCall call = SandboxCall.of(exchange);
            Answer answer = call.path().equals("/sandbox/ledger") ? Answer.ok(ledger()) : handler.answer(call);
            if (answer == Answer.NONE) {
                return;
            }
            boolean raw = answer.body() instanceof byte[];
            byte[] body = raw ? (byte[]) answer.body() : SandboxLedger.JSON.writeValueAsBytes(answer.body());
            if (!raw) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Map<String, Object> card() {
        boolean negotiates = dialect.form().shapes().hasProposals() && !id.equals("budget-network");
        var card = new LinkedHashMap<String, Object>();
        card.put("name", id);
        card.put("description", "Sandbox seller of the OpenDirect gateway");
        card.put("url", baseUrl());
        card.put("version", "1.0.0");
        card.put("openDirectVersion", "2.1");
        card.put("capabilities", negotiates ? List.of("products", "avails", "orders", "stats", "negotiation")
                : List.of("products", "avails", "orders", "stats"));
        return card;
    }
}
