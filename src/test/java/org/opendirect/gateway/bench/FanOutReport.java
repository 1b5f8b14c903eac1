package org.opendirect.gateway.bench;

import static org.opendirect.gateway.bench.FanOutMeasured.CONTROL;
import static org.opendirect.gateway.bench.FanOutMeasured.GATEWAY;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The figures of the fan-out benchmark as Markdown. */
final class FanOutReport {

    private static final String HEAD = "| JDK | who | sellers × products | load | searches/s | of the control | p50 | p99 | p99.9 | added p50 | added p99 "
            + "| CPU | of it compilers | RSS | threads | wrong | CPU stub and load | CPU others | load average |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    private final Markdown text = new Markdown();
    private final List<FanOutBench.Result> results;

    private FanOutReport(List<FanOutBench.Result> results) {
        this.results = results;
    }

    static String of(String arguments, String commit, List<String> machine, List<FanOutBench.Result> results) {
        var report = new FanOutReport(results);
        report.head(arguments, commit, machine);
        new FanOutTargets(results).write(report.text);
        report.loads();
        report.growth();
        report.hanging();
        report.overload();
        report.explanation();
        return report.text.toString();
    }

    /** One measurement as it is printed while the others are still to come. */
    static String line(FanOutMeasured m) {
        return row(m, Optional.empty()) + (m.heard().wrong() == 0 ? "" : " " + m.heard().faults());
    }

    private void head(String arguments, String commit, List<String> machine) {
        text.line("# Fan-out: what a search over many sellers costs");
        text.line("");
        text.line("Written by `bench/run` at %s, commit %s. To repeat it, on a quiet machine, from the project's folder (Linux, JDK 17 and 25, Maven; "
                + "under twenty-five minutes after the build, `bench/run quick` under seven):", Instant.now().truncatedTo(ChronoUnit.SECONDS), commit);
        text.line("");
        text.line("```");
        text.line("bench/run " + arguments);
        text.line("```");
        text.line("");
        machine.forEach(fact -> text.line("* %s", fact));
        for (FanOutBench.Result r : results) {
            text.line("* gateway and control on JDK %s, each in a process of its own with `%s`; the gateway is the packaged jar with its default settings, "
                    + "the sellers configured by URL, logging at WARN; both answer with %s; the gateway wrote %s at WARN or above", r.jvm().version(),
                    String.join(" ", FanOutSession.FLAGS), r.same() ? "the same products to the byte" : "products that differ", r.complaints().isEmpty() ? "nothing" : r.complaints().size() + " lines");
        }
    }

    private void loads() {
        text.line("");
        text.line("## Every load");
        text.line("");
        text.line("Times in ms, CPU in ms a search, memory in MB. Clients wait for their answer before they ask again; a rate is kept whatever becomes "
                + "of the searches, and a search's time begins when its turn comes by the clock. Added: without what the slowest of its sellers "
                + "took. Wrong: answers with other products or sellers than asked for, or none. CPU of stub and load generator, and of all who "
                + "have no part in this, in per cent of the machine: more than a few per cent of others, and the figures are not worth keeping. "
                + "Sellers take 50 ms, where a rate stands twice the second time 50 ms in the middle and now and then much more (log-normal).");
        text.line("");
        text.line(HEAD);
        for (FanOutBench.Result r : results) {
            for (FanOutMeasured m : r.loads()) {
                text.line(row(m, FanOutTargets.find(r, CONTROL, m.load()).filter(c -> m.who().equals(GATEWAY))));
            }
        }
    }

    private static String row(FanOutMeasured m, Optional<FanOutMeasured> control) {
        SearchLoad load = m.load();
        return Markdown.format("| %d | %s | %d × %d | %s | %.1f | %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f | %.0f | %d | %d | %.0f %% | %.0f %% | %.2f |",
                m.jvm().release(), m.who(), load.sellers(), load.products(), how(load), m.perSecond(),
                control.map(c -> Markdown.format("%.2f", m.perSecond() / c.perSecond())).orElse(""), m.wholeMs(50), m.wholeMs(99), m.wholeMs(99.9),
                m.addedMs(50), m.addedMs(99), m.cpuMs(), m.compilersMs(), m.end().process().rssMb(), m.end().process().threads(), m.heard().wrong(),
                m.benchPercent(), m.othersPercent(), m.loadAverage());
    }

    private static String how(SearchLoad load) {
        String how = load.open() ? Markdown.format("%.0f/s", load.rate()) : load.clients() + (load.clients() == 1 ? " client" : " clients");
        return how + (load.latency().sigma() == 0 ? "" : ", uneven") + (load.fresh() ? ", never the same" : "");
    }

    private void growth() {
        int clients = FanOutPlan.MOST_CLIENTS / 2;
        text.line("");
        text.line("## What more sellers and more products cost");
        text.line("");
        text.line("CPU in ms a search at %d clients; an answer of 10 products is 3.7 KB, one of 50 is 18.5 KB.", clients);
        text.line("");
        List<Integer> sellers = results.get(0).loads().stream().map(m -> m.load().sellers()).distinct().sorted().toList();
        text.line("| JDK | who | products | " + sellers.stream().map(n -> n + (n == 1 ? " seller" : " sellers")).collect(Collectors.joining(" | ")) + " |");
        text.line("|---|---|---|" + "---|".repeat(sellers.size()));
        for (FanOutBench.Result r : results) {
            for (String who : List.of(CONTROL, GATEWAY)) {
                for (int products : List.of(FanOutPlan.SMALL, FanOutPlan.LARGE)) {
                    text.line("| " + r.jvm().release() + " | " + who + " | " + products + " | " + sellers.stream()
                            .map(n -> FanOutTargets.closed(r, who, n, products, clients).map(m -> Markdown.format("%.2f", m.cpuMs())).orElse(""))
                            .collect(Collectors.joining(" | ")) + " |");
                }
            }
        }
    }

