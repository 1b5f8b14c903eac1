package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;

@Timeout(60)
class AwardPlanLineRouteTest extends RouteTestSupport {

    private final ScriptedNegotiations negotiations = new ScriptedNegotiations();

    AwardPlanLineRouteTest() {
        super("award-plan-line");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("negotiations", negotiations);
        registry.bind("failIfOneFailed", new UseOriginalAggregationStrategy());
    }

    @Test
    void bestOfferShouldBeAcceptedBeforeTheOthersAreDeclined() throws Exception {
        // given
        negotiations.then(NegotiateRouteTest.message("neg-1", "accept"));
        negotiations.runnersUp("neg-2", "neg-3");
        start();
        neighbour("direct:negotiation-loop").expectedMessageCount(3);

        // when
        Exchange ended = award();

        // then
        assertThat(ended.getException()).isNull();
        neighbour("direct:negotiation-loop").assertIsSatisfied();
        assertThat(negotiations.told()).containsExactly("accept best of cmp-1/tv", "accept best of cmp-1/tv",
                "decline neg-2: another seller of the line is cheaper", "decline neg-3: another seller of the line is cheaper");
    }

    @Test
    void nextBestOfferShouldFollowWhenTheBestIsGone() throws Exception {
        // given
        negotiations.then(NegotiateRouteTest.message("neg-1", "accept")).then(NegotiateRouteTest.message("neg-2", "accept"));
        start();

        // when
        award();

        // then
        assertThat(neighbour("direct:negotiation-loop").getReceivedExchanges())
                .extracting(e -> e.getProperty(RouteProperties.PENDING_MESSAGE)).extracting("negotiationId").containsExactly("neg-1", "neg-2");
    }

    @Test
    void everyOtherOfferShouldBeDeclinedBeforeTheRouteFailsWhenOneFails() throws Exception {
        // given
        negotiations.runnersUp("broken", "neg-3");
        start();

        // when
        Exchange ended = award();

        // then
        assertThat(ended.getException()).hasRootCauseMessage("broken");
        assertThat(negotiations.told()).contains("decline neg-3: another seller of the line is cheaper");
    }

    private Exchange award() {
        return template.request("direct:award-plan-line", e -> {
            e.setProperty(RouteProperties.CLAIM, ScriptedSteps.CLAIM);
            e.setProperty(RouteProperties.PLAN_LINE_GROUP, "cmp-1/tv");
        });
    }
}
