package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.campaign.NegotiationBatch;
import org.opendirect.gateway.work.Claim;

@Timeout(60)
class PlanCampaignRouteTest extends RouteTestSupport {

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final Plans plans = new Plans();

    PlanCampaignRouteTest() {
        super("plan-campaign");
    }

    /** A planning whose tasks are words. */
    public class Plans {
        private final Deque<NegotiationBatch> batches = new ArrayDeque<>();
        private List<String> toAward = List.of();

        public List<String> searchTasks(Object planning) {
            return List.of("search " + planning);
        }

        public List<String> priceTasks(Object planning) {
            return List.of("prices " + planning);
        }

        public List<String> availsTasks(Object planning) {
            return List.of("avails " + planning);
        }

        public NegotiationBatch beginNegotiations(Claim claim, Object planning) {
            return batches.remove();
        }

        public List<String> linesToAward(Object planning) {
            return toAward;
        }

        public Object allocate(Object planning) {
            done.add("allocate");
            return "a proposal of " + planning;
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("planner", plans);
        registry.bind("failIfOneFailed", new UseOriginalAggregationStrategy());
    }

    @BeforeEach
    void neighbours() throws Exception {
        start();
        neighbour("direct:fan-out").whenAnyExchangeReceived(e -> done.add(e.getProperty(RouteProperties.SELLER_TASKS, List.class).get(0).toString()));
        neighbour("direct:negotiate").whenAnyExchangeReceived(e -> take(e.getProperty(RouteProperties.NEGOTIATION_ID, String.class)));
        neighbour("direct:award-plan-line").whenAnyExchangeReceived(e -> take(e.getProperty(RouteProperties.PLAN_LINE_GROUP, String.class)));
    }

    private void take(String what) {
        done.add(what);
        if (what.equals("broken")) {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void planShouldSearchAskPricesAndAvailsNegotiateAwardAndAllocateInThisOrder() {
        // given
        plans.batches.add(new NegotiationBatch(List.of("neg-1"), true));
        plans.batches.add(new NegotiationBatch(List.of("neg-2"), false));
        plans.toAward = List.of("cmp-1/tv");

        // when
        Exchange ended = planCampaign();

        // then
        assertThat(done).containsExactly("search PLAN", "prices PLAN", "avails PLAN", "neg-1", "neg-2", "cmp-1/tv", "allocate");
        assertThat(ended.getMessage().getBody()).isEqualTo("a proposal of PLAN");
    }

    @Test
    void planShouldNotBeAllocatedWhenANegotiationFailsInsideTheGateway() {
        // given
        plans.batches.add(new NegotiationBatch(List.of("broken", "neg-2"), false));

        // when
        Exchange ended = planCampaign();

        // then
        assertThat(ended.getException()).hasMessage("broken");
        assertThat(done).contains("neg-2").doesNotContain("allocate");
    }

    @Test
    void planShouldBeAllocatedWithoutNegotiationsWhenNoneIsWorthIt() {
        // given
        plans.batches.add(new NegotiationBatch(List.of(), false));

        // when
        Exchange ended = planCampaign();

        // then
        assertThat(ended.getException()).isNull();
        assertThat(done).containsExactly("search PLAN", "prices PLAN", "avails PLAN", "allocate");
    }

    private Exchange planCampaign() {
        return template.request("direct:plan-campaign", e -> e.setProperty(RouteProperties.PLANNING, "PLAN"));
    }
}
