package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.transaction.TransactionException;

class PostgresStoreTest extends StoreContractTest {

    /** The common pool has one thread on a machine of two cores. */
    private static final Executor OWN_THREAD = task -> new Thread(task, "beside the test").start();


    private static EmbeddedPostgres server;
    private Map<String, String> settings;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void openOwnDatabase() throws SQLException {
        settings = empty();
        open();
    }

    @Override
    Map<String, String> empty() throws SQLException {
        String name = "g" + System.nanoTime();
        try (var connection = server.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return at(server.getJdbcUrl("postgres", name).replaceAll("\\?.*", ""), "postgres");
    }

    @Test
    void startingShouldBeRefusedWhenAGatewayOfAnotherVersionRuns() {
        // given
        store.write(() -> store.sql().sql("update gateway_instance set schema_version = '17'").update());
        long before = store.sql().sql("select count(*) from flyway_schema_history").query(Long.class).single();

        // when
        Throwable refused = NestedExceptionUtils.getMostSpecificCause(catchThrowable(() -> OpenStore.at(settings)));

        // then
        assertThat(refused).isInstanceOf(SettingsException.class).hasMessageContaining("process " + ProcessHandle.current().pid() + " at 127.0.0.1 with version 17")
                .hasMessageContaining("stop them all first").hasMessageNotContaining("\n");
        assertThat(store.sql().sql("select count(*) from flyway_schema_history").query(Long.class).single()).isEqualTo(before);
        assertThat(store.sql().sql("select count(*) from gateway_instance").query(Long.class).single()).isEqualTo(1);
    }

    @Test
    void startingShouldGoOnWhenTheGatewayOfAnotherVersionHasNotBeenHeardOfForALease() {
        // given
        store.write(() -> store.sql().sql("update gateway_instance set schema_version = '17', lease_until = 1").update());

        // when
        OpenStore second = OpenStore.at(settings);

        // then
        assertThat(store.sql().sql("select schema_version from gateway_instance").query(String.class).list()).singleElement().isNotEqualTo("17");
        second.close();
    }

    /** Neither may change the tables between the other's look at who runs and its own entry there. */
    @Test
    void startingShouldWaitForItsTurnWhenAnotherGatewayStarts() throws Exception {
        // given
        store.write(() -> store.sql().sql("delete from gateway_instance").update());
        var starting = new CountDownLatch(1);
        var goOn = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        var older = new GatewayRegistry(open.pool(), open.transactions(), DatabaseUrl.of(settings.get("gateway.store.url"),
                TestSettings.with(Map.of("gateway.store.url", settings.get("gateway.store.url"))).store()), Duration.ofSeconds(30), () -> { });
        var first = CompletableFuture.runAsync(() -> older.start(open.context().getBean(Flyway.class).getConfiguration().getDataSource(), MigrationVersion.fromVersion("17"), () -> { }, () -> {
            starting.countDown();
            goOn.join();
        }));
        assertThat(starting.await(10, TimeUnit.SECONDS)).isTrue();

        // when
        var second = CompletableFuture.supplyAsync(() -> OpenStore.at(settings));
        Awaitility.await().until(() -> store.sql().sql("select count(*) from pg_locks where locktype = 'advisory' and not granted "
                + "and database = (select oid from pg_database where datname = current_database())").query(Long.class).single() == 1);
        goOn.complete(null);

        // then
        assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SettingsException.class).hasStackTraceContaining("with version 17");
    }

