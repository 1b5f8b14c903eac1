package org.opendirect.gateway.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The control: the same search written by hand on bare sockets, without a framework, settings, dialects, breakers or anything else that
 * makes a gateway. A thread a client sends to all sellers over kept connections, then takes the answers in turn with a streaming parser,
 * sorts, and writes what the gateway would. Arguments: the sellers' ports. Prints {@code port <p>}; ends with its input.
 */
public final class FanOutControl {

    private static final long DEADLINE_MS = 2_000;
    private static final int BACKLOG = 1_024;
    private static final JsonFactory JSON = new JsonFactory();

    private final ControlSeller[] sellers;

    private FanOutControl(int[] ports) {
        sellers = new ControlSeller[ports.length];
        for (int i = 0; i < ports.length; i++) {
            sellers[i] = new ControlSeller(sellerName(i), ports[i]);
        }
    }

    /** What the gateway calls the sellers too. */
    static String sellerName(int index) {
        return String.format("stub-%02d", index);
    }

    public static void main(String[] args) throws IOException {
        var control = new FanOutControl(Arrays.stream(args).mapToInt(Integer::parseInt).toArray());
        var server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        System.out.println("port " + server.getLocalPort());
        var accept = new Thread(() -> control.accept(server), "accept");
        accept.setDaemon(true);
        accept.start();
        while (System.in.read() >= 0) {
            // its end is ours
        }
    }

    /** What a search asks for. */
    private record Asked(long minImpressions, List<String> sellers, long deadlineMs) {
    }

    /** What has become of one seller. */
    private record Entry(String seller, String status, int items, long elapsedMs) {
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                var thread = new Thread(() -> serve(socket), "client");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            var answer = new ByteArrayOutputStream(128 * 1_024);
            for (HttpRequestIn request = HttpRequestIn.read(in); request != null; request = HttpRequestIn.read(in)) {
                answer.reset();
                search(request, answer);
                out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.size() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                answer.writeTo(out);
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private void search(HttpRequestIn request, OutputStream to) throws IOException {
        Asked asked = asked(request.body());
        long deadline = request.arrived() + TimeUnit.MILLISECONDS.toNanos(asked.deadlineMs);
        byte[] body = ("{\"minImpressions\":" + asked.minImpressions + "}").getBytes(StandardCharsets.US_ASCII);
        var calls = new ArrayList<ControlSeller.Call>(sellers.length);
        for (ControlSeller seller : sellers) {
            if (asked.sellers.isEmpty() || asked.sellers.contains(seller.name())) {
                calls.add(seller.send(body));
            }
        }
        var products = new ArrayList<ControlProduct>(calls.size() * 16);
        var entries = new ArrayList<Entry>(calls.size());
        for (ControlSeller.Call call : calls) {
            int items = call.products(deadline, products);
            entries.add(new Entry(call.seller(), items < 0 ? "timed_out" : "ok", Math.max(0, items), call.elapsedMs()));
        }
        products.removeIf(p -> !p.atLeast(asked.minImpressions));
        products.sort(null);
        try (JsonGenerator json = JSON.createGenerator(to)) {
            write(json, products, entries);
        }
    }

    private static void write(JsonGenerator json, List<ControlProduct> products, List<Entry> entries) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("products");
        for (ControlProduct product : products) {
            product.write(json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sellers");
        boolean complete = true;
        for (Entry entry : entries) {
            json.writeStartObject();
            json.writeStringField("seller", entry.seller);
            json.writeStringField("status", entry.status);
            json.writeNumberField("items", entry.items);
            json.writeNumberField("elapsedMs", entry.elapsedMs);
            json.writeEndObject();
            complete &= entry.status.equals("ok");
        }
        json.writeEndArray();
        json.writeBooleanField("complete", complete);
        json.writeEndObject();
    }

    private static Asked asked(byte[] body) throws IOException {
        long min = 0;
        long deadline = DEADLINE_MS;
        var named = new ArrayList<String>();
        try (JsonParser json = JSON.createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    named.add(json.getText());
                } else if (token.isNumeric() && json.currentName().equals("deadlineMs")) {
                    deadline = Math.min(deadline, json.getLongValue());
                } else if (token.isNumeric()) {
                    min = json.getLongValue();
                }
            }
        }
        return new Asked(min, named, deadline);
    }
}
