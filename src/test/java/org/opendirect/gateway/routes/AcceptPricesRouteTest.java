package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.campaign.CampaignStage;
import org.opendirect.gateway.work.Claim;

@Timeout(60)
class AcceptPricesRouteTest extends RouteTestSupport {

    private static final CampaignStage BOOK = new CampaignStage("book", null, null);
    private final ScriptedNegotiations negotiations = new ScriptedNegotiations();
    private final Prices prices = new Prices();

    AcceptPricesRouteTest() {
        super("accept-prices");
    }

    /** What is to be accepted and to be left. */
    public static class Prices {
        private List<String> toAccept = List.of();
        private List<String> toLeave = List.of();
        private CampaignStage accepted = BOOK;

        public List<String> toAccept(Claim claim) {
            return toAccept;
        }

        public CampaignStage accepted(Claim claim) {
            return accepted;
        }

        public List<String> toLeave(Claim claim) {
            return toLeave;
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("negotiations", negotiations);
        registry.bind("approvedPrices", prices);
        registry.bind("failIfOneFailed", new UseOriginalAggregationStrategy());
    }

    @Test
    void otherPricesShouldBeDeclinedOnceThoseThatAreBoughtAreAccepted() throws Exception {
        // given
        prices.toAccept = List.of("neg-1");
        prices.toLeave = List.of("neg-2");
        start();
        neighbour("direct:negotiation-loop").expectedMessageCount(2);

        // when
        Exchange ended = request("direct:accept-prices");

        // then
        neighbour("direct:negotiation-loop").assertIsSatisfied();
        assertThat(negotiations.told()).containsExactly("accept neg-1", "decline neg-2: the plan does not buy at this price");
        assertThat(ended.getProperty(RouteProperties.STAGE)).isEqualTo(BOOK);
    }

    @Test
    void nothingShouldBeDeclinedWhenThePlanIsPlannedAnew() throws Exception {
        // given
        prices.toAccept = List.of("neg-1");
        prices.accepted = new CampaignStage("rest", null, Instant.EPOCH);
        prices.toLeave = List.of("neg-2");
        start();

        // when
        Exchange ended = request("direct:accept-prices");

        // then
        assertThat(negotiations.told()).containsExactly("accept neg-1");
        assertThat(ended.getProperty(RouteProperties.STAGE)).isEqualTo(prices.accepted);
    }

    @Test
    void everyOtherPriceShouldBeDeclinedBeforeTheRouteFailsWhenOneFails() throws Exception {
        // given
        prices.toLeave = List.of("broken", "neg-2");
        start();

        // when
        Exchange ended = request("direct:leave-prices");

        // then
        assertThat(ended.getException()).hasRootCauseMessage("broken");
        assertThat(negotiations.told()).containsExactly("decline neg-2: the plan does not buy at this price");
    }

    private Exchange request(String route) {
        return template.request(route, e -> e.setProperty(RouteProperties.CLAIM, ScriptedSteps.CLAIM));
    }
}
