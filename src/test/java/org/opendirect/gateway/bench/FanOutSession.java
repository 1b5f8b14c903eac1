package org.opendirect.gateway.bench;

import static org.opendirect.gateway.bench.FanOutPlan.LARGE;
import static org.opendirect.gateway.bench.FanOutPlan.MOST_CLIENTS;
import static org.opendirect.gateway.bench.FanOutPlan.SMALL;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** One gateway and one control on one JDK, before the same stub sellers, through loads that come to the one and then to the other. */
final class FanOutSession {

    static final List<String> FLAGS = List.of("-Xmx384m");
    private static final List<String> STUB_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    private static final SellerLatency USUAL = SellerLatency.fixed(50);
    /** the same median, and one in a hundred takes more than three times as long */
    private static final SellerLatency UNEVEN = new SellerLatency(50, 0.5);
    private static final int LEARNING = 30;
    /** of the gateway's CPU, that its compilers may still take when measuring begins, in per cent; else there is another round */
    private static final int COMPILING = 5;
    private static final int COMPILING_SECONDS = 5;
    private static final int HANGING = 3;
    private static final int DEADLINE_MS = 500;
    private static final int BACKGROUND_RATE = 5;
    private static final int TENFOLD = 10;

    private final Jvm jvm;
    private final int sellers;
    private final ChildProcess stub;
    private final ChildProcess control;
    private final GatewayProcess gateway;
    private final double readySeconds;
    private final List<FanOutMeasured> measured = new ArrayList<>();
    private boolean sameAnswers = true;
    private int products = SMALL;
    private SellerLatency latency = USUAL;

    private FanOutSession(Jvm jvm, int sellers, ChildProcess stub, ChildProcess control, GatewayProcess gateway) throws Exception {
        this.jvm = jvm;
        this.sellers = sellers;
        this.stub = stub;
        this.control = control;
        this.gateway = gateway;
        this.readySeconds = gateway.awaitReady().toMillis() / 1e3;
    }

    static FanOutSession start(Jvm jvm, int sellers, Belongings belongings, Path folder) throws Exception {
        return start(jvm, sellers, belongings, folder, GatewayProcess::start);
    }

    /** The same by bin/gateway, in a folder in which it may have been before. */
    static FanOutSession startByScript(Jvm jvm, int sellers, Belongings belongings, Path folder) throws Exception {
        return start(jvm, sellers, belongings, folder, GatewayProcess::startByScript);
    }

    /** How a gateway is started. */
    private interface Start {
        GatewayProcess of(String java, Path root, Path folder, List<String> jvmFlags, List<String> settings) throws IOException;
    }

    private static FanOutSession start(Jvm jvm, int sellers, Belongings belongings, Path folder, Start start) throws Exception {
        String java = ProcessHandle.current().info().command().orElse("java");
        ChildProcess stub = belongings.opened(ChildProcess.start(java, STUB_FLAGS, StubSellers.class, List.of(String.valueOf(sellers))));
        ChildProcess control = belongings.opened(ChildProcess.start(jvm.java(), FLAGS, FanOutControl.class,
                stub.ports().stream().map(String::valueOf).toList()));
        var settings = new ArrayList<>(List.of("--gateway.discovery.interval=24h", "--gateway.sandbox.enabled=off", "--gateway.drift.interval=24h"));
        for (int i = 0; i < sellers; i++) {
            settings.add("--gateway.sellers[" + i + "].id=" + FanOutControl.sellerName(i));
            settings.add("--gateway.sellers[" + i + "].base-url=http://127.0.0.1:" + stub.ports().get(i));
        }
        GatewayProcess gateway = belongings.opened(start.of(jvm.java(), Path.of(""), folder, FLAGS, settings));
        try {
            return new FanOutSession(jvm, sellers, stub, control, gateway);
        } catch (IllegalStateException e) {
            gateway.complaints().forEach(System.err::println);
            throw e;
        }
    }

    /** How long the start's control takes. */
    static double bareStartSeconds(Jvm jvm, Belongings belongings) throws IOException {
        long started = System.nanoTime();
        belongings.opened(ChildProcess.start(jvm.java(), FLAGS, "target/test-classes:target/opendirect-gateway.jar", StartControl.class, List.of()));
        double seconds = (System.nanoTime() - started) / 1e9;
        belongings.closeOpened();
        return seconds;
    }

