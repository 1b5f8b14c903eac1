package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.work.Claim;

@Timeout(60)
class ExecuteJobRouteTest extends RouteTestSupport {

    private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
    private final Jobs jobs = new Jobs();

    ExecuteJobRouteTest() {
        super("execute-job");
    }

    /** The queue of jobs. */
    public static class Jobs {
        private final Map<String, Claim> free = new HashMap<>();
        private final List<String> told = Collections.synchronizedList(new ArrayList<>());

        void add(String id, String kind) {
            free.put(id, new Claim(id, kind, 1, 1, "test"));
        }

        public List<String> due(int limit) {
            return List.copyOf(free.keySet());
        }

        public Claim claimOrNull(String id) {
            return free.remove(id);
        }

        public void release(Claim claim, Instant next) {
            told.add("released " + claim.workId() + " until " + next);
        }

        public void releaseFailed(Claim claim, Exception fault) {
            told.add("failed " + claim.workId() + ": " + fault.getMessage());
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("works", jobs);
    }

    @BeforeEach
    void adviseRoutes() throws Exception {
        setting("gateway.booking.workers", 1);
        load();
        AdviceWith.adviceWith(context, "poll-due-jobs", a -> a.replaceFromWith("direct:poll"));
        AdviceWith.adviceWith(context, "execute-job", a -> a.replaceFromWith("direct:execute"));
        start();
    }

    @ParameterizedTest
    @CsvSource({"campaign, direct:run-campaign", "negotiation, direct:negotiate", "drift, direct:check-drift", "booking, direct:book-lines"})
    void jobShouldBeGivenBackUntilItIsDueAgainWhenItsFlowEnds(String kind, String flow) {
        // given
        jobs.add("job-1", kind);
        neighbour(flow).whenAnyExchangeReceived(e -> e.setProperty(RouteProperties.NEXT_RUN_AT, LATER));

        // when
        template.sendBody("direct:execute", "job-1");

        // then
        assertThat(neighbour(flow).getReceivedExchanges()).singleElement().extracting(e -> e.getProperty(RouteProperties.CLAIM, Claim.class).kind())
                .isEqualTo(kind);
        assertThat(jobs.told).containsExactly("released job-1 until " + LATER);
    }

    @Test
    void jobShouldBeTriedAgainWhenItsFlowFails() {
        // given
        jobs.add("job-1", Claim.BOOKING);
        neighbour("direct:book-lines").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("database gone");
        });

        // when
        template.sendBody("direct:execute", "job-1");

        // then
        assertThat(jobs.told).containsExactly("failed job-1: database gone");
    }

    @Test
    void jobShouldBeTriedAgainWhenItCannotBeGivenBack() {
        // given
        jobs.add("job-1", Claim.NEGOTIATION);
        neighbour("direct:negotiate").whenAnyExchangeReceived(e -> e.setProperty(RouteProperties.NEXT_RUN_AT, "no time"));

        // when
        template.sendBody("direct:execute", "job-1");

        // then
        assertThat(jobs.told).singleElement().asString().startsWith("failed job-1: ");
    }

    @Test
    void jobShouldBeLeftAloneWhenAnotherGatewayHasIt() {
        // given
        neighbour("direct:book-lines").expectedMessageCount(0);

        // when
        template.sendBody("direct:execute", "job-1");

        // then
        assertThat(jobs.told).isEmpty();
        assertThat(steps()).contains("claim-job").doesNotContain("job");
    }

    @Test
    void negotiationShouldBeNamedWhenItsJobIsWorkedOn() {
        // given
        jobs.add("neg-1", Claim.NEGOTIATION);

        // when
        template.sendBody("direct:execute", "neg-1");

        // then
        assertThat(neighbour("direct:negotiate").getReceivedExchanges()).extracting(e -> e.getProperty(RouteProperties.NEGOTIATION_ID))
                .containsExactly("neg-1");
    }

    @Test
    void nextJobShouldNotBeClaimedWhenTheGatewayStops() throws Exception {
        // given
        jobs.add("job-1", Claim.BOOKING);
        jobs.add("job-2", Claim.BOOKING);
        Thread stop = new Thread(context::stop);
        neighbour("direct:book-lines").whenAnyExchangeReceived(e -> {
            stop.start();
            await().until(context::isStopping);
            e.getContext().createProducerTemplate().sendBody("direct:execute", "job-2");
        });

        // when
        template.sendBody("direct:execute", "job-1");

        // then
        stop.join(30_000);
        assertThat(jobs.told).containsExactly("released job-1 until null");
        assertThat(jobs.free).containsOnlyKeys("job-2");
    }

    @Test
    void everyDueJobShouldBeQueuedWhenTheClockAsks() throws Exception {
        // given
        jobs.add("job-1", Claim.BOOKING);
        jobs.add("job-2", Claim.CAMPAIGN);

        // when
        template.sendBody("direct:poll", null);

        // then
        var queued = getMockEndpoint("mock:seda:execute-job", false);
        assertThat(queued.getReceivedExchanges()).extracting(e -> e.getMessage().getBody()).containsExactlyInAnyOrder("job-1", "job-2");
    }
}
