package org.opendirect.gateway.whole;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy that knows where hosts are that nobody else knows, and remembers what it was asked. */
public final class ForwardProxyServer implements AutoCloseable {

    private final RawServer server;
    private final String credentials;
    private final Map<String, Integer> hosts = new ConcurrentHashMap<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** @param credentials {@code user:password} that it wants to see; empty for none */
    public ForwardProxyServer(String credentials) throws IOException {
        this.credentials = credentials.isEmpty() ? "" : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        server = new RawServer(this::serve);
    }

    /** @param host with its port, such as {@code seller.example:80} */
    public void knows(String host, int port) {
        hosts.put(host, port);
    }

    public int port() {
        return server.port();
    }

    /** Method and target of all that it was asked, with 407 before those that it has sent back for want of credentials. */
    public List<String> heard() {
        return heard;
    }

    private void serve(Socket socket, InputStream in) throws IOException {
        for (RawServer.Request request = RawServer.read(in); request != null; request = RawServer.read(in)) {
            String said = request.method() + " " + request.target();
            if (!credentials.isEmpty() && !credentials.equals(request.headers().get("proxy-authorization"))) {
                heard.add("407 " + said);
                say(socket, 407, "Proxy-Authenticate: Basic realm=\"proxy\"\r\n", "who are you?");
                continue;
            }
            heard.add(said);
            boolean tunnel = request.method().equals("CONNECT");
            URI target = URI.create(tunnel ? "https://" + request.target() : request.target());
            Integer port = hosts.get(target.getHost() + ":" + (target.getPort() < 0 ? 80 : target.getPort()));
            if (port == null) {
                say(socket, 502, "", "I do not know " + target.getHost());
            } else if (tunnel) {
                socket.getOutputStream().write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                pump(socket, in, port);
                return;
            } else {
                URI there = URI.create("http://127.0.0.1:" + port + target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()));
                socket.getOutputStream().write(RawServer.ask(there, request).bytes("1.1"));
            }
        }
    }

    private static void say(Socket socket, int status, String headers, String body) throws IOException {
        socket.getOutputStream().write(new RawServer.Reply(status, headers, body.getBytes(StandardCharsets.UTF_8)).bytes("1.1"));
    }

    private static void pump(Socket socket, InputStream in, int port) throws IOException {
        try (var there = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            RawServer.daemon(() -> {
                try (socket; there) {
                    there.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    // one of the two has gone away
                }
            });
            in.transferTo(there.getOutputStream());
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
