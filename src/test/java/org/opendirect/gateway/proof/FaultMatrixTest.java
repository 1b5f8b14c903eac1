package org.opendirect.gateway.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.sandbox.SandboxDialect;

/** Every fault at every step, once each; and random ones on many steps of one booking, by seed. */
class FaultMatrixTest {

    private static final List<WireStep> STEPS = List.of(WireStep.ORDER, WireStep.LINE, WireStep.RESERVE, WireStep.BOOK, WireStep.CANCEL, WireStep.POLL);

    /** Cells in which the seller's own word leaves no way to book, or none without a person: what they end as. */
    private static final Map<String, Set<String>> OTHERWISE = Map.ofEntries(
            Map.entry("ORDER-TOKEN_EXPIRED", Set.of("FAILED")), Map.entry("LINE-TOKEN_EXPIRED", Set.of("FAILED")),
            Map.entry("RESERVE-TOKEN_EXPIRED", Set.of("FAILED")), Map.entry("CANCEL-TOKEN_EXPIRED", Set.of("NEEDS_DECISION")),
            Map.entry("ORDER-CHANGED_PRICE", Set.of("FAILED")), Map.entry("LINE-CHANGED_PRICE", Set.of("FAILED")),
            Map.entry("RESERVE-CHANGED_PRICE", Set.of("FAILED")), Map.entry("BOOK-CHANGED_PRICE", Set.of("NEEDS_DECISION")),
            Map.entry("POLL-CHANGED_PRICE", Set.of("NEEDS_DECISION")), Map.entry("POLL-LYING_STATUS", Set.of("BOOKED", "NEEDS_DECISION")));

    @Test
    void everyFaultAtEveryStepIsGotOver(@TempDir Path folder) throws Exception {
        var cells = new LinkedHashMap<String, Fault>();
        for (WireStep step : STEPS) {
            for (Fault fault : Fault.values()) {
                cells.put(step + "-" + fault, fault);
            }
        }
        FaultProxy.Script script = (order, step, nth) -> {
            Fault fault = nth == 1 && order.startsWith(step + "-") ? cells.get(order) : null;
            return fault == Fault.CONNECT_REFUSED ? null : fault;
        };
        var violations = new ArrayList<String>();
        Duration longest = Duration.ZERO;
        int undecided;
        // each cell's own fault is to be its only one: on a busy machine an answer may well take longer than a Scene's sellers have
        try (Scene scene = new Scene(folder, script, "gateway.sellers[0].timeout=2s")) {
            Instant begun = Instant.now();
            List<String> names = cells.keySet().stream().filter(n -> !n.endsWith("CONNECT_REFUSED")).toList();
            for (String name : names) {
                scene.book(name, "100", Scene.line("magic-none-" + name.toLowerCase(Locale.ROOT).replace('_', '-'), 10_000));
            }
            scene.settle(Duration.ofSeconds(90));
            for (String name : names) {
                if (name.startsWith("CANCEL-")) {
                    scene.gateway.post(scene.path(name) + "/cancel", "");
                }
            }
            scene.settle(Duration.ofSeconds(60));
            longest = Duration.between(begun, Instant.now());
            for (WireStep step : STEPS) {
                refused(scene, step);
            }
            violations.addAll(scene.violations());
            for (String name : cells.keySet()) {
                String status = scene.booking(name).path("status").asText();
                Set<String> expected = OTHERWISE.getOrDefault(name, Set.of(name.startsWith("CANCEL-") ? "CANCELLED" : "BOOKED"));
                if (!expected.contains(status)) {
                    violations.add("I6 " + name + ": ended as " + status + " instead of " + expected + ": " + scene.story(name));
                }
            }
            undecided = scene.undecided();
        }
        new Proof.Part("fault matrix", Fault.values().length + " faults × " + STEPS.size() + " steps", cells.size(), "", undecided, longest, violations).conclude();
    }

