package org.opendirect.gateway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Many sellers in one process and on one thread, each on a port of its own, so that they cost next to nothing. Prints
 * {@code ports <p> <p> ...}, then takes commands, a line each, and answers each with a line: {@code products <n>},
 * {@code latency <median ms> <sigma>}, {@code mode <seller> <GOOD|HANG|DRIP|STREAM>}, {@code fresh <true|false>} (no answer to a search
 * is the same as another), {@code count} (searches, other calls, connections,
 * and how many microseconds later than promised the answers left, p50 and p99, all since the last count). Ends with its input.
 */
public final class StubSellers {

    private static final int BACKLOG = 1_024;
    /** a selector waits whole milliseconds; what remains is waited for in short rests */
    private static final long REST_NANOS = 50_000;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MAX_PRODUCTS = 1_000;

    /** How a seller answers a search. */
    enum Mode { GOOD, HANG, DRIP, STREAM }

    /** An answer, or a part of one, that is to leave at its time. */
    record Due(long at, StubConnection connection) {
    }

    private final Selector selector = Selector.open();
    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();
    private final Histogram lateMicros = new Histogram(TimeUnit.SECONDS.toMicros(10), 3);
    private final Mode[] modes;
    private byte[][] whole;
    private int products = 10;
    private SellerLatency latency = SellerLatency.fixed(50);
    private boolean fresh;
    private long stamps;
    private long searches;
    private long others;
    private long connections;

    private StubSellers(int sellers) throws IOException {
        modes = new Mode[sellers];
        for (int i = 0; i < sellers; i++) {
            modes[i] = Mode.GOOD;
            ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT, i);
            servers.add(server);
        }
        shelve();
    }

    /** Argument: how many sellers. */
    public static void main(String[] args) throws IOException {
        var stub = new StubSellers(Integer.parseInt(args[0]));
        System.out.println("ports " + stub.servers.stream().map(s -> String.valueOf(s.socket().getLocalPort())).collect(Collectors.joining(" ")));
        var loop = new Thread(stub::loop, "stub-sellers");
        loop.setDaemon(true);
        loop.start();
        var in = new BufferedReader(new InputStreamReader(System.in));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            stub.commands.add(command);
            stub.selector.wakeup();
        }
    }

    private void loop() {
        try {
            while (true) {
                rest();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.attachment() instanceof StubConnection connection) {
                        connection.ready();
                    } else {
                        accept((ServerSocketChannel) key.channel(), (int) key.attachment());
                    }
                }
                selector.selectedKeys().clear();
                for (long now = System.nanoTime(); !due.isEmpty() && due.peek().at <= now; now = System.nanoTime()) {
                    Due next = due.poll();
                    next.connection.due(now, now - next.at);
                }
                for (String command = commands.poll(); command != null; command = commands.poll()) {
                    System.out.println(obey(command.split(" ")));
                }
            }
        } catch (IOException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    /** Until something arrives or is due. */
    private void rest() throws IOException {
        long wait = due.isEmpty() ? Long.MAX_VALUE : due.peek().at - System.nanoTime();
        if (due.isEmpty()) {
            selector.select();
        } else if (wait >= MILLI) {
            selector.select(wait / MILLI);
        } else if (selector.selectNow() == 0 && wait > 0) {
            LockSupport.parkNanos(Math.min(wait, REST_NANOS));
        }
    }

    private void accept(ServerSocketChannel server, int seller) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connections++;
            new StubConnection(this, channel, seller).register(selector);
        }
    }

    private String obey(String[] command) {
        switch (command[0]) {
            case "products" -> {
                products = Integer.parseInt(command[1]);
                shelve();
            }
            case "latency" -> latency = new SellerLatency(Double.parseDouble(command[1]), Double.parseDouble(command[2]));
            case "fresh" -> fresh = Boolean.parseBoolean(command[1]);
            case "mode" -> modes[Integer.parseInt(command[1])] = Mode.valueOf(command[2]);
            case "count" -> {
                String counted = String.format(Locale.ROOT, "count %d %d %d %d %d", searches, others, connections,
                        lateMicros.getValueAtPercentile(50), lateMicros.getValueAtPercentile(99));
                searches = 0;
                others = 0;
                connections = 0;
                lateMicros.reset();
                return counted;
            }
            default -> throw new IllegalArgumentException(command[0]);
        }
        return "ok";
    }

    private void shelve() {
        whole = new byte[modes.length][];
        for (int i = 0; i < modes.length; i++) {
            whole[i] = StubShelf.products(i, products, 0, products);
        }
    }

    Mode mode(int seller) {
        return modes[seller];
    }

    /** The answer to a search: everything, as sellers do. */
    byte[] found(int seller) {
        searches++;
        return fresh ? StubShelf.stamped(whole[seller], ++stamps) : whole[seller];
    }

    /** The answer to anything else; only a list of products has pages. */
    byte[] other(int seller, String method, String path, String query) {
        others++;
        if (method.equals("GET") && path.equals("/products")) {
            return StubShelf.products(seller, products, number(query, "skip", 0), number(query, "top", MAX_PRODUCTS));
        }
        return path.equals("/.well-known/agent.json") ? StubShelf.card(seller) : StubShelf.nothing();
    }

    /** When the answer to this search is to leave. */
    long dueAt(long arrived, long search, int seller) {
        return arrived + latency.nanos(search, seller);
    }

    void later(long at, StubConnection connection) {
        due.add(new Due(at, connection));
    }

    void left(long lateNanos) {
        lateMicros.recordValue(Math.min(lateNanos / 1_000, lateMicros.getHighestTrackableValue()));
    }

    private static int number(String query, String name, int otherwise) {
        for (String pair : query.replace("%24", "$").split("&")) {
            if (pair.startsWith("$" + name + "=")) {
                return Integer.parseInt(pair.substring(name.length() + 2));
            }
        }
        return otherwise;
    }
}
