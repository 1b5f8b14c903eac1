package org.opendirect.gateway.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.opendirect.gateway.json.Json;

/**
 * Stands in front of a seller and makes faults, down to the bytes: it speaks HTTP on plain sockets, so it can reset, drip, lie about
 * lengths and hang. Which fault is made when is the script's business; orders are told apart by the first word of their names.
 */
final class FaultProxy implements AutoCloseable {

    private static final Set<Fault> CUT = EnumSet.of(Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER, Fault.RESET_BEFORE, Fault.RESET_AFTER,
            Fault.LAGGING_READS, Fault.FALSE_END, Fault.HIDDEN, Fault.TRUNCATED, Fault.ENDLESS, Fault.HUGE, Fault.DRIP);
    private static final Duration SLOWNESS = Duration.ofMillis(300);
    private static final Duration LONGEST_HANG = Duration.ofSeconds(20);

    /** Says what goes wrong; null for nothing. */
    interface Script {
        /** @param nth counts the requests of this step for this order, from 1 */
        Fault fault(String order, WireStep step, int nth);
    }

    /** A place to stop and look while a request is under way, such as to kill the gateway. */
    interface Watch {
        void at(String order, WireStep step, Moment moment);
    }

    /** Where a request stands. */
    enum Moment { ARRIVING, COMMITTED, ANSWERED }

    /** A call as it arrived; {@code heldUntil} is the end of the line's hold as the seller last told it. */
    record Call(Instant at, String order, WireStep step, String method, String path, Instant heldUntil) {
    }

    private final URI target;
    private final Script script;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<String, String> orders = new ConcurrentHashMap<>();
    private final Map<String, Instant> holds = new ConcurrentHashMap<>();
    private final Map<String, Integer> strange = new ConcurrentHashMap<>();
    /** the state that the next read shows, and how many answers do not show the line, by order */
    private final Map<String, String> falseEnds = new ConcurrentHashMap<>();
    private final Map<String, Integer> hidden = new ConcurrentHashMap<>();
    private final Set<String> dearer = ConcurrentHashMap.newKeySet();
    /** what reads of a path show until a moment: the state before a commit */
    private final Map<String, Lag> lags = new ConcurrentHashMap<>();
    private volatile Watch watch = (order, step, moment) -> { };
    private volatile ServerSocket server;
    private volatile Duration lag = Duration.ofMillis(200);

    private record Lag(Instant until, byte[] body) {
    }

    FaultProxy(String targetBaseUrl, Script script) throws IOException {
        this.target = URI.create(targetBaseUrl);
        this.script = script;
        listen(0);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + port() + target.getPath();
    }

    int port() {
        return server.getLocalPort();
    }

    List<Call> calls() {
        return Collections.unmodifiableList(calls);
    }

    void watch(Watch watch) {
        this.watch = watch;
    }

    /** How long reads lag behind a commit. */
    void lag(Duration lag) {
        this.lag = lag;
    }