    private void hanging() {
        text.line("");
        text.line("## Sellers that misbehave");
        text.line("");
        text.line("Three of twenty sellers misbehave. The searches of the first line ask all twenty and have a deadline of 500 ms. Those of the others ask "
                + "the seventeen good ones, at a quarter of the gateway's peak, while five searches a second with a deadline of 500 ms ask the three.");
        text.line("");
        text.line("| JDK | | n | p50 | p99 | max | against all well, p99 | CPU | threads | wrong | load average |");
        text.line("|---|---|---|---|---|---|---|---|---|---|---|");
        for (FanOutBench.Result r : results) {
            FanOutMeasured well = r.others().get(0);
            bad(r.hanging(), "three hang, all are asked", "");
            bad(well, "all well", "");
            bad(r.others().get(1), "three hang, the others are asked", against(r.others().get(1), well));
            bad(r.others().get(2), "one drips, one streams 400 MB, the others are asked", against(r.others().get(2), well));
        }
    }

    private void overload() {
        text.line("");
        text.line("## More than it can do");
        text.line("");
        text.line("Ten times the searches a second that the gateway has answered at most, by the clock, whatever becomes of them, measured when half as "
                + "long of it has gone before; then at once %d clients.", FanOutPlan.MOST_CLIENTS);
        text.line("");
        text.line("| JDK | | asked/s | answered/s | refused with 503 | wrong | p50 | p99 | CPU | threads | RSS |");
        text.line("|---|---|---|---|---|---|---|---|---|---|---|");
        for (FanOutBench.Result r : results) {
            for (FanOutMeasured m : r.over()) {
                text.line("| %d | %s | %s | %.1f | %d | %d | %.1f | %.1f | %.2f | %d | %.0f |", m.jvm().release(), m.load().open() ? "tenfold" : "right after",
                        m.load().open() ? Markdown.format("%.0f", m.load().rate()) : "", m.perSecond(), m.heard().refused(), m.heard().wrong(), m.wholeMs(50),
                        m.wholeMs(99), m.cpuMs(), m.end().process().threads(), m.end().process().rssMb());
            }
        }
    }

    private static String against(FanOutMeasured m, FanOutMeasured well) {
        return Markdown.format("%+.0f %%", (m.wholeMs(99) / well.wholeMs(99) - 1) * 100);
    }

    private void bad(FanOutMeasured m, String what, String against) {
        text.line("| %d | %s | %d | %.1f | %.1f | %.1f | %s | %.2f | %d | %d | %.2f |", m.jvm().release(), what, m.heard().whole().getTotalCount(),
                m.wholeMs(50), m.wholeMs(99), m.maxMs(), against, m.cpuMs(), m.end().process().threads(), m.heard().wrong(), m.loadAverage());
    }

    private void explanation() {
        text.line("");
        text.line("## How it is measured");
        text.line("");
        text.line("* The sellers are one process with one thread and a selector, a port each; an answer is one write of ready bytes. Answers left it at most "
                + "%.1f ms late at p99, in the worst of the loads; that counts as added by the gateway.",
                results.stream().flatMap(r -> r.loads().stream()).mapToLong(FanOutMeasured::lateMicros).max().orElse(0) / 1e3);
        text.line("* Every search has a number of its own, which the sellers get too; their time for it follows from the number, so the load generator knows "
                + "what the slowest took. Its one thread reads every answer to the end and holds it against the first, which it has read in full.");
        text.line("* The stub says the same in every answer but those of the loads that are never the same, where one number in each that nobody needs "
                + "makes it another: so the gateway has to read each of them, and otherwise only compares it with the one before "
                + "(`gateway.fan-out.answers-kept`). The control reads them all.");
        text.line("* The control: a thread a client, kept connections, requests sent to all sellers, answers read in turn by a streaming parser into records, "
                + "merged, sorted, written as the gateway writes them. No routes, settings, dialects, limits or breakers.");
        text.line("* Control and gateway take turns, load by load. Before anything is measured both have had both answer sizes at %d clients, until a search is "
                + "one call to each seller: then nothing is left to learn. And the small ones go on until the gateway's compilers take less than a "
                + "twentieth of its CPU, at most a hundred seconds: what it costs before is in the lines about the first seconds, some sellers' parts "
                + "of which may be missing (%s searches of %s).", FanOutPlan.MOST_CLIENTS,
                String.join(" and ", results.stream().map(r -> String.valueOf(r.cold().heard().wrong())).toList()),
                String.join(" and ", results.stream().map(r -> String.valueOf(r.cold().heard().all())).toList()));
        text.line("* CPU is the process's own, compilers and collector included. RSS and threads are read at the end of a load. One second of each "
                + "load goes before the measured time. One run each: differences of a tenth between two runs mean nothing.");
    }
}
