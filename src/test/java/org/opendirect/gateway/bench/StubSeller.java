package org.opendirect.gateway.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A seller that does as little as can be done, since it takes its CPU from the gateway that is measured: plain sockets, a thread for
 * each of the few connections that the gateway keeps, each answer a single write after a fixed time.
 */
final class StubSeller implements AutoCloseable {

    private final ServerSocket server;
    private final StubBooks books = new StubBooks();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile Duration latency = Duration.ZERO;

    /**
     * A call that took the seller's time. Times are {@link System#nanoTime()}.
     *
     * @param kind {@code GET}, or of any other call what its query, or else its path, ends with
     */
    record Call(String kind, long arrived, long answered) {
        static Call of(HttpRequestIn request, long answered) {
            String path = request.path();
            String end = request.query().isEmpty() ? path.substring(path.lastIndexOf('/') + 1) : request.query();
            return new Call(request.method().equals("GET") ? "GET" : end, request.arrived(), answered);
        }
    }

    StubSeller() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start("stub-accept", this::accept);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort() + StubBooks.BASE;
    }

    StubBooks books() {
        return books;
    }

    /** How long it takes from now on to answer a search, or a call for avails or of a booking. */
    void latency(Duration latency) {
        this.latency = latency;
    }

    /** How many connections were opened to it so far. */
    int connections() {
        return connections.get();
    }

    /** What it was asked since the last time this was called, in the order in which the answers left. */
    List<Call> takeCalls() {
        var taken = new ArrayList<Call>();
        for (Call call = calls.poll(); call != null; call = calls.poll()) {
            taken.add(call);
        }
        return taken;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                start("stub-" + connections.incrementAndGet(), () -> serve(socket));
            }
        } catch (IOException e) {
            // closed: the end of the benchmark
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            for (HttpRequestIn request = HttpRequestIn.read(in); request != null; request = HttpRequestIn.read(in)) {
                StubBooks.Answer answer = books.answer(request);
                byte[] whole = whole(answer);
                if (answer.work() && !latency.isZero()) {
                    Thread.sleep(latency.toMillis());
                }
                // before the write: after it this thread may have lost its core to the very gateway that is measured
                long answered = System.nanoTime();
                if (answer.work()) {
                    calls.add(Call.of(request, answered));
                }
                answer.sent().accept(answered);
                out.write(whole);
            }
        } catch (IOException e) {
            // the gateway has closed the connection, or the benchmark has
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private static byte[] whole(StubBooks.Answer answer) {
        byte[] head = ("HTTP/1.1 " + answer.status() + " OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.body().length
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + answer.body().length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(answer.body(), 0, whole, head.length, answer.body().length);
        return whole;
    }

    private static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
