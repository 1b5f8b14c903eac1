package org.opendirect.gateway.bench;

import static org.opendirect.gateway.bench.FanOutMeasured.CONTROL;
import static org.opendirect.gateway.bench.FanOutMeasured.GATEWAY;
import static org.opendirect.gateway.bench.FanOutPlan.MOST_CLIENTS;
import static org.opendirect.gateway.bench.FanOutPlan.SELLERS;
import static org.opendirect.gateway.bench.FanOutPlan.SMALL;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What was to be reached, and what was. */
final class FanOutTargets {

    private static final int OLD = 17;

    private final List<FanOutBench.Result> results;

    FanOutTargets(List<FanOutBench.Result> results) {
        this.results = results;
    }

    /** What is measured for a target, on one JDK. */
    private interface Value {
        double of(FanOutBench.Result result);
    }

    void write(Markdown text) {
        text.line("");
        text.line("## Against the targets");
        text.line("");
        text.line("Twenty sellers of 50 ms, ten products (3.7 KB) each; ✓ the goal, ○ the least, ✗ neither.");
        text.line("");
        text.line("| | " + String.join(" | ", results.stream().map(r -> r.jvm().toString()).toList()) + " | least, 25 / 17 | goal |");
        text.line("|---|" + "---|".repeat(results.size() + 2));
        atLeast(text, "searches/s against the control on the same JDK, 64 clients", r -> ratio(r, r), 0.5, 0.3, 0.8);
        Optional<FanOutBench.Result> newest = results.stream().filter(r -> r.jvm().release() != OLD).findFirst();
        newest.filter(n -> results.size() > 1).ifPresent(n -> atLeast(text, "the same against the control on " + n.jvm(), r -> ratio(r, n), 0.5, 0.3, 0.8));
        atMost(text, "CPU ms a search, 64 clients", "%.2f", r -> most(r).cpuMs(), 2, 4, 1);
        text.line("| the same two where no answer is the same twice | " + String.join(" | ", results.stream().map(r -> Markdown.format("%.2f / %.2f",
                fresh(r, GATEWAY).perSecond() / fresh(r, CONTROL).perSecond(), fresh(r, GATEWAY).cpuMs())).toList()) + " | | |");
        cold(text, "the same in the first seconds after the start: searches/s, CPU ms, p99", FanOutBench.Result::cold);
        cold(text, "the same after one by `bin/gateway`", FanOutBench.Result::coldByScript);
        atMost(text, "added ms at half load, p50", "%.1f", r -> half(r).addedMs(50), 4, 4, 1);
        atMost(text, "added ms at half load, p99", "%.1f", r -> half(r).addedMs(99), 25, 25, 8);
        text.line("| the control at the same rate, p50 / p99 | " + String.join(" | ", results.stream()
                .map(r -> find(r, CONTROL, half(r).load()).map(c -> Markdown.format("%.1f / %.1f", c.addedMs(50), c.addedMs(99))).orElse("")).toList()) + " | | |");
        threads(text);
        atMost(text, "RSS in MB, 64 clients", "%.0f", r -> most(r).end().process().rssMb(), 500, 600, 350);
        atMost(text, "answer when 3 of 20 hang, ms past the deadline, max", "%.0f", r -> r.hanging().maxMs() - r.hanging().load().deadlineMs(), 50, 50, 10);
        atMost(text, "others' p99 while three hang, % more", "%.0f", r -> more(r, 1), 10, 10, 10);
        atMost(text, "others' p99 while one drips and one streams, % more", "%.0f", r -> more(r, 2), 10, 10, 10);
        atLeast(text, "searches/s at ten times the load, of the peak", r -> goodput(r, 0), 0.9, 0.9, 0.9);
        atLeast(text, "searches/s right after it, of the peak", r -> goodput(r, 1), 0.9, 0.9, 0.9);
        atMost(text, "seconds from start to ready, median", "%.1f", r -> median(r.ready()), 5, 5, 3);
        atMost(text, "the same by `bin/gateway`, from its second start on", "%.1f", r -> median(r.script()), 5, 5, 3);
        text.line("| the same of Camel and Spring Boot with one route and nothing else | " + String.join(" | ", results.stream()
                .map(r -> Markdown.format("%.1f", median(r.bare()))).toList()) + " | | |");
    }

