package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.SellerResults;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.SellerTaskSteps;
import org.opendirect.gateway.seller.TransportLimits;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** One task with a seller, and many of them at once: run-seller-task and fan-out. */
@Timeout(60)
class RunSellerTaskRouteTest extends RouteTestSupport {

    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    RunSellerTaskRouteTest() {
        super("run-seller-task", "fan-out");
        setting("gateway.planning.timeout-ms", 30_000);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sellerTaskSteps", new SellerTaskSteps(nanos -> { }, new TransportLimits(1_000, 1_000)));
        registry.bind("sellerResults", new SellerResults());
    }

    /** A caller that waits for an answer, and one that does not: Camel keeps what a bean returns in another place for each. */
    @ParameterizedTest
    @EnumSource(names = {"InOnly", "InOut"})
    void taskShouldMakeItsCallsOneAfterTheOtherUntilThereIsNoNext(ExchangePattern pattern) throws Exception {
        // given
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(reply()));

        // when
        Exchange ran = template.send("direct:run-seller-task", pattern, e -> e.getMessage().setBody(new Pages("s", 2)));

        // then
        assertThat(ran.getException()).isNull();
        assertThat(happened).containsExactly("s asks 1", "s hears", "s asks 2", "s hears");
        assertThat(steps()).containsExactly("first-request", "each-call", "call", "next-request", "call", "next-request");
    }

    @Test
    void nothingShouldBeCalledWhenTheTaskHasEndedAlready() throws Exception {
        // given
        start();
        neighbour("direct:call-seller").expectedMessageCount(0);

        // when
        template.requestBody("direct:run-seller-task", new Pages("s", 0));

        // then
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void fanOutShouldEndWhenAllTasksHaveEnded() throws Exception {
        // given
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(reply()));
        List<Pages> tasks = tasks(50);

        // when
        fanOut(tasks);

        // then
        assertThat(tasks).allMatch(t -> t.heard == 2);
    }

    @Test
    void fanOutShouldGiveTheOthersTheirTurnWhenOneTaskFails() throws Exception {
        // given
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> {
            if (e.getMessage().getBody(SellerRequest.class).seller().equals("s1")) {
                throw new IllegalStateException("boom");
            }
            e.getMessage().setBody(reply());
        });
        List<Pages> tasks = tasks(3);

        // when
        try (var log = new TakenLog(SellerResults.class)) {
            fanOut(tasks);
            assertThat(log.messages()).hasSize(1);
        }

        // then
        assertThat(tasks).extracting(t -> t.heard).containsExactly(2, 0, 2);
        assertThat(tasks).extracting(t -> t.failed).containsExactly(null, "IllegalStateException: boom", null);
    }

    @Test
    void fanOutShouldRunEveryTaskWhenThereIsNoThreadToSpare() throws Exception {
        // given
        load();
        ThreadPoolProfile profile = context.getExecutorServiceManager().getThreadPoolProfile("fan-out");
        profile.setPoolSize(1);
        profile.setMaxPoolSize(1);
        profile.setMaxQueueSize(1);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns);
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(reply()));
        List<Pages> tasks = tasks(20);

        // when
        fanOut(tasks);

        // then
        assertThat(tasks).allMatch(t -> t.heard == 2);
    }

    private void fanOut(List<? extends SellerTask> tasks) {
        var answer = template.send("direct:fan-out", ExchangePattern.InOut, e -> e.setProperty(RouteProperties.SELLER_TASKS, tasks));
        assertThat(answer.getException()).isNull();
    }

    private List<Pages> tasks(int many) {
        var tasks = new ArrayList<Pages>();
        for (int i = 0; i < many; i++) {
            tasks.add(new Pages("s" + i, 2));
        }
        return tasks;
    }

    private static WireReply reply() {
        return new WireReply(WireReply.Failure.NONE, 200, new byte[0], "", "", "", 1);
    }

    /** Reads so many pages. */
    private final class Pages implements SellerTask {
        private final String seller;
        private final int pages;
        private int asked;
        private volatile int heard;
        private volatile String failed;

        Pages(String seller, int pages) {
            this.seller = seller;
            this.pages = pages;
        }

        @Override
        public Optional<SellerRequest> nextRequest() {
            if (asked == pages) {
                return Optional.empty();
            }
            happened.add(seller + " asks " + ++asked);
            return Optional.of(new SellerRequest(seller, WireRequest.post("/page/" + asked, Map.of()), System.nanoTime() + TimeUnit.SECONDS.toNanos(20)));
        }

        @Override
        public void onResponse(WireReply reply) {
            happened.add(seller + " hears");
            heard++;
        }

        @Override
        public void fail(String reason) {
            failed = reason;
        }
    }
}
