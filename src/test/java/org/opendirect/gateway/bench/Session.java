package org.opendirect.gateway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/** One gateway on one database, through all loads. */
final class Session {

    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int COMPILING_SECONDS = 12;
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final int IDLE_SECONDS = 3;
    private static final double NANOS = 1e9;
    private static final int SETTLED_MS = 200;
    private static final int SETTLING = 25;

    private final BenchDatabase database;
    private final GatewayProcess gateway;
    private final StubSeller seller;
    private final Caller caller;
    private final List<Load> done = new ArrayList<>();
    private double idleCommitsPerSecond;

    Session(BenchDatabase database, GatewayProcess gateway, StubSeller seller) {
        this.database = database;
        this.gateway = gateway;
        this.seller = seller;
        this.caller = new Caller(gateway, seller.books());
    }

    /**
     * What came of it.
     *
     * @param complaints   what the gateway wrote at WARN or above
     * @param faults       what the seller holds and should not, or the other way round
     * @param transactions of all kinds for one line, warm-up and the bench's own asking included; empty where nobody counts them
     */
    record Result(String database, List<String> facts, int warmUpLines, double idleCommitsPerSecond, List<Measured> measured, List<String> complaints,
                  List<String> faults, Optional<Double> transactions) {
    }

    /** Ends with the gateway stopped, since only then everything has been counted. */
    Result run(List<Load> loads) throws IOException, InterruptedException, ExecutionException {
        Optional<Long> before = database.transactions();
        warmUp();
        awaitCompilers();
        int warmUpLines = lines();
        settle();
        idleCommitsPerSecond = idle();

        var measured = new ArrayList<Measured>();
        for (Load load : loads) {
            measured.add(measure(load));
        }
        gateway.close();
        Optional<Double> transactions = before.flatMap(b -> database.transactions().map(after -> (after - b) / (double) lines()));
        return new Result(database.name(), database.facts(), warmUpLines, idleCommitsPerSecond, measured, gateway.complaints(),
                LedgerCheck.faults(seller.books(), done), transactions);
    }

    private void warmUp() throws IOException, InterruptedException, ExecutionException {
        System.err.println(database.name() + ", warm-up");
        long end = System.nanoTime() + WARM_UP.toNanos();
        for (int round = 1; System.nanoTime() < end; round++) {
            call(Load.warmUp(round));
        }
    }

    /** After the warm-up the JVM's compilers have a queue that would keep a core busy all through the first load. */
    private void awaitCompilers() throws InterruptedException {
        for (int i = 0; i < COMPILING_SECONDS; i++) {
            Cpu before = Cpu.now(gateway.handle(), database);
            Thread.sleep(1_000);
            if (Cpu.now(gateway.handle(), database).since(before).compilers().compareTo(QUIET) < 0) {
                return;
            }
        }
    }

    /** Commits in a second without work: the least of three, since a database also has housekeeping that comes now and then. */
    private double idle() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < IDLE_SECONDS; i++) {
            long before = database.commits();
            Thread.sleep(1_000);
            least = Math.min(least, database.commits() - before);
        }
        return least;
    }

    private void call(Load load) throws IOException, InterruptedException, ExecutionException {
        done.add(load);
        caller.run(load);
    }

    private int lines() {
        return done.stream().mapToInt(Load::lines).sum();
    }

    private Measured measure(Load load) throws IOException, InterruptedException, ExecutionException {
        System.err.println(database.name() + ", seller " + load.latency().toMillis() + " ms, " + load.title());
        seller.latency(load.latency());
        int connections = seller.connections();
        long commits = database.commits();
        Cpu before = Cpu.now(gateway.handle(), database);
        long start = System.nanoTime();

        call(load);

        double elapsed = (System.nanoTime() - start) / NANOS;
        Cpu cpu = Cpu.now(gateway.handle(), database).since(before);
        settle();
        double idle = idleCommitsPerSecond * (System.nanoTime() - start) / NANOS;
        List<StubOrder> orders = seller.books().orders(load.prefix());
        long first = orders.stream().mapToLong(o -> caller.submitted().get(o.plainName())).min().orElseThrow();
        long last = orders.stream().flatMap(o -> o.lines.stream()).mapToLong(l -> l.answeredAt(StubLine.Call.BOOK)).max().orElseThrow();
        return new Measured(database.name(), load, (last - first) / NANOS, elapsed, database.commits() - commits - idle, cpu, mostAtOnce(orders),
                seller.connections() - connections, Gaps.of(orders, caller.submitted()));
    }

    /** From an order's arrival until its last line has been read back it is under way. */
    private static int mostAtOnce(List<StubOrder> orders) {
        var changes = new TreeMap<Long, Integer>();
        for (StubOrder order : orders) {
            long end = order.lines.stream().mapToLong(l -> l.answeredAt(StubLine.Call.READ_BACK)).max().orElse(order.answered);
            changes.merge(order.arrived, 1, Integer::sum);
            changes.merge(end, -1, Integer::sum);
        }
        int now = 0;
        int most = 0;
        for (int change : changes.values()) {
            now += change;
            most = Math.max(most, now);
        }
        return most;
    }

    /** The gateway gives its claim back after the last line shows as booked: that commit belongs to the load too. */
    private void settle() throws InterruptedException {
        long before = -1;
        long now = database.commits();
        for (int i = 0; i < SETTLING && now != before; i++) {
            Thread.sleep(SETTLED_MS);
            before = now;
            now = database.commits();
        }
    }
}
