package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.CampaignApi;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;
import org.opendirect.gateway.campaign.CampaignExecution;
import org.opendirect.gateway.campaign.Planning;
import org.opendirect.gateway.problem.Problem;

class RestCampaignsRouteTest extends RestRouteTestSupport {

    private static final String PLAN = "name: spring\n";
    private static final byte[] PLAN_BYTES = PLAN.getBytes(StandardCharsets.UTF_8);
    private final CampaignApi api = mock(CampaignApi.class);
    private final CampaignExecution execution = mock(CampaignExecution.class);

    RestCampaignsRouteTest() {
        super("rest-campaigns");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("campaignApi", api);
        registry.bind("campaignExecution", execution);
    }

    @Test
    void planShouldBeTakenWhenItIsSent() throws Exception {
        // given
        start();
        when(api.submit("k", PLAN_BYTES, "application/yaml"))
                .thenReturn(new StoredResponse(202, "/api/v1/campaigns/cmp-1", "{\"id\":\"cmp-1\"}", false));
        neighbour("direct:plan-campaign").expectedMessageCount(0);

        // when
        Answer answer = call("post-campaign", PLAN, "Content-Type", "application/yaml", "Idempotency-Key", "k");

        // then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/campaigns/cmp-1")
                .containsEntry("Content-Type", "application/json");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void planShouldOnlyBePlannedWhenItIsADryRun() throws Exception {
        // given
        Planning planning = mock(Planning.class);
        var proposal = new Planning.Proposal(List.of());
        start();
        when(api.isDryRun("dryRun=true")).thenReturn(true);
        when(api.parse(PLAN_BYTES, "application/yaml")).thenReturn(planning);
        when(execution.dryRunView(planning, proposal)).thenReturn(Map.of("budget", new BigDecimal("1E+3")));
        neighbour("direct:plan-campaign").expectedMessageCount(1);
        neighbour("direct:plan-campaign").expectedPropertyReceived(RouteProperties.PLANNING, planning);
        neighbour("direct:plan-campaign").whenAnyExchangeReceived(e -> e.getMessage().setBody(proposal));

        // when
        Answer answer = call("post-campaign", PLAN, "Content-Type", "application/yaml", Exchange.HTTP_QUERY,
                "dryRun=true");

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"budget\":1000}");
        verify(api, never()).submit(any(), any(), any());
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void planShouldBeAProblemWhenItsKeyCameTwice() throws Exception {
        // given
        start();

        // when
        Answer answer = call("post-campaign", PLAN, "Idempotency-Key", List.of("k", "k"));

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText())
                .isEqualTo("400 invalid_idempotency_key");
        verify(api, never()).submit(any(), any(), any());
    }

    @ParameterizedTest
    @CsvSource({"post-approve", "post-reject", "post-cancel", "post-retry"})
    void decisionShouldBeAcceptedWhenItHasNoBody(String flow) throws Exception {
        // given
        start();
        Map<String, String> view = Map.of("id", "cmp-1");
        when(api.approve("cmp-1", null)).thenReturn(flow.equals("post-approve") ? view : null);
        when(api.reject("cmp-1", null)).thenReturn(flow.equals("post-reject") ? view : null);
        when(api.cancel("cmp-1", null)).thenReturn(flow.equals("post-cancel") ? view : null);
        when(api.retry("cmp-1", null)).thenReturn(flow.equals("post-retry") ? view : null);

        // when
        Answer answer = call(flow, null, "campaign", "cmp-1");

        // then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/campaigns/cmp-1");
        assertThat(answer.json().path("id").asText()).isEqualTo("cmp-1");
    }

    @ParameterizedTest
    @CsvSource({"'', true", "null, false", "'  ', false", "'{\"reason\":\"dear\"}', false"})
    void reasonShouldBeAsItWasSentWhenThereIsABody(String body, boolean none) throws Exception {
        // given
        start();
        var taken = new JsonNode[1];
        when(api.approve(eq("cmp-1"), any())).thenAnswer(call -> {
            taken[0] = call.getArgument(1);
            return Map.of();
        });

        // when
        Answer answer = call("post-approve", body, "campaign", "cmp-1");

        // then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(Optional.ofNullable(taken[0]).isEmpty()).isEqualTo(none);
    }

    @Test
    void decisionShouldBeAProblemWhenItIsNotPossible() throws Exception {
        // given
        start();
        when(api.decide(any(), any(), any())).thenThrow(Problem.conflict("no_decision_needed", "the line is booked")
                .asException());

        // when
        Answer answer = call("post-decision", "{\"choice\":\"retry\"}", "campaign", "cmp-1", "line", "a");

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("409 no_decision_needed");
        assertThat(answer.headers()).doesNotContainKeys("Location", "campaign", "line");
    }
}