    /** The seller's port is closed from the answer before the step until a moment later. */
    private static void refused(Scene scene, WireStep step) throws Exception {
        String name = step + "-CONNECT_REFUSED";
        WireStep before = switch (step) {
            case LINE -> WireStep.ORDER;
            case RESERVE -> WireStep.LINE;
            case BOOK -> WireStep.RESERVE;
            case POLL -> WireStep.BOOK;
            default -> WireStep.OTHER;
        };
        scene.proxy.watch((order, at, moment) -> {
            if (order.equals(name) && at == before && moment == FaultProxy.Moment.ANSWERED) {
                scene.proxy.refuse(Duration.ofMillis(300));
            }
        });
        if (step == WireStep.ORDER) {
            scene.proxy.refuse(Duration.ofMillis(300));
        }
        scene.book(name, "100", Scene.line("magic-none-refused-" + step.name().toLowerCase(Locale.ROOT), 10_000));
        scene.settle(Duration.ofSeconds(30));
        if (step == WireStep.CANCEL) {
            scene.proxy.refuse(Duration.ofMillis(300));
            scene.gateway.post(scene.path(name) + "/cancel", "");
            scene.settle(Duration.ofSeconds(30));
        }
        scene.proxy.watch((order, at, moment) -> { });
    }

    @Test
    void randomFaultsOnManyStepsAreGotOver(@TempDir Path folder) throws Exception {
        randomFaults(folder, SandboxDialect.SEED, Proof.whole() ? 1_000 : 60);
    }

    /** Whether a form was not understood or an answer got lost looks much the same; what is tried out must not book twice. */
    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = {"SPEC", "PUT"})
    void randomFaultsWhileTheSellersFormIsBeingFoundOutAreGotOver(SandboxDialect dialect, @TempDir Path folder) throws Exception {
        randomFaults(folder, dialect, Proof.whole() ? 300 : 20);
    }

    private static void randomFaults(Path folder, SandboxDialect dialect, int seeds) throws Exception {
        int first = 1;
        List<Fault> faults = Fault.passing();
        FaultProxy.Script script = (order, step, nth) -> {
            if (order.isEmpty() || nth > 4 || step == WireStep.OTHER) {
                return null;
            }
            var random = new Random(order.hashCode() * 31L + step.ordinal() * 7L + nth);
            random.nextInt();
            return random.nextInt(100) < (step.changes() ? 35 : 20) ? faults.get(random.nextInt(faults.size())) : null;
        };
        var violations = new ArrayList<String>();
        int undecided;
        Map<String, Long> endings;
        Duration longest;
        try (Scene scene = new Scene(folder, dialect, script)) {
            Instant begun = Instant.now();
            for (int seed = first; seed < first + seeds; seed++) {
                scene.book("seed-" + seed, "200", Scene.line("magic-none-" + seed + "-a", 10_000), Scene.line("magic-none-" + seed + "-b", 10_000));
                if (seed % 5 == 0) {
                    // a person changes his mind while it runs
                    scene.gateway.post(scene.path("seed-" + seed) + "/cancel", "");
                }
            }
            scene.settle(Duration.ofSeconds(Proof.whole() ? 900 : 120));
            longest = Duration.between(begun, Instant.now());
            violations.addAll(scene.violations());
            undecided = scene.undecided();
            int last = first + seeds;
            endings = IntStream.range(first, last).mapToObj(s -> scene.booking("seed-" + s).path("status").asText())
                    .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
            if (endings.getOrDefault("BOOKED", 0L) < seeds / 2) {
                violations.add("I6 seeds: hardly anything was booked: " + endings);
                for (int seed = first; seed < last; seed++) {
                    if (scene.booking("seed-" + seed).path("status").asText().equals("NEEDS_DECISION")) {
                        violations.add("left to a person: " + scene.story("seed-" + seed));
                    }
                }
            }
        }
        new Proof.Part(dialect == SandboxDialect.SEED ? "random faults" : "random faults, seller of dialect " + dialect.word(), "two lines a booking, every fifth cancelled while it runs: " + endings, seeds, first + "–" + (first + seeds - 1),
                undecided, longest, violations).conclude();
    }
}
