package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.campaign.CampaignStage;
import org.opendirect.gateway.work.Claim;

@Timeout(60)
class RunCampaignRouteTest extends RouteTestSupport {

    private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
    private final List<String> done = new ArrayList<>();
    private final Stages stages = new Stages();

    RunCampaignRouteTest() {
        super("run-campaign");
    }

    /** Where the campaign stands. */
    public class Stages {
        private CampaignStage next;
        private CampaignStage proposed;

        public CampaignStage nextStage(Claim claim) {
            return next;
        }

        public CampaignStage propose(Claim claim, Object planning, Object proposal) {
            done.add("propose " + proposal);
            return proposed;
        }

        public void conclude(Claim claim) {
            done.add("conclude");
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("campaignExecution", stages);
    }

    @BeforeEach
    void neighbours() throws Exception {
        start();
        neighbour("direct:plan-campaign").whenAnyExchangeReceived(e -> {
            done.add("plan");
            e.getMessage().setBody("a proposal");
        });
        neighbour("direct:accept-prices").whenAnyExchangeReceived(e -> done.add("accept"));
        neighbour("direct:leave-prices").whenAnyExchangeReceived(e -> done.add("leave"));
        neighbour("direct:book-lines").whenAnyExchangeReceived(e -> {
            done.add("book");
            e.setProperty(RouteProperties.NEXT_RUN_AT, LATER);
        });
    }

    @Test
    void campaignShouldBeBookedAtOnceWhenItsPlanApprovesItself() {
        // given
        stages.next = new CampaignStage("plan", null, null);
        stages.proposed = new CampaignStage("book", null, null);

        // when
        Exchange ended = runCampaign();

        // then
        assertThat(done).containsExactly("plan", "propose a proposal", "accept", "book", "conclude");
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(LATER);
    }

    @Test
    void campaignShouldRestWhenAPersonHasToApproveItsProposal() {
        // given
        stages.next = new CampaignStage("plan", null, null);
        stages.proposed = new CampaignStage("rest", null, LATER);

        // when
        Exchange ended = runCampaign();

        // then
        assertThat(done).containsExactly("plan", "propose a proposal");
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(LATER);
    }

    @Test
    void campaignShouldDeclineWhatStandsWhenItIsNotBooked() {
        // given
        stages.next = new CampaignStage("leave", null, null);

        // when
        Exchange ended = runCampaign();

        // then
        assertThat(done).containsExactly("leave");
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isNull();
    }

    @Test
    void campaignShouldNotBeBookedWhenAnApprovedPriceIsGone() {
        // given
        stages.next = new CampaignStage("book", null, null);
        neighbour("direct:accept-prices").whenAnyExchangeReceived(
                e -> e.setProperty(RouteProperties.STAGE, new CampaignStage("rest", null, Instant.EPOCH)));

        // when
        Exchange ended = runCampaign();

        // then
        assertThat(done).isEmpty();
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void campaignShouldNotBeConcludedWhenBookingFailsInsideTheGateway() {
        // given
        stages.next = new CampaignStage("book", null, null);
        neighbour("direct:book-lines").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("database gone");
        });

        // when
        Exchange ended = runCampaign();

        // then
        assertThat(ended.getException()).hasMessage("database gone");
        assertThat(done).containsExactly("accept");
    }

    private Exchange runCampaign() {
        return template.request("direct:run-campaign", e -> e.setProperty(RouteProperties.CLAIM, ScriptedSteps.CLAIM));
    }
}
