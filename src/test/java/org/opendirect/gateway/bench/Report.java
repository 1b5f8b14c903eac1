package org.opendirect.gateway.bench;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

/** The figures as Markdown. */
final class Report {

    private static final double GOAL_LINES_PER_SECOND = 150;
    private static final double GOAL_P50_MS = 5;
    private static final double GOAL_P99_MS = 25;

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Markdown text = new Markdown();

    /**
     * @param arguments of the script
     * @param flags     of the gateway's JVM
     */
    static String of(String arguments, String commit, List<String> flags, List<String> machine, List<Session.Result> results) {
        var report = new Report();
        report.head(arguments, commit, flags, machine, results);
        report.goals(results);
        report.throughput(results);
        report.latency(results);
        report.explanation(results);
        return report.text.toString();
    }

    private void head(String arguments, String commit, List<String> flags, List<String> machine, List<Session.Result> results) {
        line("# Booking: how fast, and what it adds");
        line("");
        line("Written by `bench/booking` at %s, commit %s. To repeat it, on a quiet machine, from the project's folder (Linux, JDK 17, Maven; "
                + "under four minutes after the build):", Instant.now().truncatedTo(ChronoUnit.SECONDS), commit);
        line("");
        line("```");
        line("bench/booking %s", arguments);
        line("```");
        line("");
        machine.forEach(fact -> line("* %s", fact));
        line("* the gateway: the packaged jar in a process of its own, default settings, logging at WARN, JVM flags: %s",
                flags.isEmpty() ? "none, as shipped" : "`" + String.join(" ", flags) + "`");
        results.forEach(r -> r.facts().forEach(fact -> line("* %s", fact)));
        for (Session.Result r : results) {
            line("* %s: after %d measured lines and the warm-up the seller holds every line that was asked for, once, created, reserved, booked and "
                    + "read once each; the gateway wrote %s at WARN or above", r.database(),
                    r.measured().stream().mapToInt(m -> m.load().lines()).sum(),
                    r.complaints().isEmpty() ? "nothing" : r.complaints().size() + " lines");
        }
    }

    private void goals(List<Session.Result> results) {
        line("");
        line("## Against the goals");
        line("");
        line("The seller answers at once (0 ms). The rate is load B, the added latency load A, a step with nothing else going on. At load B the "
                + "same gap is nearly all waiting in line: the more lines are under way at once, the longer, at the same rate.");
        line("");
        line("| | goal | %s |", String.join(" | ", results.stream().map(Session.Result::database).toList()));
        line("|---|---|%s", "---|".repeat(results.size()));
        goal("booked lines per second", "≥ 150 on " + PostgresDatabase.NAME, results, r -> r.database().equals(PostgresDatabase.NAME)
                ? judged(find(r, "B").linesPerSecond(), "%.0f", v -> v >= GOAL_LINES_PER_SECOND) : format("%.0f", find(r, "B").linesPerSecond()));
        goal("added latency per step, p50", "≤ 5 ms", results, r -> judged(find(r, "A").steps().percentile(0.5), "%.1f ms",
                v -> v <= GOAL_P50_MS));
        goal("added latency per step, p99", "≤ 25 ms", results, r -> judged(find(r, "A").steps().percentile(0.99), "%.1f ms",
                v -> v <= GOAL_P99_MS));
        goal("the same at load B, p50 and p99", "", results, r -> format("%.0f ms, %.0f ms", find(r, "B").steps().percentile(0.5),
                find(r, "B").steps().percentile(0.99)));
        goal("commits per line, one order with one line", "", results, r -> format("%.2f", find(r, "A").commitsPerLine()));
        goal("commits per line, one order with five", "", results, r -> format("%.2f", find(r, "B").commitsPerLine()));
        goal("commits per line, one order with fifty", "", results, r -> format("%.2f", find(r, "C").commitsPerLine()));
        goal("commits per second of an idle gateway", "", results, r -> format("%.1f", r.idleCommitsPerSecond()));
        goal("transactions per line over all loads, reads and the bench's own asking included", "", results,
                r -> r.transactions().map(t -> format("%.1f", t)).orElse("not countable"));
    }

    private interface Value {
        String of(Session.Result result);
    }

