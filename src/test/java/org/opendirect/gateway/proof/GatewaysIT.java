package org.opendirect.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** Two gateways of the packaged jar on one PostgreSQL: one is killed, or paused for longer than its lease. */
class GatewaysIT {

    /** The lease is two seconds here (see the settings), so whoever is paused for this long has lost its work. */
    private static final Duration LONGER_THAN_THE_LEASE = Duration.ofSeconds(4);

    @TempDir
    private Path folder;
    private EmbeddedPostgres server;
    private SandboxSeller seller;
    private FaultProxy proxy;
    private GatewayProcess one;
    private GatewayProcess two;
    private final Map<String, String> bookings = new LinkedHashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        server = EmbeddedPostgres.start();
        seller = new SandboxSeller("premium-news", 0, folder.resolve("ledger.jsonl"), Duration.ofMinutes(5), Clock.systemUTC());
        Scene.openAccount(seller);
        proxy = new FaultProxy(seller.baseUrl(), (order, step, nth) -> null);
        var settings = new ArrayList<>(CrashesIT.settings(proxy));
        settings.add("--gateway.store.url=jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres");
        settings.add("--gateway.store.username=postgres");
        one = new GatewayProcess(folder.resolve("one"), "", settings);
        two = new GatewayProcess(folder.resolve("two"), "", settings);
    }

    @AfterEach
    void stop() throws IOException {
        one.close();
        two.close();
        proxy.close();
        seller.close();
        server.close();
    }

    @Test
    void whatAKilledGatewayLeavesTheOtherFinishes() throws Exception {
        int seeds = Proof.whole() ? 10 : 1;
        var violations = new ArrayList<String>();
        Duration longest = Duration.ZERO;
        one.start(false);
        for (int seed = 1; seed <= seeds; seed++) {
            two.start(false);
            var random = new Random(seed);
            var names = new ArrayList<String>();
            for (int i = 0; i < 12; i++) {
                names.add("pair-" + seed + "-" + i);
                book(i % 2 == 0 ? one : two, names.get(i));
            }
            int calls = proxy.calls().size() + random.nextInt(25);
            try {
                Awaitility.await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(2)).until(() -> proxy.calls().size() >= calls);
            } catch (ConditionTimeoutException e) {
                // everything was booked before
            }
            two.kill();
            Instant dead = Instant.now();
            settle(names);
            Duration took = Duration.between(dead, Instant.now());
            longest = took.compareTo(longest) > 0 ? took : longest;
            violations.addAll(violations(names));
        }
        new Proof.Part("one of two killed", "twelve bookings over two gateways on one PostgreSQL, lease 2 s", seeds * 12,
                seeds == 1 ? "1" : "1–" + seeds, 0, longest, violations).conclude();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create-order", "create-line", "reserve", "book"})
    void aCallOfAGatewayPausedPastItsLeaseDoesNotLeaveAnyMore(String step) throws Exception {
        assumeTrue(Proof.whole() || step.equals("create-line") || step.equals("book"), "the others belong to the whole proof");
        one.start(true);
        CountDownLatch reached = one.arm("AFTER_INTENT", step);
        book(one, "paused");
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        stopBetweenTransactions(one);
        two.start(false);
        awaitStatus(two, "BOOKED");
        one.letGo();
        one.signal("CONT");
        // it has work to give back, and answers again: then it has seen that the claim is another's
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> one.log().contains("whoever has it now carries on"));

        var violations = new ArrayList<>(violations(List.of("paused")));
        long sent = proxy.calls().stream().filter(c -> c.order().equals("paused") && c.step().changes()).count();
        if (sent != 4) {
            violations.add("I2 paused: " + sent + " calls that change something, order, line, reserve and book are four");
        }
        new Proof.Part("paused before " + step, "stopped with its intent written, taken over after the lease, then let go", 1, "", 0, null, violations).conclude();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOTHING", "NO_FENCE"})
    void aGatewayPausedInATransactionWritesNothingStale(String bug) throws Exception {
        // else the database would end it before
        one.start(true, "--planted.bug=" + bug, "--gateway.store.idle-in-transaction=2m");
        CountDownLatch reached = one.arm("IN_TRANSACTION", "create-line");
        book(one, "stale");
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        one.signal("STOP");
        two.start(true, "--planted.bug=" + bug);
        Instant since = Instant.now();
        try {
            awaitStatus(two, "BOOKED", LONGER_THAN_THE_LEASE);
        } catch (ConditionTimeoutException e) {
            assertThat(bug).as("the transaction keeps the others out until it ends").isEqualTo("NOTHING");
        }
        Awaitility.await().until(() -> Duration.between(since, Instant.now()).compareTo(LONGER_THAN_THE_LEASE) > 0);
        one.letGo();
        one.signal("CONT");
        if (bug.equals("NO_FENCE")) {
            Awaitility.await("something untrue, doubled or orphaned").atMost(Duration.ofSeconds(30)).until(() -> violations(List.of("stale")).stream()
                    .anyMatch(v -> v.startsWith("I2 ") || v.startsWith("I5 ") || v.startsWith("I8 ")));
        } else {
            awaitStatus(two, "BOOKED");
            new Proof.Part("paused in a transaction", "stopped between read and write, for longer than the lease", 1, "", 0, null,
                    violations(List.of("stale"))).conclude();
        }
    }

    @Test
    void whatAGatewayFrozenInATransactionKeepsTheOtherFinishes() throws Exception {
        one.start(true, "--planted.bug=NOTHING", "--gateway.store.idle-in-transaction=1s");
        CountDownLatch reached = one.arm("IN_TRANSACTION", "create-line");
        book(one, "frozen");
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        one.signal("STOP");

        two.start(false);
        awaitStatus(two, "BOOKED");

        one.letGo();
        one.signal("CONT");
        // its other connections are as they were, or are replaced
        awaitStatus(one, "BOOKED");
        new Proof.Part("frozen in a transaction", "stopped between read and write, and not let go before the other had finished", 1, "", 0, null,
                violations(List.of("frozen"))).conclude();
    }

    /** A transaction that is open, such as one that renews the lease, would keep its work from the other gateway: that is another test. */
    private void stopBetweenTransactions(GatewayProcess gateway) {
        Awaitility.await("a moment without a transaction").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50)).until(() -> {
            gateway.signal("STOP");
            boolean between = !isAnyTransactionOpen();
            if (!between) {
                gateway.signal("CONT");
            }
            return between;
        });
    }

    private boolean isAnyTransactionOpen() throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var open = connection.createStatement().executeQuery("select count(*) from pg_stat_activity where backend_type = 'client backend' "
                        + "and pid <> pg_backend_pid() and state <> 'idle'")) {
            open.next();
            return open.getInt(1) > 0;
        }
    }

    private void book(GatewayProcess gateway, String name) throws IOException {
        var answer = gateway.post("/api/v1/bookings", Scene.body(name, "100", Scene.line("magic-none-" + name, 10_000)), "Idempotency-Key", name);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        bookings.put(name, answer.headers().firstValue("Location").orElseThrow());
    }

    private void awaitStatus(GatewayProcess gateway, String status) {
        awaitStatus(gateway, status, Duration.ofSeconds(30));
    }

    private void awaitStatus(GatewayProcess gateway, String status, Duration patience) {
        String booking = bookings.values().iterator().next();
        Awaitility.await(status).atMost(patience).pollInterval(Duration.ofMillis(50)).ignoreExceptions()
                .until(() -> gateway.json(booking).path("status").asText().equals(status));
    }

    private void settle(List<String> names) {
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).ignoreExceptions().until(() -> {
                for (String name : names) {
                    if (!one.json(bookings.get(name)).path("status").asText().equals("BOOKED")) {
                        return false;
                    }
                }
                return true;
            });
        } catch (ConditionTimeoutException e) {
            // judged by the invariants
        }
    }

    private List<String> violations(List<String> names) throws IOException {
        var record = new SellerRecord(folder.resolve("ledger.jsonl"));
        var found = new ArrayList<>(Invariants.lateBooks(proxy.calls()));
        for (String name : names) {
            JsonNode booking = (one.isAlive() ? one : two).json(bookings.get(name));
            found.addAll(Invariants.violations(name, booking, record));
            if (!booking.path("status").asText().equals("BOOKED")) {
                found.add("I6 " + name + ": ended as " + booking.path("status").asText() + ": " + booking.path("lines"));
            }
        }
        return found;
    }
}
