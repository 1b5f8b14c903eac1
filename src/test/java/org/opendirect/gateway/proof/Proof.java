package org.opendirect.gateway.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How much is proved, and the report of it. {@code mvn verify} proves a bounded part, {@code mvn verify -Pproof} the whole. */
final class Proof {

    private static final Path PARTS = Path.of("target/proof");
    private static final Path REPORT = Path.of("docs/reports/proof.md");

    private Proof() {
    }

    static boolean whole() {
        return "whole".equals(System.getProperty("proof"));
    }

    /**
     * What one part of the proof has come to.
     *
     * @param cells      runs, each a booking with its fault or a gateway with its kill
     * @param seeds      of the random runs, empty where nothing was random
     * @param undecided  lines that were rightly left to a person
     * @param longest    from the end of the fault to the end of the booking; null where it was not measured
     * @param violations of the invariants, each one line
     */
    record Part(String name, String what, int cells, String seeds, int undecided, Duration longest, List<String> violations) {

        /** Keeps it for the report, and fails when something was violated. */
        void conclude() {
            write(this);
            if (!violations.isEmpty()) {
                throw new AssertionError(name + ":\n" + String.join("\n", violations));
            }
        }
    }

    private static long count(List<String> violations, String... invariants) {
        return violations.stream().filter(v -> Stream.of(invariants).anyMatch(i -> v.startsWith(i + " "))).count();
    }

    private static synchronized void write(Part part) {
        try {
            Files.createDirectories(PARTS);
            Files.writeString(PARTS.resolve(part.name().replace(' ', '-') + ".row"), "| %s | %s | %d | %s | %d | %d | %d | %d | %d | %s |%n".formatted(
                    part.name(), part.what(), part.cells(), part.seeds().isEmpty() ? "–" : part.seeds(), count(part.violations(), "I1", "I6"),
                    count(part.violations(), "I2", "I8"), count(part.violations(), "I3", "I4"), count(part.violations(), "I5", "I7", "I9"),
                    part.undecided(), part.longest() == null ? "–" : part.longest().toMillis() + " ms"));
            if (whole()) {
                report();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void report() throws IOException {
        var rows = new ArrayList<String>();
        try (Stream<Path> parts = Files.list(PARTS)) {
            for (Path p : parts.sorted().toList()) {
                rows.add(Files.readString(p, StandardCharsets.UTF_8));
            }
        }
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, """
                # Proof

                Written by `mvn verify -Pproof` on %s, JDK %s, %d processors. What the columns mean: [safety.md](../safety.md).
                Counted in the sandbox seller's own ledger and on the wire, never in the gateway's tables.

                | part | what | cells | seeds | lost or stuck (I1, I6) | doubled or orphaned (I2, I8) | over budget or price (I3, I4) | untrue, replayed or late (I5, I7, I9) | left to a person | longest recovery |
                |---|---|---|---|---|---|---|---|---|---|
                %s""".formatted(LocalDate.now(ZoneOffset.UTC), Runtime.version(), Runtime.getRuntime().availableProcessors(), String.join("", rows)));
    }
}