    private void goal(String what, String goal, List<Session.Result> results, Value value) {
        line("| %s | %s | %s |", what, goal, String.join(" | ", results.stream().map(value::of).toList()));
    }

    private static String judged(double value, String format, Predicate<Double> good) {
        return format(format, value) + (good.test(value) ? " ✓" : " ✗");
    }

    private static Measured find(Session.Result result, String load) {
        return result.measured().stream().filter(m -> m.load().id().equals(load) && m.load().latency().isZero()).findFirst().orElseThrow();
    }

    private void throughput(List<Session.Result> results) {
        line("");
        line("## Rate, commits and CPU");
        line("");
        line("CPU in ms for one booked line, and what others had of the whole machine: more than a few per cent there, and the figures are not "
                + "worth keeping. On few cores the sum of the CPU is what limits the rate. Orders at once: the most that were under way together, "
                + "each from its arrival at the seller until its last line was read back.");
        line("");
        line("| database | load | bookings × lines | seller | seconds | lines/s | commits per line | CPU gateway | of it compilers | CPU database "
                + "| CPU bench | CPU others | orders at once | connections opened |");
        line("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (Session.Result r : results) {
            r.measured().forEach(this::throughput);
        }
    }

    private void throughput(Measured m) {
        Load load = m.load();
        Cpu cpu = m.cpu();
        String database = cpu.database().isZero() ? "in the gateway" : format("%.2f", m.perLineMs(cpu.database()));
        line("| %s | %s %s | %d × %d | %d ms | %.2f | %.0f | %.2f | %.2f | %.2f | %s | %.2f | %.0f %% | %d | %d |", m.database(), load.id(),
                load.title(), load.bookings(), load.linesEach(), load.latency().toMillis(), m.seconds(), m.linesPerSecond(), m.commitsPerLine(),
                m.perLineMs(cpu.gateway()), m.perLineMs(cpu.compilers()), database, m.perLineMs(cpu.bench()), m.othersPercent(CORES),
                m.ordersAtOnce(), m.connections());
    }

    private void latency(List<Session.Result> results) {
        line("");
        line("## Added latency");
        line("");
        line("In ms. A step's gap lies between the seller's sending of one answer and the arrival of the next request for the same line: reading "
                + "the answer, one commit, building the request, the way through the pool.");
        line("");
        line("| database | load | seller | between | n | p50 | p95 | p99 | max |");
        line("|---|---|---|---|---|---|---|---|---|");
        for (Session.Result r : results) {
            for (Measured m : r.measured()) {
                for (Gaps g : m.gaps()) {
                    String bold = g.between().equals(Gaps.STEPS) ? "**" : "";
                    line("| %s | %s | %d ms | %s%s%s | %d | %.2f | %.2f | %.2f | %.2f |", m.database(), m.load().id(),
                            m.load().latency().toMillis(), bold, g.between(), bold, g.nanos().length, g.percentile(0.5), g.percentile(0.95),
                            g.percentile(0.99), g.max());
                }
            }
        }
    }

    private void explanation(List<Session.Result> results) {
        line("");
        line("## How it is measured");
        line("");
        line("* The seller is a stub in the bench's process: plain sockets, an answer in one write, at once or after 20 ms. It notes when the first "
                + "byte of a request is there, and the moment before it writes the answer; a gap also counts the time until its thread gets a core.");
        line("* A: bookings one after the other, the next when the one before shows as `BOOKED`. B: all submitted as fast as eight callers can. What "
                + "has to wait for a thread, a connection or the database in B and C waits inside the gaps.");
        line("* Lines per second: from the first submit until the seller had booked the last line. Every booking comes with an `Idempotency-Key`.");
        line("* Commits: those that changed something, without those of an idle gateway in the same time. PostgreSQL: numbers given to transactions. "
                + "SQLite: the counter in its WAL-index. Both are read from outside, before and after, when nothing changes any more.");
        line("* One run each, after a warm-up of twenty seconds (%s) and a pause for what the JVM's compilers had queued. Differences of a "
                + "tenth between two runs mean nothing.",
                String.join(", ", results.stream().map(r -> r.database() + ": " + r.warmUpLines() + " lines").toList()));
    }

    private void line(String format, Object... values) {
        text.line(format, values);
    }

    private static String format(String format, Object... values) {
        return Markdown.format(format, values);
    }
}
