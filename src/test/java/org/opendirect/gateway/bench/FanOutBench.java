package org.opendirect.gateway.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Searches over many sellers, at the packaged gateway and at the control, and says how fast each was and what it cost. Arguments:
 * {@code quick} or {@code full}, and {@code 25}, {@code 17} or {@code both}. Started by {@code bench/run}.
 */
public final class FanOutBench {

    private static final Path REPORT = Path.of("docs/reports/fan-out.md");
    private static final int COMPLAINTS = 10;
    private static final double TOO_BUSY = 3;
    private static final Map<String, List<Integer>> RELEASES = Map.of("25", List.of(25), "17", List.of(17), "both", List.of(25, 17));

    private final FanOutPlan plan;
    private final Belongings belongings;
    private int folders;

    private FanOutBench(FanOutPlan plan, Belongings belongings) {
        this.plan = plan;
        this.belongings = belongings;
    }

    /**
     * All that was measured on one JDK.
     *
     * @param ready   seconds from start to ready, of each start
     * @param script  the same by bin/gateway, when it has been started in that folder before
     * @param bare    the same of the start's control
     * @param cold    the first load after a start
     * @param coldByScript the same after one by bin/gateway
     * @param loads   on gateway and control in turn
     * @param hanging with three sellers that hang
     * @param over    ten times the load that the gateway can serve, and the usual one right after it
     * @param same    whether control and gateway gave the same products to the byte
     * @param others  of the searches that do not ask three sellers: these well, hanging, dripping and streaming
     */
    record Result(Jvm jvm, List<Double> ready, List<Double> script, List<Double> bare, FanOutMeasured cold, FanOutMeasured coldByScript,
                  List<FanOutMeasured> loads, FanOutMeasured hanging, List<FanOutMeasured> others,
                  List<FanOutMeasured> over, boolean same, List<String> complaints) {
    }

    public static void main(String[] args) throws Exception {
        String mode = args.length > 0 ? args[0] : "full";
        List<Integer> releases = RELEASES.get(args.length > 1 ? args[1] : mode.equals("quick") ? "25" : "both");
        if (args.length > 2 || releases == null || !mode.equals("quick") && !mode.equals("full")) {
            System.err.println("bench/run [quick|full] [25|17|both]");
            System.exit(2);
        }
        FanOutPlan plan = mode.equals("quick") ? FanOutPlan.quick() : FanOutPlan.full();
        var bench = new FanOutBench(plan, Belongings.until(plan.limit().multipliedBy(releases.size()), "fan-out-bench"));
        boolean good = false;
        try {
            good = bench.run(String.join(" ", args), releases);
        } catch (Exception e) {
            e.printStackTrace();
        }
        System.exit(good ? 0 : 1);
    }

    private boolean run(String arguments, List<Integer> releases) throws Exception {
        List<String> machine = Machine.facts(belongings.folder());
        double busy = Machine.load();
        var results = new ArrayList<Result>();
        for (int release : releases) {
            results.add(measure(Jvm.of(release)));
        }
        String report = FanOutReport.of(arguments, System.getProperty("bench.commit", "unknown"), machine, results);
        System.out.println(report);
        results.forEach(r -> r.complaints().stream().limit(COMPLAINTS).forEach(c -> System.err.println(r.jvm() + ": " + c)));
        if (busy > TOO_BUSY) {
            System.err.printf(Locale.ROOT, "The load average was %.2f before: no report is written%n", busy);
        } else if (plan.written()) {
            Files.createDirectories(REPORT.getParent());
            Files.writeString(REPORT, report);
        }
        return results.stream().flatMap(r -> r.loads.stream()).allMatch(m -> m.heard().wrong() == 0);
    }

    private Result measure(Jvm jvm) throws Exception {
        var ready = new ArrayList<Double>();
        var bare = new ArrayList<Double>();
        var script = new ArrayList<Double>();
        Path recorded = belongings.folder().resolve("recorded-" + jvm.release());
        FanOutSession.startByScript(jvm, FanOutPlan.SELLERS, belongings, recorded);
        FanOutMeasured coldByScript = null;
        FanOutSession session = null;
        for (int i = 1; i <= plan.starts(); i++) {
            boolean last = i == plan.starts();
            belongings.closeOpened();
            FanOutSession byScript = FanOutSession.startByScript(jvm, FanOutPlan.SELLERS, belongings, recorded);
            script.add(byScript.readySeconds());
            coldByScript = last ? byScript.cold(plan.longer()) : null;
            belongings.closeOpened();
            bare.add(FanOutSession.bareStartSeconds(jvm, belongings));
            session = start(jvm, FanOutPlan.SELLERS);
            ready.add(session.readySeconds());
        }
        FanOutMeasured cold = session.cold(plan.longer());
        session.warmUp(plan.warmUp(), plan.rounds());
        for (int clients : plan.clients()) {
            session.closed(clients, FanOutPlan.SELLERS, FanOutPlan.SMALL, plan.seconds());
        }
        session.fresh(FanOutPlan.MOST_CLIENTS, plan.seconds());
        grow(session, plan.sellers().stream().filter(n -> n <= FanOutPlan.SELLERS).toList());
        session.atHalfLoad(plan.longer(), false);
        session.atHalfLoad(plan.longer(), true);
        FanOutMeasured hanging = session.hanging(FanOutPlan.MOST_CLIENTS / 4, plan.longer() / 2);
        List<FanOutMeasured> others = session.others(plan.longer());
        List<FanOutMeasured> over = session.overload(plan.longer());
        var loads = new ArrayList<>(session.measured());
        List<String> complaints = session.complaints();
        belongings.closeOpened();
        List<Integer> more = plan.sellers().stream().filter(n -> n > FanOutPlan.SELLERS).toList();
        for (int sellers : more) {
            FanOutSession larger = start(jvm, sellers);
            larger.warmUp(plan.warmUp(), plan.rounds());
            grow(larger, List.of(sellers));
            loads.addAll(larger.measured());
            belongings.closeOpened();
        }
        return new Result(jvm, ready, script, bare, cold, coldByScript, loads, hanging, others, over, session.sameAnswers(), complaints);
    }

    /** What more sellers and more products cost, at half of the most clients. */
    private void grow(FanOutSession session, List<Integer> sellers) throws Exception {
        for (int products : List.of(FanOutPlan.SMALL, FanOutPlan.LARGE)) {
            for (int n : sellers) {
                boolean known = session.measured().stream().anyMatch(m -> m.load().clients() == FanOutPlan.MOST_CLIENTS / 2
                        && m.load().sellers() == n && m.load().products() == products);
                if (!known) {
                    session.closed(FanOutPlan.MOST_CLIENTS / 2, n, products, plan.seconds());
                }
            }
        }
    }

    private FanOutSession start(Jvm jvm, int sellers) throws Exception {
        return FanOutSession.start(jvm, sellers, belongings, belongings.folder().resolve("gateway-" + ++folders));
    }
}
