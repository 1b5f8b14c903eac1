package org.opendirect.gateway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs plans of 50 lines over 10 sellers that take 50 ms for every call, one plan after the other, and says how much longer each took than
 * the longest chain of one line's own calls. Needs the packaged jar; started by {@code bench/campaign}. Ends with 1 when a seller has
 * refused something, does not hold what it must, or had more calls at once than it may.
 */
public final class CampaignBench {

    private static final int SELLERS = 10;
    private static final int LINES = 50;
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final double GOAL = 1.5;
    private static final int CONNECTIONS = 20;
    private static final int MEASURED = 15;
    private static final Duration LIMIT = Duration.ofSeconds(170);
    private static final Duration WARM_UP = Duration.ofSeconds(45);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int POLL_MS = 2;
    /** so that what one campaign leaves to be done is not done in the time of the next */
    private static final int PAUSE_MS = 300;
    private static final double NANOS_PER_MS = 1e6;

    private final GatewayProcess gateway;
    private final BenchDatabase database;
    private final List<StubSeller> sellers;
    private final String plan = plan();

    private CampaignBench(GatewayProcess gateway, BenchDatabase database, List<StubSeller> sellers) {
        this.gateway = gateway;
        this.database = database;
        this.sellers = sellers;
    }

    /**
     * One campaign.
     *
     * @param wallMs from the POST until the campaign showed as booked
     * @param chain  calls that one line has to wait for one after the other, as the sellers saw them, of the line with the most: search,
     *               avails, its order, and those for the line itself
     * @param most   calls under way at one seller at once, at most
     * @param facts  in words
     */
    private record Run(double wallMs, int chain, int most, String facts) {
        double ratio() {
            return wallMs / (chain * LATENCY.toMillis());
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%4.0f ms, %.2f of %d x %d ms; at most %d calls at once at one seller; %s", wallMs, ratio(), chain,
                    LATENCY.toMillis(), most, facts);
        }
    }

    public static void main(String[] args) throws Exception {
        List<String> flags = Stream.of(System.getProperty("bench.gateway.flags", "").split(" ")).filter(f -> !f.isBlank()).toList();
        boolean good = false;
        try {
            good = run(Belongings.until(LIMIT, "campaign-bench"), flags);
        } catch (Exception e) {
            e.printStackTrace();
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean run(Belongings belongings, List<String> flags) throws Exception {
        Path folder = belongings.folder();
        Machine.facts(folder).forEach(fact -> System.out.println("* " + fact));
        var database = new SqliteDatabase(folder);
        var settings = new ArrayList<>(database.settings());
        settings.add("--gateway.drift.interval=24h");
        settings.add("--gateway.calls.connections-per-seller=" + CONNECTIONS);
        var sellers = new ArrayList<StubSeller>();
        for (int i = 0; i < SELLERS; i++) {
            StubSeller seller = belongings.opened(new StubSeller());
            sellers.add(seller);
            String name = "--gateway.sellers[" + i + "].";
            settings.addAll(List.of(name + "id=s" + i, name + "base-url=" + seller.baseUrl(), name + "account-id=" + StubBooks.ACCOUNT,
                    name + "dialect=opendirect", name + "profile.property-case=camel"));
        }
        GatewayProcess gateway = belongings.opened(GatewayProcess.start(Path.of(""), folder.resolve("gateway"), flags, settings));
        gateway.awaitReady();
        var bench = new CampaignBench(gateway, database, sellers);
        bench.latency(LATENCY);
        System.out.println("the first of a gateway that has just started: " + bench.campaign("first"));
        bench.warmUp();
        bench.latency(LATENCY);
        var runs = new ArrayList<Run>();
        for (int i = 1; i <= MEASURED; i++) {
            Thread.sleep(PAUSE_MS);
            runs.add(bench.campaign("m" + i));
            System.out.println(runs.get(i - 1));
        }
        List<Double> ratios = runs.stream().map(Run::ratio).sorted().toList();
        System.out.printf(Locale.ROOT, "%d campaigns of %d lines over %d sellers: p50 %.2f, max %.2f of the longest chain; goal %.1f%n", MEASURED,
                LINES, SELLERS, ratios.get(MEASURED / 2), ratios.get(MEASURED - 1), GOAL);
        gateway.complaints().forEach(System.err::println);
        return sellers.stream().allMatch(s -> s.books().refusals().isEmpty()) && runs.stream().allMatch(r -> r.most <= CONNECTIONS);
    }

    private void latency(Duration latency) {
        sellers.forEach(s -> s.latency(latency));
    }

    /** With sellers that answer at once, so that the JVM sees as many lines as it can. */
    private void warmUp() throws IOException, InterruptedException {
        latency(Duration.ZERO);
        long end = System.nanoTime() + WARM_UP.toNanos();
        int campaigns = 0;
        while (System.nanoTime() < end) {
            campaign("w" + ++campaigns);
        }
        System.out.println("warm-up: " + campaigns + " campaigns");
    }

    private Run campaign(String name) throws IOException, InterruptedException {
        sellers.forEach(StubSeller::takeCalls);
        List<Integer> expected = sellers.stream().map(s -> s.books().readBack() + LINES / SELLERS).toList();
        Cpu before = Cpu.now(gateway.handle(), database);
        long start = System.nanoTime();
        String id = gateway.plan(plan.replace("NAME", name));
        // asking the gateway all the time would be a load of its own, so the sellers say when asking is worth while
        for (int i = 0; i < SELLERS; i++) {
            if (!sellers.get(i).books().awaitReadBack(expected.get(i), PATIENCE)) {
                throw new IllegalStateException(name + " is " + gateway.campaign(id) + " and not read back at seller " + i);
            }
        }
        while (!gateway.campaign(id).equals("BOOKED")) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(name + " is " + gateway.campaign(id) + " although the sellers have booked its lines");
            }
            Thread.sleep(POLL_MS);
        }
        double wallMs = (System.nanoTime() - start) / NANOS_PER_MS;
        Cpu cpu = Cpu.now(gateway.handle(), database).since(before);
        return judge(name, start, wallMs, cpu);
    }

    private Run judge(String name, long start, double wallMs, Cpu cpu) {
        int chain = 0;
        int most = 0;
        var all = new ArrayList<StubSeller.Call>();
        for (StubSeller seller : sellers) {
            List<StubSeller.Call> calls = seller.takeCalls();
            all.addAll(calls);
            most = Math.max(most, mostAtOnce(calls));
            List<StubOrder> orders = seller.books().orders(name + " ");
            List<StubLine> lines = orders.stream().flatMap(o -> o.lines.stream()).toList();
            if (orders.size() != 1 || lines.size() != LINES / SELLERS) {
                throw new IllegalStateException(name + " is " + orders.size() + " orders with " + lines.size() + " lines at one seller");
            }
            int searches = (int) calls.stream().filter(c -> c.kind().equals("search")).count();
            int avails = (int) calls.stream().filter(c -> c.kind().equals("avails")).count();
            int own = lines.stream().mapToInt(l -> Stream.of(StubLine.Call.values()).mapToInt(l::times).sum()).max().orElse(0);
            chain = Math.max(chain, searches + avails / lines.size() + orders.size() + own);
        }
        var facts = new ArrayList<String>();
        for (String kind : List.of("search", "avails", "orders", "lines", "action=reserve", "action=book", "GET")) {
            List<StubSeller.Call> own = all.stream().filter(c -> c.kind().equals(kind)).toList();
            facts.add(String.format(Locale.ROOT, "%d %s came %.0f to %.0f", own.size(), kind, ms(own, start, StubSeller.Call::arrived).min().orElse(0),
                    ms(own, start, StubSeller.Call::arrived).max().orElse(0)));
        }
        facts.add(String.format(Locale.ROOT, "the last answer left at %.0f", ms(all, start, StubSeller.Call::answered).max().orElse(0)));
        facts.add(String.format(Locale.ROOT, "CPU ms: gateway %d, of it compilers %d, bench %d, others %d", cpu.gateway().toMillis(),
                cpu.compilers().toMillis(), cpu.bench().toMillis(), cpu.others().toMillis()));
        return new Run(wallMs, chain, most, String.join(", ", facts));
    }

    private static DoubleStream ms(List<StubSeller.Call> calls, long start, ToLongFunction<StubSeller.Call> time) {
        return calls.stream().mapToDouble(c -> (time.applyAsLong(c) - start) / NANOS_PER_MS);
    }

    private static int mostAtOnce(List<StubSeller.Call> calls) {
        var changes = new TreeMap<Long, Integer>();
        calls.forEach(c -> {
            changes.merge(c.arrived(), 1, Integer::sum);
            changes.merge(c.answered(), -1, Integer::sum);
        });
        int now = 0;
        int most = 0;
        for (int change : changes.values()) {
            now += change;
            most = Math.max(most, now);
        }
        return most;
    }

    /** Each line may buy at one seller, as many lines at each, and no two lines ask the same of it. */
    private static String plan() {
        LocalDate start = LocalDate.now(ZoneOffset.UTC).plusDays(30);
        List<String> lines = IntStream.range(0, LINES).mapToObj(i -> "{\"channel\":\"display\",\"impressions\":" + (1_000 + i)
                + ",\"maxCpm\":25,\"sellers\":[\"s" + i % SELLERS + "\"]}").toList();
        return "{\"name\":\"NAME\",\"currency\":\"USD\",\"budget\":10000,\"startDate\":\"" + start + "\",\"endDate\":\"" + start.plusDays(30)
                + "\",\"lines\":[" + String.join(",", lines) + "]}";
    }
}
