package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

/** The clock of the fan-out is its own: neither a seller nor whoever gathers the answers can hold it back. */
@Timeout(60)
class FanOutTest {

    private final SellerDirectory sellers = new SellerDirectory(
            TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s",
                    "gateway.sellers[1].id", "silent", "gateway.sellers[1].base-url", "http://silent", "gateway.circuit.calls", "4", "gateway.circuit.patience", "1ms")),
            new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), ""));
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final SellerCalls calls = new SellerCalls(() -> camel, sellers, new SellerAuth(new SellerTokens(Clock.systemUTC(), (s, r) -> null)),
            new TransportLimits(1_000_000, 1_000_000), new SellerMetrics(new SimpleMeterRegistry(), sellers), Clock.systemUTC());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    /** how long after its deadline the silent seller's call comes back; before it, where that is negative */
    private long overdueNanos = -TimeUnit.HOURS.toNanos(1);

    @BeforeEach
    void start() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:seller-s").process(e -> e.getMessage().setBody(
                        new WireReply(WireReply.Failure.NONE, 200, new byte[0], "", "", "", 1)));
                from("direct:seller-silent").process(e -> {
                    SellerCall call = SellerCall.current();
                    await().pollInterval(5, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() - call.deadline > overdueNanos);
                    e.getMessage().setBody(WireReply.without(WireReply.Failure.TIMEOUT, "no answer in time", 1));
                });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        threads.shutdownNow();
        camel.stop();
    }

    /** Asks once, and takes its time with the answer where it is to. */
    private class Asking implements Conversation {
        private final long deadline;
        private final boolean slow;
        private boolean asked;
        volatile int heard;
        volatile String broken;

        Asking(long withinMs, boolean slow) {
            this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
            this.slow = slow;
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public Optional<SellerRequest> next() {
            if (asked) {
                return Optional.empty();
            }
            asked = true;
            return Optional.of(new SellerRequest("s", WireRequest.get("/products", ""), deadline));
        }

        @Override
        public void hear(WireReply reply) {
            if (slow) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            heard++;
        }

        @Override
        public void broke(String reason) {
            broken = reason;
        }
    }

    @Test
    void aSlowAggregatorCannotHoldTheAnswerBack() throws Exception {
        var quick = new Asking(400, false);
        var slow = new Asking(400, true);
        var last = new Asking(400, false);

        new FanOut(() -> threads, calls).hold(List.of(quick, slow, last));

        // it has come back although the slow one has not
        assertThat(released.getCount()).isOne();
        assertThat(slow.heard).isZero();
        assertThat(quick.heard + last.heard).isEqualTo(2);
        assertThat(System.nanoTime() - slow.deadline()).as("not before its time").isPositive();
    }

    @Test
    void itEndsWhenAllHaveEndedAndDoesNotWaitForTheTime() throws Exception {
        var all = new ArrayList<Asking>();
        for (int i = 0; i < 50; i++) {
            all.add(new Asking(3_600_000, false));
        }

        new FanOut(() -> threads, calls).hold(all);

        assertThat(all).allMatch(c -> c.heard == 1);
    }

    @Test
    void whoFindsNoThreadIsToldAndTheOthersAreHeard() throws Exception {
        var first = new Asking(10_000, false);
        var second = new Asking(10_000, false);
        var taken = new ArrayList<Runnable>();

        new FanOut(() -> task -> {
            if (!taken.isEmpty()) {
                throw new RejectedExecutionException("full");
            }
            taken.add(task);
            threads.execute(task);
        }, calls).hold(List.of(first, second));

        assertThat(first.heard).isOne();
        assertThat(second.broken).isEqualTo("the gateway has too much to do");
    }

    @Test
    void aConversationThatBreaksIsOneThatHasEnded() throws Exception {
        var broken = new Asking(3_600_000, false) {
            @Override
            public void hear(WireReply reply) {
                throw new IllegalStateException("fault");
            }
        };

        new FanOut(() -> threads, calls).hold(List.of(broken));

        assertThat(broken.broken).isEqualTo("IllegalStateException: fault");
    }

    @Test
    void aGatewayThatIsLateItselfBlamesNoSeller() {
        // on 17 they wait for their start only, so it takes more of it to be late
        long limit = TimeUnit.MILLISECONDS.toNanos(Runtime.version().feature() < 21 ? 500 : 100);

        conversationsStartAfter(limit + limit / 10);
        timeouts(10, 60_000);
        assertThat(sellers.get("silent").guard().circuit()).isEqualTo("closed");

        conversationsStartAfter(limit - limit / 10);
        timeouts(10, 60_000);
        assertThat(sellers.get("silent").guard().circuit()).isEqualTo("open");
    }

    @Test
    void nobodyIsBlamedForACallThatComesBackLongAfterItsTime() {
        overdueNanos = TimeUnit.MILLISECONDS.toNanos(110);
        timeouts(4, 50);
        assertThat(sellers.get("silent").guard().circuit()).isEqualTo("closed");

        // some of these may come back just as late, on a busy machine
        overdueNanos = 0;
        await().until(() -> {
            timeouts(1, 50);
            return sellers.get("silent").guard().circuit().equals("open");
        });
    }

    private void conversationsStartAfter(long nanos) {
        for (int i = 0; i < 200; i++) {
            calls.startedAfter(nanos);
        }
    }

    private void timeouts(int many, long givenMs) {
        for (int i = 0; i < many; i++) {
            calls.call(new SellerRequest("silent", WireRequest.get("/products", ""), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(givenMs), true));
        }
    }
}
