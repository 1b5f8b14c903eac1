package org.opendirect.gateway.whole;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a seller and closes connections as servers do, each in its manner, without a word about it. */
final class ClosingServer implements AutoCloseable {

    private static final int A_MOMENT_MS = 15;

    /** When it closes a connection. */
    enum Manner {
        /** right after each answer */
        AFTER_EACH,
        /** a moment after each answer, and whoever has asked something meanwhile is reset */
        A_MOMENT_LATER,
        /** in one direction: it goes on reading, and never answers */
        HALF,
        /** after it has said 408, to nobody */
        UNASKED_408,
        /** after an answer 500, which is the first to all that is not a GET */
        AFTER_500,
        /** as HTTP/1.0, whose answer ends where the connection ends */
        HTTP_1_0
    }

    private final RawServer server;
    private final URI behind;
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private volatile Manner manner = Manner.AFTER_EACH;

    ClosingServer(String behind) throws IOException {
        this.behind = URI.create(behind);
        server = new RawServer(this::serve);
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.port() + behind.getRawPath();
    }

    void is(Manner how) {
        manner = how;
    }

    private void serve(Socket socket, InputStream in) throws IOException {
        for (RawServer.Request request = RawServer.read(in); request != null; request = RawServer.read(in)) {
            Manner how = manner;
            if (how == Manner.AFTER_500 && !request.method().equals("GET") && failed.add(request.method() + request.target())) {
                say(socket, new RawServer.Reply(500, "Content-Type: text/plain\r\n", "Internal Server Error".getBytes(StandardCharsets.US_ASCII)).bytes("1.1"));
                return;
            }
            RawServer.Reply reply = RawServer.ask(behind.resolve(request.target()), request);
            if (how == Manner.HTTP_1_0) {
                say(socket, reply.bytes("1.0", ""));
                return;
            }
            say(socket, reply.bytes("1.1"));
            switch (how) {
                case AFTER_EACH -> {
                    return;
                }
                case A_MOMENT_LATER -> {
                    listen(socket, in);
                    return;
                }
                case HALF -> {
                    socket.shutdownOutput();
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                case UNASKED_408 -> {
                    say(socket, new RawServer.Reply(408, "Connection: close\r\n", new byte[0]).bytes("1.1"));
                    return;
                }
                default -> {
                    // goes on
                }
            }
        }
    }

    private static void listen(Socket socket, InputStream in) throws IOException {
        socket.setSoTimeout(A_MOMENT_MS);
        try {
            in.read();
        } catch (SocketTimeoutException e) {
            // nobody has asked anything
        }
    }

    private static void say(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        server.close();
    }
}