    double readySeconds() {
        return readySeconds;
    }

    List<FanOutMeasured> measured() {
        return measured;
    }

    List<String> complaints() throws IOException {
        return gateway.complaints();
    }

    /** What it does right after its start, with all clients there at once. */
    FanOutMeasured cold(int seconds) throws IOException {
        return measure(FanOutMeasured.GATEWAY, gateway.port(), gateway.handle(), SearchLoad.closed(MOST_CLIENTS, sellers, SMALL, USUAL, seconds));
    }

    /** Both JVMs compile what they need, and the gateway learns what it wants to know of the sellers. */
    void warmUp(int seconds, int rounds) throws IOException {
        // first what is rare, so that it is compiled too, and last what is measured most
        stub.tell("fresh true");
        load(gateway.port(), SearchLoad.closed(MOST_CLIENTS, sellers, SMALL, USUAL, seconds / 2));
        stub.tell("fresh false");
        for (int size : List.of(LARGE, SMALL)) {
            products(size);
            byte[] byHand = load(control.ports().get(0), SearchLoad.closed(MOST_CLIENTS, sellers, size, USUAL, seconds / 3)).products();
            load(gateway.port(), SearchLoad.closed(MOST_CLIENTS, sellers, size, USUAL, seconds));
            sameAnswers &= Arrays.equals(awaitLearned(size).products(), byHand);
        }
        awaitCompiled(rounds);
    }

    /** On a slow machine the compilers' queue outlasts the warm-up, and would be counted as the cost of a search. */
    private void awaitCompiled(int rounds) throws IOException {
        for (int i = 0; i < rounds; i++) {
            Duration compilers = Cpu.ofCompilers(gateway.handle());
            Duration all = Cpu.of(gateway.handle());
            load(gateway.port(), SearchLoad.closed(MOST_CLIENTS, sellers, SMALL, USUAL, COMPILING_SECONDS));
            if (Cpu.ofCompilers(gateway.handle()).minus(compilers).multipliedBy(100).compareTo(Cpu.of(gateway.handle()).minus(all).multipliedBy(COMPILING)) < 0) {
                return;
            }
        }
    }

    /** Whether control and gateway have answered with the same products to the byte. */
    boolean sameAnswers() {
        return sameAnswers;
    }

    /** Learning is over when a search is one call to each seller. */
    private LoadGenerator.Heard awaitLearned(int size) throws IOException {
        for (int i = 0; i < LEARNING; i++) {
            stub.tell("count");
            LoadGenerator.Heard heard = load(gateway.port(), SearchLoad.closed(1, sellers, size, USUAL, 1));
            String[] counted = stub.tell("count").split(" ");
            if (heard.wrong() == 0 && counted[2].equals("0") && Long.parseLong(counted[1]) == heard.all() * sellers) {
                return heard;
            }
        }
        throw new IllegalStateException("a search of " + size + " products a seller is not one call to each seller");
    }

    /** The first so many sellers by their own names, unless it is all of them. */
    void closed(int clients, int asked, int size, int seconds) throws IOException {
        SearchLoad load = SearchLoad.closed(clients, asked, size, USUAL, seconds);
        both(asked == sellers ? load : load.of(names(0, asked)));
    }

    /** All sellers, which never say the same twice. */
    void fresh(int clients, int seconds) throws IOException {
        both(SearchLoad.closed(clients, sellers, SMALL, USUAL, seconds).withFreshAnswers());
    }

    /** What is added to the slowest seller's time, at half of what the gateway can do. */
    void atHalfLoad(int seconds, boolean uneven) throws IOException {
        both(SearchLoad.open(halfOfPeak(), sellers, SMALL, uneven ? UNEVEN : USUAL, seconds));
    }

    private double halfOfPeak() {
        return Math.max(1, Math.floor(FanOutMeasured.peak(measured, sellers).orElse(2) / 2));
    }

    /** Some sellers hang, and every search has to wait for its deadline. */
    FanOutMeasured hanging(int clients, int seconds) throws IOException {
        modes(StubSellers.Mode.HANG, StubSellers.Mode.HANG, StubSellers.Mode.HANG);
        SearchLoad load = SearchLoad.closed(clients, sellers, SMALL, USUAL, seconds).within(DEADLINE_MS, sellers - HANGING);
        FanOutMeasured result = measure(FanOutMeasured.GATEWAY, gateway.port(), gateway.handle(), load);
        recover();
        return result;
    }

