package org.opendirect.gateway.whole;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sellers on one port, told apart by their path, each of which can be told to be good or bad at any moment. */
final class TroublesomeSellers implements AutoCloseable {

    /** How a seller answers a search. */
    enum Manner { GOOD, HANGS, DRIPS, FLOODS, BREAKS_OFF, ERROR, TOO_MANY, WAITS }

    private static final byte[] PRODUCTS = "{\"products\":[{\"id\":\"p\",\"basePrice\":1,\"rateType\":\"CPM\"}]}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> searched = new ConcurrentHashMap<>();
    private final AtomicLong flooded = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(1);

    TroublesomeSellers() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Base URLs by id. */
    Map<String, String> named(String... ids) {
        var sellers = new TreeMap<String, String>();
        for (String id : ids) {
            sellers.put(id, "http://127.0.0.1:" + server.getAddress().getPort() + "/" + id);
        }
        return sellers;
    }

    void is(String seller, Manner manner) {
        manners.put(seller, manner);
    }

    /** How many searches have come to a seller. */
    int searched(String seller) {
        return searched.computeIfAbsent(seller, s -> new AtomicInteger()).get();
    }

    /** How many bytes were taken of the floods. */
    long flooded() {
        return flooded.get();
    }

    /** Lets those go on that wait. */
    void open() {
        gate.countDown();
    }

    void shut() {
        gate = new CountDownLatch(1);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            exchange.getRequestBody().readAllBytes();
            if (!path[path.length - 1].equals("search")) {
                if (manners.get(path[1]) == Manner.TOO_MANY) {
                    search(exchange, Manner.TOO_MANY);
                } else {
                    exchange.sendResponseHeaders(404, -1);
                }
                return;
            }
            searched.computeIfAbsent(path[1], s -> new AtomicInteger()).incrementAndGet();
            search(exchange, manners.getOrDefault(path[1], Manner.GOOD));
        } catch (IOException e) {
            // the gateway has gone away, as it should
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void search(HttpExchange exchange, Manner manner) throws IOException, InterruptedException {
        switch (manner) {
            case HANGS -> over.await();
            case DRIPS -> {
                exchange.sendResponseHeaders(200, 0);
                OutputStream out = exchange.getResponseBody();
                while (over.getCount() > 0) {
                    out.write(' ');
                    out.flush();
                    over.await(20, TimeUnit.MILLISECONDS);
                }
            }
            case FLOODS -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] blanks = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
                while (over.getCount() > 0) {
                    exchange.getResponseBody().write(blanks);
                    flooded.addAndGet(blanks.length);
                }
            }
            case BREAKS_OFF -> {
                exchange.sendResponseHeaders(200, PRODUCTS.length);
                exchange.getResponseBody().write(PRODUCTS, 0, 10);
                throw new IOException("broken off");
            }
            case ERROR -> exchange.sendResponseHeaders(500, -1);
            case TOO_MANY -> {
                exchange.getResponseHeaders().set("Retry-After", "30");
                exchange.sendResponseHeaders(429, -1);
            }
            case WAITS -> {
                gate.await();
                good(exchange);
            }
            default -> good(exchange);
        }
    }

    private static void good(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, PRODUCTS.length);
        exchange.getResponseBody().write(PRODUCTS);
    }

    @Override
    public void close() {
        over.countDown();
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
