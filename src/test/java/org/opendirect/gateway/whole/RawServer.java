package org.opendirect.gateway.whole;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Listens on loopback and leaves it to its visit, down to the bytes, what becomes of a connection. */
public final class RawServer implements AutoCloseable {

    private static final List<String> NOT_PASSED_ON = List.of("host", "connection", "content-length", "upgrade", "proxy-authorization", "proxy-connection", "expect");
    private static final List<String> ANSWERED = List.of("Content-Type", "Location", "Retry-After", "X-Total-Count");
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What is done with one connection, which is closed afterwards. */
    public interface Visit {
        void of(Socket socket, InputStream in) throws IOException;
    }

    /** @param headers by name in lower case */
    public record Request(String method, String target, Map<String, String> headers, byte[] body) {
    }

    /** @param headers each with the end of its line */
    public record Reply(int status, String headers, byte[] body) {
        byte[] bytes(String version) {
            return bytes(version, "Content-Length: " + body.length + "\r\n");
        }

        byte[] bytes(String version, String further) {
            byte[] head = ("HTTP/" + version + " " + status + " Said\r\n" + headers + further + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            var all = new ByteArrayOutputStream();
            all.writeBytes(head);
            all.writeBytes(body);
            return all.toByteArray();
        }
    }

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public RawServer(Visit visit) throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        daemon(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    open.add(socket);
                    daemon(() -> serve(visit, socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Visit visit, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            visit.of(socket, new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            // the other side has gone away, as it may
        } finally {
            open.remove(socket);
        }
    }

    static Thread daemon(Runnable task) {
        var thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The next request, or null where there is none any more. */
    public static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        if (first.length < 2) {
            return null;
        }
        var headers = new TreeMap<String, String>();
        for (String h = line(in); !h.isEmpty(); h = line(in)) {
            headers.put(h.substring(0, h.indexOf(':')).toLowerCase(Locale.ROOT), h.substring(h.indexOf(':') + 1).trim());
        }
        return new Request(first[0], first[1], headers, in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** What another server says to the same request. */
    static Reply ask(URI url, Request request) throws IOException {
        var asked = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).method(request.method(), request.body().length == 0
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, value) -> {
            if (!NOT_PASSED_ON.contains(name)) {
                asked.header(name, value);
            }
        });
        try {
            HttpResponse<byte[]> answer = HTTP.send(asked.build(), HttpResponse.BodyHandlers.ofByteArray());
            var headers = new StringBuilder();
            ANSWERED.forEach(name -> answer.headers().firstValue(name).ifPresent(v -> headers.append(name).append(": ").append(v).append("\r\n")));
            return new Reply(answer.statusCode(), headers.toString(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