    /**
     * What the others feel of three sellers that some searches ask and the measured ones do not: while they are well, while they hang,
     * and while one of them drips and one streams 400 MB.
     */
    List<FanOutMeasured> others(int seconds) throws IOException {
        var results = new ArrayList<FanOutMeasured>();
        var good = StubSellers.Mode.GOOD;
        var hang = StubSellers.Mode.HANG;
        results.add(beside(seconds, good, good, good));
        results.add(beside(seconds, hang, hang, hang));
        recover();
        results.add(beside(seconds, StubSellers.Mode.DRIP, StubSellers.Mode.STREAM, good));
        recover();
        return results;
    }

    /** Ten times of what the gateway can do, and then what it could do before. */
    List<FanOutMeasured> overload(int seconds) throws IOException {
        double rate = TENFOLD * 2 * halfOfPeak();
        // refusing has to be compiled too, by whoever says it and by whoever hears it
        load(gateway.port(), SearchLoad.open(rate, sellers, SMALL, USUAL, seconds / 2).refusable());
        return List.of(measure(FanOutMeasured.GATEWAY, gateway.port(), gateway.handle(), SearchLoad.open(rate, sellers, SMALL, USUAL, seconds).refusable()),
                measure(FanOutMeasured.GATEWAY, gateway.port(), gateway.handle(), SearchLoad.closed(MOST_CLIENTS, sellers, SMALL, USUAL, seconds)));
    }

    private FanOutMeasured beside(int seconds, StubSellers.Mode... modes) throws IOException {
        modes(modes);
        SearchLoad bad = SearchLoad.open(BACKGROUND_RATE, HANGING, SMALL, USUAL, seconds).of(names(0, HANGING)).within(DEADLINE_MS, HANGING);
        var background = CompletableFuture.supplyAsync(() -> quietly(bad));
        FanOutMeasured result = measure(FanOutMeasured.GATEWAY, gateway.port(), gateway.handle(),
                SearchLoad.open(halfOfPeak() / 2, sellers - HANGING, SMALL, USUAL, seconds).of(names(HANGING, sellers)));
        background.join();
        return result;
    }

    private LoadGenerator.Heard quietly(SearchLoad load) {
        try {
            return load(gateway.port(), load);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void recover() throws IOException {
        var good = StubSellers.Mode.GOOD;
        modes(good, good, good);
        awaitLearned(SMALL);
    }

    private void both(SearchLoad load) throws IOException {
        products(load.products());
        stub.tell("fresh " + load.fresh());
        measured.add(measure(FanOutMeasured.CONTROL, control.ports().get(0), control.handle(), load));
        measured.add(measure(FanOutMeasured.GATEWAY, gateway.port(), gateway.handle(), load));
        stub.tell("fresh false");
    }

    private FanOutMeasured measure(String who, int port, ProcessHandle process, SearchLoad load) throws IOException {
        if (!load.latency().equals(latency)) {
            latency = load.latency();
            stub.tell("latency " + latency.medianMs() + " " + latency.sigma());
        }
        stub.tell("count");
        var snapshots = new ArrayList<FanOutMeasured.Snapshot>();
        Runnable snapshot = () -> snapshots.add(FanOutMeasured.Snapshot.of(process, stub.handle()));
        LoadGenerator.Heard heard;
        try (var generator = new LoadGenerator(port, load)) {
            heard = generator.run(snapshot, snapshot);
        }
        long late = Long.parseLong(stub.tell("count").split(" ")[5]);
        var result = new FanOutMeasured(who, jvm, load, heard, snapshots.get(0), snapshots.get(1), Machine.load(), late);
        System.out.println(FanOutReport.line(result));
        return result;
    }

    private static LoadGenerator.Heard load(int port, SearchLoad load) throws IOException {
        try (var generator = new LoadGenerator(port, load)) {
            return generator.run(() -> { }, () -> { });
        }
    }

    private void products(int size) throws IOException {
        if (size != products) {
            stub.tell("products " + size);
            products = size;
        }
    }

    private void modes(StubSellers.Mode... modes) throws IOException {
        for (int i = 0; i < modes.length; i++) {
            stub.tell("mode " + i + " " + modes[i]);
        }
    }

    private static List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(FanOutControl::sellerName).toList();
    }
}