    private void cold(Markdown text, String what, Function<FanOutBench.Result, FanOutMeasured> load) {
        text.line("| " + what + " | " + String.join(" | ", results.stream().map(load).map(m -> Markdown.format("%.0f / %.2f / %.0f", m.perSecond(), m.cpuMs(),
                m.wholeMs(99))).toList()) + " | | |");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** The gateway's or the control's figures of a load. */
    static Optional<FanOutMeasured> find(FanOutBench.Result result, String who, SearchLoad load) {
        return result.loads().stream().filter(m -> m.is(who, load.shape())).findFirst();
    }

    static Optional<FanOutMeasured> closed(FanOutBench.Result result, String who, int sellers, int products, int clients) {
        return result.loads().stream().filter(m -> m.who().equals(who) && m.load().sellers() == sellers && m.load().products() == products
                && m.load().clients() == clients && !m.load().fresh()).findFirst();
    }

    private static FanOutMeasured most(FanOutBench.Result result) {
        return closed(result, GATEWAY, SELLERS, SMALL, MOST_CLIENTS).orElseThrow();
    }

    private static FanOutMeasured fresh(FanOutBench.Result result, String who) {
        return result.loads().stream().filter(m -> m.who().equals(who) && m.load().fresh()).findFirst().orElseThrow();
    }

    private static FanOutMeasured half(FanOutBench.Result result) {
        return result.loads().stream().filter(m -> m.who().equals(GATEWAY) && m.load().open()).findFirst().orElseThrow();
    }

    private static double ratio(FanOutBench.Result gateway, FanOutBench.Result control) {
        return most(gateway).perSecond() / closed(control, CONTROL, SELLERS, SMALL, MOST_CLIENTS).orElseThrow().perSecond();
    }

    private static double goodput(FanOutBench.Result result, int load) {
        return result.over().get(load).perSecond() / FanOutMeasured.peak(result.loads(), SELLERS).orElseThrow();
    }

    private static double more(FanOutBench.Result result, int scenario) {
        return (result.others().get(scenario).wholeMs(99) / result.others().get(0).wholeMs(99) - 1) * 100;
    }

    private void atLeast(Markdown text, String what, Value value, double least, double leastOld, double goal) {
        row(text, what, "%.2f", value, -least, -leastOld, -goal);
    }

    private void atMost(Markdown text, String what, String format, Value value, double least, double leastOld, double goal) {
        row(text, what, format, value, least, leastOld, goal);
    }

    private void threads(Markdown text) {
        text.line("| threads, 64 clients | " + String.join(" | ", results.stream().map(r -> {
            int threads = most(r).end().process().threads();
            boolean old = r.jvm().release() == OLD;
            return threads + " " + mark(threads, old ? 450 : 100, old ? 250 : 40);
        }).toList()) + " | ≤ 100 / 450 | ≤ 40 / 250 |");
    }

    /** Limits below zero are of what may not be less. */
    private void row(Markdown text, String what, String format, Value value, double least, double leastOld, double goal) {
        String sign = goal < 0 ? "≥ " : "≤ ";
        text.line("| " + what + " | " + String.join(" | ", results.stream().map(r -> {
            double v = value.of(r);
            return Markdown.format(format, v) + " " + mark(goal < 0 ? -v : v, r.jvm().release() == OLD ? leastOld : least, goal);
        }).toList()) + " | " + sign + number(least) + (least == leastOld ? "" : " / " + number(leastOld)) + " | " + sign + number(goal) + " |");
    }

    private static String number(double limit) {
        return String.valueOf(Math.abs(limit)).replaceAll("\\.0$", "");
    }

    private static String mark(double value, double least, double goal) {
        return value <= goal ? "✓" : value <= least ? "○" : "✗";
    }
}