    private void listen(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 200);
        server = socket;
        daemon("fault-proxy", () -> {
            while (!socket.isClosed()) {
                try {
                    Socket s = socket.accept();
                    open.add(s);
                    daemon("fault-proxy-connection", () -> serve(s));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    /** Nobody answers on the port for a while, and whoever is connected is cut off. */
    void refuse(Duration time) {
        int port = port();
        closeAll();
        daemon("fault-proxy-down", () -> {
            pause(time);
            try {
                listen(port);
            } catch (IOException e) {
                throw new IllegalStateException("the port was taken meanwhile", e);
            }
        });
    }

    private void closeAll() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        open.forEach(FaultProxy::reset);
    }

    @Override
    public void close() {
        closeAll();
    }

    // one connection

    /** A request as it was read. */
    private record Request(String method, String path, Map<String, String> headers, byte[] body) {
    }

    private record Reply(int status, String headers, byte[] body) {
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                if (!answer(socket, request)) {
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            // the gateway has hung up, as it may, or has been killed by whoever watches
        } finally {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null || first.isBlank()) {
            return null;
        }
        var headers = new HashMap<String, String>();
        for (String h = line(in); h != null && !h.isEmpty(); h = line(in)) {
            headers.put(h.substring(0, h.indexOf(':')).toLowerCase(Locale.ROOT), h.substring(h.indexOf(':') + 1).trim());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] parts = first.split(" ");
        return new Request(parts[0], parts[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** @return whether the connection may be used for another request */
    private boolean answer(Socket socket, Request request) throws IOException {
        WireStep step = WireStep.of(request.method(), request.path());
        String order = step == WireStep.ORDER ? firstWord(request.body()) : orders.getOrDefault(WireStep.orderIn(request.path()), "");
        int nth = counts.computeIfAbsent(order + "/" + step, k -> new AtomicInteger()).incrementAndGet();
        calls.add(new Call(Instant.now(), order, step, request.method(), request.path(), holds.get(path(request))));
        watch.at(order, step, Moment.ARRIVING);
        Fault fault = script.fault(order, step, nth);
        if (fault == Fault.LAGGING_READS) {
            remember(request);
        }
        Reply reply = fault == null || fault.commits ? forward(request, step, order) : null;
        if (reply != null) {
            watch.at(order, step, Moment.COMMITTED);
        }
        if (fault == Fault.CHANGED_PRICE) {
            dearer.add(order);
        }
        if (fault == Fault.UNKNOWN_STATUS) {
            strange.put(order, 3);
        }
        if (fault == Fault.FALSE_END) {
            falseEnds.put(order, step == WireStep.CANCEL ? "Canceled" : "Expired");
        }
        if (fault == Fault.HIDDEN) {
            hidden.put(order, 2);
        }
        if (fault == null && request.method().equals("GET") && hidden.getOrDefault(order, 0) > 0) {
            hidden.merge(order, -1, Integer::sum);
            reply = step == WireStep.POLL ? new Reply(404, reply.headers(), bytes("{}")) : new Reply(200, reply.headers(), bytes("[]"));
        }
        boolean goesOn = fault == null ? send(socket, shown(reply, order)) : misbehave(socket, fault, reply, order);
        watch.at(order, step, Moment.ANSWERED);
        return goesOn;
    }

    private boolean misbehave(Socket socket, Fault fault, Reply reply, String order) throws IOException {
        String json = "Content-Type: application/json\r\n";
        OutputStream out = socket.getOutputStream();
        switch (fault) {
            case TIMEOUT_BEFORE, TIMEOUT_AFTER -> hang(socket);
            case RESET_BEFORE, RESET_AFTER, LAGGING_READS, FALSE_END, HIDDEN -> reset(socket);
            case ERROR_500_BEFORE, ERROR_500_AFTER -> send(socket, new Reply(500, json, bytes("{\"detail\":\"oops\"}")));
            case ERROR_502 -> send(socket, new Reply(502, "Content-Type: text/html\r\n", bytes("<html>bad gateway</html>")));
            case ERROR_503_SECONDS -> send(socket, new Reply(503, json + "Retry-After: 1\r\n", bytes("{}")));
            case ERROR_504_AFTER -> send(socket, new Reply(504, json, bytes("{}")));
            case ERROR_429_SECONDS -> send(socket, new Reply(429, json + "Retry-After: 1\r\n", bytes("{}")));
            case ERROR_429_DATE -> send(socket, new Reply(429, json + "Retry-After: " + DateTimeFormatter.RFC_1123_DATE_TIME
                    .format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1)) + "\r\n", bytes("{}")));
            case MALFORMED -> send(socket, new Reply(200, json, bytes("{\"id\": \"line_")));
            case WRONG_TYPED -> send(socket, new Reply(200, json, bytes("{\"id\": [1, 2], \"bookingStatus\": {\"is\": 7}, \"rate\": true}")));
            case HTML_200 -> send(socket, new Reply(200, "Content-Type: text/html\r\n", bytes("<html>we are back soon</html>")));
            case EMPTY_200 -> send(socket, new Reply(200, json, new byte[0]));
            case TOKEN_EXPIRED -> send(socket, new Reply(401, json, bytes("{\"detail\":\"token expired\"}")));
            case REDIRECT -> send(socket, new Reply(307, "Location: http://127.0.0.1:9/elsewhere\r\n", new byte[0]));
            case LYING_STATUS -> send(socket, lie(reply));
            case SLOW -> {
                pause(SLOWNESS);
                send(socket, shown(reply, order));
            }
            case UNKNOWN_STATUS, CHANGED_PRICE -> send(socket, shown(reply, order));
            case TRUNCATED -> {
                out.write(bytes("HTTP/1.1 200 OK\r\n" + json + "Content-Length: " + (reply.body().length + 50) + "\r\n\r\n"));
                out.write(reply.body());
                out.flush();
            }
            case ENDLESS, HUGE -> pour(out, fault == Fault.HUGE ? "Content-Length: 1000000000\r\n" : "Connection: close\r\n");
            case DRIP -> drip(out, reply);
            default -> throw new IllegalArgumentException(fault + " is not made here");
        }
        // a whole answer leaves the connection as it was; one that was cut short ends it
        return !CUT.contains(fault);
    }

    private static void pour(OutputStream out, String length) throws IOException {
        out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length + "\r\n["));
        byte[] chunk = bytes("{\"id\":\"x\"},".repeat(2000));
        Instant end = Instant.now().plus(LONGEST_HANG);
        while (Instant.now().isBefore(end)) {
            out.write(chunk);
        }
    }

    private static void drip(OutputStream out, Reply reply) throws IOException {
        out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + reply.body().length + "\r\n\r\n"));
        Instant end = Instant.now().plus(LONGEST_HANG);
        for (int i = 0; i < reply.body().length && Instant.now().isBefore(end); i++) {
            out.write(reply.body()[i]);
            out.flush();
            pause(Duration.ofSeconds(1));
        }
    }

