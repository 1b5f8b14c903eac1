package org.opendirect.gateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends a load over kept connections from one thread and reads every answer to its end. A search of an open load begins when its turn
 * comes by the clock, also when it has to wait for this thread or a connection, so a gateway that stalls cannot hide it (coordinated
 * omission).
 */
final class LoadGenerator implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 4_000;
    private static final int EXPECTED = 128 * 1_024;
    /** of the many connections of a load that may be refused most only ever hear that */
    private static final int REFUSAL = 1_024;
    private static final int MAX_FAULTS = 3;
    private static final long REST_NANOS = 50_000;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DRAIN = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);
    /** a search's number is its number at the sellers too: none is used twice */
    private static final AtomicLong NUMBERS = new AtomicLong();

    /**
     * What came of a load.
     *
     * @param all      that were answered as they must, before and after the measured seconds too
     * @param searches those within the measured seconds
     * @param wrong    that were not, in all the time; the first of them as {@code faults}
     * @param refused  that were answered with 503 where that is allowed, in all the time
     * @param products what every right answer begins with
     * @param whole    microseconds from a search's turn to its answer's last byte
     * @param added    the same without what the slowest of its sellers took
     */
    record Heard(long all, long searches, double seconds, long wrong, long refused, List<String> faults, byte[] products, Histogram whole,
                 Histogram added) {
        double perSecond() {
            return searches / seconds;
        }
    }

    private final InetSocketAddress address;
    private final SearchLoad load;
    private final AnswerCheck check;
    private final Selector selector = Selector.open();
    private final Deque<Client> idle = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Histogram whole = new Histogram(LONGEST_MICROS, 3);
    private final Histogram added = new Histogram(LONGEST_MICROS, 3);
    private final List<String> faults = new ArrayList<>();
    private long begin;
    private long end;
    private long all;
    private long searches;
    private long wrong;
    private long refused;
    private int connections;
    private int under;

    LoadGenerator(int port, SearchLoad load) throws IOException {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.load = load;
        this.check = new AnswerCheck(load);
    }

    /** One connection and the search that is under way on it. */
    private final class Client {
        private final HttpAnswerIn answer = new HttpAnswerIn(load.mayRefuse() ? REFUSAL : EXPECTED);
        private SocketChannel channel;
        private long turn;
        private long number;
        private boolean busy;
    }

    /** Runs the load; calls back when the measured time begins and when it ends. */
    Heard run(Runnable atBegin, Runnable atEnd) throws IOException {
        long start = System.nanoTime();
        begin = start + TimeUnit.SECONDS.toNanos(load.ramp());
        end = begin + TimeUnit.SECONDS.toNanos(load.seconds());
        for (int i = 0; i < load.clients(); i++) {
            send(start);
        }
        long sent = 0;
        int stage = 0;
        long now = start;
        while (now < end || under > 0 && now < end + DRAIN) {
            long next = stage == 0 ? begin : end;
            if (load.open() && now < end) {
                for (long turn = turn(start, sent); turn <= now; turn = turn(start, ++sent)) {
                    send(turn);
                }
                next = Math.min(next, turn(start, sent));
            }
            rest(now < end ? next - now : MILLI);
            for (SelectionKey key : selector.selectedKeys()) {
                read((Client) key.attachment());
            }
            selector.selectedKeys().clear();
            now = System.nanoTime();
            if (stage == 0 && now >= begin) {
                atBegin.run();
                stage = 1;
            } else if (stage == 1 && now >= end) {
                atEnd.run();
                stage = 2;
            }
        }
        if (under > 0 || !waiting.isEmpty()) {
            wrong(under + waiting.size(), under + waiting.size() + " without an answer in time");
        }
        return new Heard(all, searches, load.seconds(), wrong, refused, faults, check.products(), whole, added);
    }

    private long turn(long start, long number) {
        return start + (long) (number * 1e9 / load.rate());
    }

    private void rest(long wait) throws IOException {
        if (wait >= MILLI) {
            selector.select(wait / MILLI);
        } else if (selector.selectNow() == 0 && wait > 0) {
            LockSupport.parkNanos(Math.min(wait, REST_NANOS));
        }
    }

    private void send(long turn) throws IOException {
        Client client = idle.poll();
        if (client == null) {
            if (connections == MAX_CONNECTIONS) {
                waiting.add(turn);
                return;
            }
            client = new Client();
            connect(client);
        }
        send(client, turn);
    }

    private void connect(Client client) throws IOException {
        client.channel = SocketChannel.open(address);
        client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.channel.configureBlocking(false);
        client.channel.register(selector, SelectionKey.OP_READ, client);
        connections++;
    }

    private void send(Client client, long turn) throws IOException {
        client.turn = turn;
        client.number = NUMBERS.incrementAndGet();
        client.answer.reset();
        client.busy = true;
        under++;
        ByteBuffer request = ByteBuffer.wrap(load.request(client.number));
        client.channel.write(request);
        if (request.hasRemaining()) {
            throw new IOException("a request of a few bytes did not fit");
        }
    }

    private void read(Client client) throws IOException {
        int bytes;
        boolean done = false;
        try {
            do {
                bytes = client.channel.read(client.answer.room());
                done = bytes > 0 && client.answer.took(bytes);
            } while (bytes > 0 && !done);
        } catch (IOException e) {
            bytes = -1;
        }
        if (done) {
            answered(client, System.nanoTime());
        } else if (bytes < 0) {
            broken(client);
        }
    }

    private void answered(Client client, long now) throws IOException {
        under--;
        client.busy = false;
        boolean turnedAway = load.mayRefuse() && client.answer.status() == 503;
        String fault = turnedAway ? null : check.fault(client.answer);
        if (turnedAway) {
            refused++;
        } else if (fault != null) {
            wrong(1, fault);
        } else {
            all++;
            searches += now >= begin && now < end ? 1 : 0;
            if (client.turn >= begin && client.turn < end) {
                long nanos = now - client.turn;
                whole.recordValue(micros(nanos));
                added.recordValue(micros(nanos - load.latency().slowestNanos(client.number, load.sellers())));
            }
        }
        if (client.answer.last()) {
            client.channel.close();
            connections--;
            connect(client);
        }
        next(client, now);
    }

    private void broken(Client client) throws IOException {
        client.channel.close();
        connections--;
        if (!client.busy) {
            // kept too long for the other end
            idle.remove(client);
            return;
        }
        client.busy = false;
        under--;
        wrong(1, "the connection was closed before the answer was whole");
        if (System.nanoTime() < end) {
            connect(client);
            next(client, System.nanoTime());
        }
    }

    private void next(Client client, long now) throws IOException {
        if (!waiting.isEmpty()) {
            send(client, waiting.poll());
        } else if (!load.open() && now < end) {
            send(client, now);
        } else {
            idle.push(client);
        }
    }

    private void wrong(int searches, String fault) {
        wrong += searches;
        if (faults.size() < MAX_FAULTS) {
            faults.add(fault);
        }
    }

    private static long micros(long nanos) {
        return Math.max(0, Math.min(LONGEST_MICROS, nanos / 1_000));
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
