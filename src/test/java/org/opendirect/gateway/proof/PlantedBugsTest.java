package org.opendirect.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.booking.PlantedBug;

/**
 * A proof that finds nothing proves nothing unless it would have found something: each planted bug is found by the invariants, in a
 * scene in which the gateway as it is violates none. The two that need a kill or a pause are found in {@link CrashesIT}.
 */
class PlantedBugsTest {

    @ParameterizedTest
    @EnumSource(value = PlantedBug.class, mode = EnumSource.Mode.EXCLUDE, names = {"NO_FENCE", "INTENT_AFTER_CALL", "NOTHING"})
    void eachIsFoundAndWithoutItNothingIs(PlantedBug bug, @TempDir Path folder) throws Exception {
        // the second read after what got lost comes when the hold of half a second has ended, or the other line is there, for certain
        boolean late = bug == PlantedBug.BOOKING_AFTER_EXPIRY || bug == PlantedBug.ANOTHERS_LINE_ADOPTED;
        String window = "gateway.booking.settle-window=" + (late ? "700ms" : "200ms");
        List<String> sound = play(bug, folder.resolve("sound"), window);
        List<String> planted = play(bug, folder.resolve("planted"), window, "planted.bug=" + bug);

        assertThat(sound).as("without the bug").isEmpty();
        assertThat(planted).as("with the bug").isNotEmpty().anySatisfy(v -> assertThat(v.split(" ")[0]).isIn(expected(bug)));
    }

    private static Set<String> expected(PlantedBug bug) {
        return switch (bug) {
            case BLIND_RESEND, ORDER_SENT_AGAIN -> Set.of("I2", "I8");
            // the database refuses a second line of the same id, so it never comes to an end
            case ANOTHERS_LINE_ADOPTED -> Set.of("I2", "I6", "I8");
            case CEILING_OUTSIDE_THE_TRANSACTION -> Set.of("I3");
            case BOOKING_AFTER_EXPIRY -> Set.of("I9");
            case TERMS_NOT_COMPARED -> Set.of("I4");
            case KEY_NOT_HELD -> Set.of("I7");
            default -> Set.of("I5");
        };
    }

    private static List<String> play(PlantedBug bug, Path folder, String... settings) throws Exception {
        folder.toFile().mkdirs();
        // of two lines the second gets lost, so that the first is there to be taken for it
        int lost = bug == PlantedBug.ANOTHERS_LINE_ADOPTED ? 2 : 1;
        FaultProxy.Script script = (order, step, nth) -> bug == PlantedBug.BOOKING_AFTER_EXPIRY ? slowToShowTheEndOfTheHold(step, nth)
                : nth != lost ? null : switch (bug) {
            case BLIND_RESEND -> step == WireStep.LINE ? Fault.TIMEOUT_AFTER : null;
            case ORDER_SENT_AGAIN -> step == WireStep.ORDER ? Fault.RESET_AFTER : null;
            case TIMEOUT_TAKEN_FOR_FAILURE -> step == WireStep.BOOK ? Fault.TIMEOUT_AFTER : null;
            case RELEASE_NOT_CONFIRMED -> step == WireStep.CANCEL ? Fault.RESET_BEFORE : null;
            case ANOTHERS_LINE_ADOPTED -> step == WireStep.LINE ? Fault.RESET_BEFORE : null;
            default -> null;
        };
        try (Scene scene = new Scene(folder, script, settings)) {
            var found = new ArrayList<String>();
            switch (bug) {
                case CEILING_OUTSIDE_THE_TRANSACTION -> scene.placeAboveBudget("cell", "250", "magic-none-1", "magic-none-2", "magic-none-3",
                        "magic-none-4");
                case EVERY_200_IS_SUCCESS -> scene.book("cell", "100", Scene.line("magic-book-declined", 10_000));
                case TERMS_NOT_COMPARED -> scene.book("cell", "200", Scene.line("magic-book-price", 10_000));
                case BOOKING_AFTER_EXPIRY -> {
                    scene.proxy.lag(Duration.ofSeconds(3));
                    scene.book("cell", "100", Scene.line("magic-reserve-short-hold", 10_000));
                }
                case ANOTHERS_LINE_ADOPTED -> scene.book("cell", "200", Scene.line("magic-none-1", 10_000), Scene.line("magic-none-2", 10_000));
                case KEY_NOT_HELD -> found.addAll(fiftyAtOnce(scene));
                default -> scene.book("cell", "100", Scene.line("magic-none", 10_000));
            }
            boolean neverEnds = bug == PlantedBug.ANOTHERS_LINE_ADOPTED && Arrays.stream(settings).anyMatch(s -> s.startsWith("planted.bug="));
            scene.settle(Duration.ofSeconds(neverEnds ? 5 : 20));
            if (bug == PlantedBug.RELEASE_NOT_CONFIRMED) {
                scene.gateway.post(scene.path("cell") + "/cancel", "");
                scene.awaitAll("CANCELLED", Duration.ofSeconds(20));
            }
            found.addAll(scene.violations());
            return found;
        }
    }

    /** The book gets lost, and reads go on showing the hold of half a second when it stands no more. */
    private static Fault slowToShowTheEndOfTheHold(WireStep step, int nth) {
        return nth > 1 ? null : step == WireStep.BOOK ? Fault.RESET_BEFORE : step == WireStep.POLL ? Fault.LAGGING_READS : null;
    }

    private static List<String> fiftyAtOnce(Scene scene) throws Exception {
        String body = Scene.body("cell", "100", Scene.line("magic-none", 10_000));
        var pool = Executors.newFixedThreadPool(50);
        try {
            List<Callable<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(() -> scene.gateway.post("/api/v1/bookings", body, "Content-Type", "application/json", "Idempotency-Key", "the-key"));
            }
            var bodies = new ArrayList<String>();
            for (Future<HttpResponse<String>> f : pool.invokeAll(all)) {
                if (f.get().statusCode() == 202) {
                    bodies.add(f.get().body());
                }
            }
            long different = bodies.stream().distinct().count();
            return different == 1 ? List.of() : List.of("I7 cell: fifty equal requests made " + different + " bookings");
        } finally {
            pool.shutdownNow();
        }
    }
}
