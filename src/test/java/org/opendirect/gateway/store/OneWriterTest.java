package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes that share a transaction, since they came while another was being written. */
@Timeout(60)
class OneWriterTest {

    @TempDir
    private Path folder;
    private OpenStore open;
    private Store store;
    /** how often each change was run, and how often its caller was told to go on */
    private final Map<String, Integer> run = new ConcurrentHashMap<>();
    private final Map<String, Integer> told = new ConcurrentHashMap<>();

    @BeforeEach
    void open() throws IOException {
        open = OpenStore.at(StoreContractTest.at("jdbc:sqlite:" + StoreContractTest.file(folder), ""));
        store = open.store();
        store.write(() -> store.sql().sql("create table note (text text primary key)").update());
    }

    @AfterEach
    void close() {
        open.close();
    }

    /** The driver marks a transaction as begun before it is; without more ado that connection would write for good, bit by bit. */
    @Test
    void aConnectionWhoseTransactionDidNotBeginIsNotUsedAgain() throws Exception {
        String url = open.pool().getJdbcUrl();
        open.close();
        try (OpenStore impatient = OpenStore.at(StoreContractTest.at(url + "?busy_timeout=50", ""))) {
            Store other = impatient.store();
            try (Connection outside = DriverManager.getConnection(url); Statement sql = outside.createStatement()) {
                sql.execute("begin immediate");
                assertThatThrownBy(() -> other.write(() -> other.sql().sql("insert into note (text) values ('kept out')").update()));
                sql.execute("rollback");
            }

            assertThatThrownBy(() -> other.write(() -> {
                other.sql().sql("insert into note (text) values ('undone')").update();
                throw new IllegalStateException("halfway");
            })).hasMessage("halfway");
            other.write(() -> other.sql().sql("insert into note (text) values ('done')").update());
            assertThat(other.sql().sql("select text from note").query(String.class).list()).containsExactly("done");
        }
    }

    @Test
    void changesThatWaitTogetherAreEachDoneOnce() throws Exception {
        List<FutureTask<String>> tasks = together(List.of("a", "b", "c"), text -> { });

        for (FutureTask<String> task : tasks) {
            String text = task.get();
            assertThat(notes()).contains(text);
        }
        assertThat(run).isEqualTo(Map.of("a", 1, "b", 1, "c", 1));
        assertThat(told).isEqualTo(Map.of("a", 1, "b", 1, "c", 1));
    }

    @Test
    void oneThatFailsTakesNoneOfTheOthersWithIt() throws Exception {
        List<FutureTask<String>> tasks = together(List.of("a", "b", "c"), text -> {
            if (text.equals("b")) {
                throw new IllegalStateException("b is wrong");
            }
        });

        assertThat(tasks.get(0).get()).isEqualTo("a");
        assertThatThrownBy(tasks.get(1)::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("b is wrong");
        assertThat(tasks.get(2).get()).isEqualTo("c");
        assertThat(notes()).containsExactlyInAnyOrder("first", "a", "c");
        assertThat(run).as("a was run together with b, undone with it, and run again").isEqualTo(Map.of("a", 2, "b", 2, "c", 1));
        assertThat(told).isEqualTo(Map.of("a", 1, "c", 1));
    }

    @Test
    void oneThatHidesAFailureTakesNoneOfTheOthersWithIt() throws Exception {
        List<FutureTask<String>> tasks = together(List.of("a", "b", "c"), text -> {
            if (text.equals("b")) {
                try {
                    store.write(() -> {
                        throw new IllegalStateException("hidden");
                    });
                } catch (IllegalStateException e) {
                    // and goes on, although its transaction cannot be committed any more
                }
            }
        });

        assertThat(tasks.get(0).get()).isEqualTo("a");
        assertThatThrownBy(tasks.get(1)::get).isInstanceOf(ExecutionException.class);
        assertThat(tasks.get(2).get()).isEqualTo("c");
        assertThat(notes()).containsExactlyInAnyOrder("first", "a", "c");
        assertThat(told).isEqualTo(Map.of("a", 1, "c", 1));
    }

    /** Holds the writer until a caller for each text waits, in this order, to note it. */
    private List<FutureTask<String>> together(List<String> texts, Consumer<String> also) throws Exception {
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var first = new FutureTask<>(() -> store.write(() -> {
            inside.countDown();
            await(goOn);
            return note("first");
        }));
        new Thread(first, "first").start();
        await(inside);
        var tasks = new ArrayList<FutureTask<String>>();
        for (String text : texts) {
            var task = new FutureTask<>(() -> store.write(() -> {
                run.merge(text, 1, Integer::sum);
                note(text);
                store.afterCommit(() -> {
                    assertThat(notes()).contains(text);
                    told.merge(text, 1, Integer::sum);
                });
                also.accept(text);
                return text;
            }));
            tasks.add(task);
            var thread = new Thread(task, text);
            thread.start();
            Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        }
        assertThat(run).as("nobody passes who is inside").isEmpty();
        goOn.countDown();
        first.get();
        return tasks;
    }

    private String note(String text) {
        store.sql().sql("insert into note (text) values (?)").param(text).update();
        return text;
    }

    private List<String> notes() {
        return store.sql().sql("select text from note").query(String.class).list();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
