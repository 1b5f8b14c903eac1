package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.api.CampaignApi;
import org.opendirect.gateway.api.CatalogApi;
import org.opendirect.gateway.api.NegotiationApi;
import org.opendirect.gateway.campaign.CampaignExecution;
import org.opendirect.gateway.campaign.Planner;
import org.opendirect.gateway.campaign.Planning;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.PendingMessage;
import org.opendirect.gateway.seller.SellerResults;
import org.opendirect.gateway.seller.SellerTask;

/** A fault in a flow that a REST flow calls is answered with a problem document, as one in the REST flow itself. */
class CalledFlowsRouteTest extends RestRouteTestSupport {

    private final CatalogApi catalogApi = mock(CatalogApi.class);
    private final CampaignApi campaignApi = mock(CampaignApi.class);
    private final NegotiationApi negotiationApi = mock(NegotiationApi.class);
    private final Planner planner = mock(Planner.class);

    CalledFlowsRouteTest() {
        super("rest-products", "rest-campaigns", "rest-negotiations", "search-products", "check-avails",
                "plan-campaign", "negotiate");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("catalogApi", catalogApi);
        registry.bind("campaignApi", campaignApi);
        registry.bind("negotiationApi", negotiationApi);
        registry.bind("productSearch", mock(ProductSearchService.class));
        registry.bind("avails", mock(AvailsService.class));
        registry.bind("planner", planner);
        registry.bind("sellerResults", new SellerResults());
        registry.bind("campaignExecution", mock(CampaignExecution.class));
        registry.bind("negotiations", mock(Negotiations.class));
        registry.bind("failIfOneFailed", new UseOriginalAggregationStrategy());
    }

    @Test
    void searchShouldBeAProblemWhenTheFanOutFails() throws Exception {
        // given
        failing("direct:run-seller-task");
        var pending = mock(ProductSearchService.PendingSearch.class);
        doReturn(List.of("task")).when(pending).sellerTasks();
        when(catalogApi.search(any())).thenReturn(pending);

        // when
        Answer answer = call("post-search", "{}");

        // then
        assertIsProblem(answer);
    }

    @Test
    void availsShouldBeAProblemWhenTheFanOutFails() throws Exception {
        // given
        failing("direct:run-seller-task");
        var pending = mock(AvailsService.PendingAvails.class);
        when(pending.sellerTasks()).thenReturn(List.of(mock(SellerTask.class)));
        when(catalogApi.requestCheck(any())).thenReturn(pending);

        // when
        Answer answer = call("post-avails", "{}");

        // then
        assertIsProblem(answer);
    }

    @Test
    void dryRunShouldBeAProblemWhenThePlannerFails() throws Exception {
        // given
        start();
        when(campaignApi.isDryRun(any())).thenReturn(true);
        when(campaignApi.parse(any(), any())).thenReturn(mock(Planning.class));
        when(planner.searchTasks(any())).thenThrow(new IllegalStateException("boom"));

        // when
        Answer answer = call("post-campaign", "{}");

        // then
        assertIsProblem(answer);
    }

    @Test
    void offerShouldBeAProblemWhenItsCallFails() throws Exception {
        // given
        failing("direct:call-seller");
        when(negotiationApi.accept("neg-1")).thenReturn(new PendingMessage("neg-1", 1, null, 0));

        // when
        Answer answer = call("post-accept", null, "negotiation", "neg-1");

        // then
        assertIsProblem(answer);
    }

    @BeforeEach
    void timeouts() {
        setting("gateway.fan-out.timeout-ms", 30_000);
    }

    private void failing(String neighbour) throws Exception {
        start();
        neighbour(neighbour).whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("boom");
        });
    }

    private static void assertIsProblem(Answer answer) {
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("code").asText()).isEqualTo("internal_error");
        assertThat(answer.body()).doesNotContain("boom");
    }
}