    @Test
    void aTransactionInWhichNothingHappensEndsAndKeepsItsRowsFromNobody() throws Exception {
        store.write(() -> store.sql().sql("create table held (id int primary key, n int)").update());
        store.write(() -> store.sql().sql("insert into held values (1, 0)").update());
        var frozen = new CountDownLatch(1);
        var goOn = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        var stale = CompletableFuture.runAsync(() -> store.write(() -> {
            store.sql().sql("update held set n = n + 1").update();
            frozen.countDown();
            goOn.join();
            store.sql().sql("update held set n = n + 100").update();
        }), OWN_THREAD);
        assertThat(frozen.await(5, TimeUnit.SECONDS)).isTrue();

        var other = CompletableFuture.runAsync(() -> store.write(() -> store.sql().sql("update held set n = n + 10").update()), OWN_THREAD);

        assertThat(other).succeedsWithin(Duration.ofSeconds(20));
        goOn.complete(null);
        assertThatThrownBy(() -> stale.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(TransactionException.class);
        assertThat(store.sql().sql("select n from held").query(Integer.class).single()).isEqualTo(10);
    }

    /** Steps of one work that overlap, without a gap between them: whoever wants it for himself must get his turn all the same. */
    @Test
    void lockingShouldTakeItsTurnWhenStepsOfABusyWorkOverlap() throws Exception {
        // given
        Works works = works();
        due(works, "busy");
        Claim claim = works.claim("busy").orElseThrow();
        var steps = new AtomicInteger();
        var busy = new AtomicBoolean(true);
        var pool = Executors.newFixedThreadPool(5);
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                while (busy.get()) {
                    store.write(() -> {
                        works.fence(claim);
                        store.sql().sql("select 1 from pg_sleep(0.03)").query(Integer.class).single();
                    });
                    steps.incrementAndGet();
                }
            });
        }
        Awaitility.await().until(() -> steps.get() > 20);

        // when
        var waits = new ArrayList<Duration>();
        var during = new AtomicInteger();
        var cancel = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 10; i++) {
                long since = System.nanoTime();
                int before = steps.get();
                store.write(() -> works.cancel("busy", "test"));
                waits.add(Duration.ofNanos(System.nanoTime() - since));
                during.addAndGet(steps.get() - before);
                works.renew();
            }
        }, OWN_THREAD);
        try {
            cancel.get(20, TimeUnit.SECONDS);
        } finally {
            busy.set(false);
            pool.shutdown();
        }

        // then
        assertThat(waits).hasSize(10).allSatisfy(w -> assertThat(w).isLessThan(Duration.ofSeconds(2)));
        assertThat(during.get()).as("steps that went first in ten cancels: of each, those that were under way").isLessThan(10 * 10);
    }

    @Test
    void renewingShouldKeepAllOtherClaimsWhenTheRowOfOneIsLocked() throws Exception {
        // given
        Works works = works();
        var claims = new ArrayList<Claim>();
        for (String id : List.of("a", "b", "c")) {
            due(works, id);
            claims.add(works.claim(id).orElseThrow());
        }
        long before = works.leaseEnds(claims.get(2));
        var locked = new CountDownLatch(1);
        var letGo = new CompletableFuture<Void>().orTimeout(30, TimeUnit.SECONDS);
        var slow = CompletableFuture.runAsync(() -> store.write(() -> {
            store.sql().sql("update work set wakes = wakes + 1 where id in ('a', 'b')").update();
            locked.countDown();
            while (!letGo.isDone()) {
                store.sql().sql("select 1 from pg_sleep(0.05)").query(Integer.class).single();
            }
        }), OWN_THREAD);
        assertThat(locked.await(5, TimeUnit.SECONDS)).isTrue();

        // when
        var renewal = CompletableFuture.runAsync(works::renew, OWN_THREAD);

        // then
        assertThat(renewal).succeedsWithin(Duration.ofSeconds(20));
        assertThat(works.leaseEnds(claims.get(2))).isGreaterThan(before);
        letGo.complete(null);
        slow.get(5, TimeUnit.SECONDS);
        works.renew();
        assertThat(claims).allSatisfy(c -> assertThat(works.leaseEnds(c)).as("what could not be renewed once is not given up").isGreaterThan(before));
    }

    @Override
    Map<String, String> settings() {
        return settings;
    }
}