    /** Waits until the other side gives up. */
    private static void hang(Socket socket) throws IOException {
        socket.setSoTimeout((int) LONGEST_HANG.toMillis());
        socket.getInputStream().read();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    // what the seller really says

    private Reply forward(Request request, WireStep step, String order) throws IOException {
        Lag lag = request.method().equals("GET") ? lags.get(path(request)) : null;
        if (lag != null && Instant.now().isBefore(lag.until())) {
            return new Reply(200, "Content-Type: application/json\r\n", lag.body());
        }
        return ask(request, step, order);
    }

    private Reply ask(Request request, WireStep step, String order) throws IOException {
        HttpRequest.Builder b = HttpRequest.newBuilder(URI.create("http://" + target.getAuthority() + request.path()))
                .method(request.method(), request.body().length == 0 ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        if (request.headers().containsKey("content-type")) {
            b.header("Content-Type", request.headers().get("content-type"));
        }
        try {
            HttpResponse<byte[]> answer = client.send(b.build(), HttpResponse.BodyHandlers.ofByteArray());
            learn(request, step, order, answer);
            return new Reply(answer.statusCode(), "Content-Type: application/json\r\n", answer.body());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void learn(Request request, WireStep step, String order, HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != 200 || answer.body().length == 0) {
            return;
        }
        JsonNode json = Json.parse(answer.body());
        if (step == WireStep.ORDER) {
            orders.put(json.path("id").asText(), order);
        }
        if (json.hasNonNull("reservedExpiryDate")) {
            holds.put(path(request), Instant.parse(json.path("reservedExpiryDate").asText()));
        }
    }

    /** Keeps what the reads of this object show now, to be shown again after it has changed. */
    private void remember(Request request) throws IOException {
        Reply before = ask(new Request("GET", path(request), Map.of(), new byte[0]), WireStep.OTHER, "");
        lags.put(path(request), new Lag(Instant.now().plus(lag), before.body()));
    }

    /** As the seller shows it, with what has been changed for good on this order. */
    private Reply shown(Reply reply, String order) throws IOException {
        boolean odd = strange.getOrDefault(order, 0) > 0;
        String end = falseEnds.get(order);
        if (!odd && end == null && !dearer.contains(order) || reply.status() != 200 || reply.body().length == 0) {
            return reply;
        }
        JsonNode json = Json.parse(reply.body());
        if (odd && (json.has("bookingStatus") || json.has("orderStatus"))) {
            strange.merge(order, -1, Integer::sum);
        }
        if (end != null && json.has("bookingStatus")) {
            falseEnds.remove(order);
            ((ObjectNode) json).put("bookingStatus", end);
        }
        change(json, odd, dearer.contains(order));
        return new Reply(200, reply.headers(), Json.bytes(json));
    }

    private static void change(JsonNode json, boolean odd, boolean dear) {
        if (json instanceof ObjectNode object) {
            if (odd && object.has("bookingStatus")) {
                object.put("bookingStatus", "Frobnicated");
            }
            if (dear && object.has("rate")) {
                object.put("rate", object.path("rate").decimalValue().add(BigDecimal.ONE));
            }
            object.fields().forEachRemaining(f -> change(f.getValue(), odd, dear));
        } else if (json instanceof ArrayNode array) {
            array.forEach(n -> change(n, odd, dear));
        }
    }

    private static Reply lie(Reply reply) throws IOException {
        JsonNode json = Json.parse(reply.body());
        if (json.has("bookingStatus")) {
            ((ObjectNode) json).put("bookingStatus", "Declined");
        }
        return new Reply(200, reply.headers(), Json.bytes(json));
    }

    private static boolean send(Socket socket, Reply reply) throws IOException {
        OutputStream out = socket.getOutputStream();
        var all = new ByteArrayOutputStream();
        all.write(bytes("HTTP/1.1 " + reply.status() + " Said\r\n" + reply.headers() + "Content-Length: " + reply.body().length + "\r\n\r\n"));
        all.write(reply.body());
        out.write(all.toByteArray());
        out.flush();
        return true;
    }

    private static String path(Request request) {
        return request.path().replaceAll("\\?.*", "");
    }

    private static String firstWord(byte[] body) throws IOException {
        return Json.parse(body).path("name").asText().split(" ")[0];
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
