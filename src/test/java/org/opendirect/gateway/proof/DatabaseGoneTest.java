package org.opendirect.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is away for a while, or carries out a commit and its answer gets lost. */
class DatabaseGoneTest {

    private static String[] settings(int port) {
        // without it the driver's later commits do not bear their name, and the gate could not tell them
        return new String[] {"gateway.store.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres?prepareThreshold=0", "gateway.store.username=postgres",
            "gateway.booking.lease=2s", "gateway.sellers[0].timeout=1s"};
    }

    @Test
    void whileItIsAwayNothingIsTakenOnAndAfterwardsEverythingGoesOn(@TempDir Path folder) throws Exception {
        Duration away = Proof.whole() ? Duration.ofSeconds(60) : Duration.ofSeconds(1);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(); DatabaseGate gate = new DatabaseGate(server.getPort());
                Scene scene = new Scene(folder, (order, step, nth) -> null, settings(gate.port()))) {
            for (int i = 0; i < 12; i++) {
                scene.book("gone-" + i, "100", Scene.line("magic-none-" + i, 10_000));
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(() -> scene.proxy.calls().size() >= 15);
            gate.shut();
            Instant shut = Instant.now();
            HttpResponse<String> refused = scene.gateway.post("/api/v1/bookings", Scene.body("late", "100", Scene.line("magic-none-late", 10_000)));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("store_unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            Awaitility.await().atMost(away.plusSeconds(20)).until(() -> Duration.between(shut, Instant.now()).compareTo(away) > 0);
            gate.open();
            Instant back = Instant.now();
            scene.awaitAll("BOOKED", Duration.ofSeconds(40));
            Duration took = Duration.between(back, Instant.now());
            scene.settle(Duration.ofSeconds(5));
            new Proof.Part("database away", "PostgreSQL away for " + away.toSeconds() + " s in the middle of twelve bookings", 12, "", scene.undecided(), took,
                    scene.violations()).conclude();
        }
    }

    @Test
    void commitsWhoseAnswerIsLostAreNeitherLostNorDoubled(@TempDir Path folder) throws Exception {
        int bookings = Proof.whole() ? 60 : 12;
        try (EmbeddedPostgres server = EmbeddedPostgres.start(); DatabaseGate gate = new DatabaseGate(server.getPort());
                Scene scene = new Scene(folder, (order, step, nth) -> null, settings(gate.port()))) {
            gate.loseEvery(9);
            Instant begun = Instant.now();
            for (int i = 0; i < bookings; i++) {
                bookUntilTaken(scene, "commit-" + i);
            }
            scene.awaitAll("BOOKED", Duration.ofSeconds(Proof.whole() ? 300 : 60));
            gate.loseEvery(0);
            assertThat(gate.lost()).as("commits whose answer was lost").isGreaterThan(5);
            List<String> violations = new ArrayList<>(scene.violations());
            new Proof.Part("commit answers lost", "every ninth commit is carried out and its answer lost, PostgreSQL: " + gate.lost() + " of them", bookings, "",
                    scene.undecided(), Duration.between(begun, Instant.now()), violations).conclude();
        }
    }

    /** As a caller does: the same request with the same key, until it is answered. */
    private static void bookUntilTaken(Scene scene, String name) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> {
            try {
                scene.bookOnce(name, "100", Scene.line("magic-none-" + name, 10_000));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
