package org.opendirect.gateway.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a gateway and its PostgreSQL: can be shut, and can lose the answers to commits. */
final class DatabaseGate implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean shut;
    /** every so manieth commit is carried out and its answer lost; 0 for none */
    private volatile int loseEvery;

    DatabaseGate(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        daemon(() -> {
            while (!server.isClosed()) {
                try {
                    pass(server.accept());
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Cuts off whoever is connected and lets nobody in. */
    void shut() {
        shut = true;
        open.forEach(DatabaseGate::end);
    }

    void open() {
        shut = false;
    }

    void loseEvery(int commits) {
        loseEvery = commits;
    }

    int lost() {
        return lost.get();
    }

    private void pass(Socket client) throws IOException {
        if (shut) {
            end(client);
            return;
        }
        var database = new Socket("127.0.0.1", target);
        open.add(client);
        open.add(database);
        var losing = new boolean[1];
        daemon(() -> copy(client, database, true, losing));
        daemon(() -> copy(database, client, false, losing));
    }

    private void copy(Socket from, Socket to, boolean fromClient, boolean[] losing) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (fromClient && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT") && loseEvery > 0
                        && commits.incrementAndGet() % loseEvery == 0) {
                    losing[0] = true;
                } else if (!fromClient && losing[0]) {
                    // the database has answered, so it is done; the gateway hears nothing of it
                    lost.incrementAndGet();
                    return;
                }
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // cut off, as it may be
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    private static void daemon(Runnable task) {
        var thread = new Thread(task, "database-gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        shut();
    }
}
