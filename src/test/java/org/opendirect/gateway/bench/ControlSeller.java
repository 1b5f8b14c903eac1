package org.opendirect.gateway.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** A seller as the control knows it: its port and the connections that are kept to it. */
final class ControlSeller {

    private static final int EXPECTED = 8 * 1_024;
    private static final JsonFactory JSON = new JsonFactory();

    private final String name;
    private final int port;
    private final ConcurrentLinkedDeque<Call> kept = new ConcurrentLinkedDeque<>();

    ControlSeller(String name, int port) {
        this.name = name;
        this.port = port;
    }

    String name() {
        return name;
    }

    /** Sends a search; its answer is for {@link Call#products}. */
    Call send(byte[] body) throws IOException {
        Call call = kept.poll();
        if (call == null) {
            call = new Call();
        }
        call.send(body);
        return call;
    }

    /** A connection with a search under way on it. */
    final class Call {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        private final InputStream in = socket.getInputStream();
        private final OutputStream out = socket.getOutputStream();
        private final HttpAnswerIn answer = new HttpAnswerIn(EXPECTED);
        private long sent;
        private long ended;

        private Call() throws IOException {
            socket.setTcpNoDelay(true);
        }

        private void send(byte[] body) throws IOException {
            byte[] head = ("POST /products/search HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] request = new byte[head.length + body.length];
            System.arraycopy(head, 0, request, 0, head.length);
            System.arraycopy(body, 0, request, head.length, body.length);
            sent = System.nanoTime();
            out.write(request);
        }

        String seller() {
            return name;
        }

        long elapsedMs() {
            return TimeUnit.NANOSECONDS.toMillis(ended - sent);
        }

        /** Adds what the seller has found; how many, or -1 when there was no good answer by then. */
        int products(long deadline, List<ControlProduct> to) throws IOException {
            answer.reset();
            try {
                boolean whole = false;
                while (!whole) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    socket.setSoTimeout((int) Math.max(1, left));
                    ByteBuffer room = answer.room();
                    int bytes = in.read(room.array(), room.position(), room.remaining());
                    if (bytes < 0 || left < 0) {
                        throw new SocketTimeoutException();
                    }
                    whole = answer.took(bytes);
                }
                ended = System.nanoTime();
            } catch (IOException e) {
                ended = System.nanoTime();
                socket.close();
                return -1;
            }
            kept.push(this);
            try (JsonParser json = JSON.createParser(answer.array(), answer.from(), answer.to() - answer.from())) {
                return ControlProduct.readAll(name, json, to);
            }
        }
    }
}
