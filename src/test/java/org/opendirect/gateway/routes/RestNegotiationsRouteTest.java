package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.IdempotencyKeys.Started;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;
import org.opendirect.gateway.api.NegotiationApi;
import org.opendirect.gateway.negotiation.NegotiationViews;
import org.opendirect.gateway.negotiation.PendingMessage;
import org.opendirect.gateway.problem.Problem;

class RestNegotiationsRouteTest extends RestRouteTestSupport {

    private final NegotiationApi api = mock(NegotiationApi.class);

    RestNegotiationsRouteTest() {
        super("rest-negotiations");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("negotiationApi", api);
    }

    @Test
    void answerShouldWaitUntilTheNegotiationHasEnded() throws Exception {
        // given
        start();
        when(api.start(eq("k"), eq("{}".getBytes(StandardCharsets.UTF_8)), any()))
                .thenReturn(new Started(null, "neg-1"));
        when(api.answerBy()).thenReturn(42L);
        when(api.isStillRunning("neg-1", 42)).thenReturn(true, true, false);
        when(api.created("k", "neg-1")).thenReturn(new StoredResponse(201, "/api/v1/negotiations/neg-1",
                "{\"status\":\"accepted\"}", false));

        // when
        Answer answer = call("post-negotiation", "{}", "Idempotency-Key", "k");

        // then
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/negotiations/neg-1");
        assertThat(answer.json().path("status").asText()).isEqualTo("accepted");
        verify(api, times(3)).isStillRunning("neg-1", 42);
        assertThat(steps()).containsSubsequence("start-negotiation", "until-it-has-ended", "wait-for-negotiation",
                "wait-for-negotiation");
    }

    @Test
    void nothingShouldBeWaitedForWhenTheKeyHasItsAnswer() throws Exception {
        // given
        start();
        when(api.start(any(), any(), any())).thenReturn(new Started(new StoredResponse(201,
                "/api/v1/negotiations/neg-0", "{}", true), null));

        // when
        Answer answer = call("post-negotiation", "{}", "Idempotency-Key", "k");

        // then
        assertThat(answer.headers()).containsEntry("Idempotency-Replayed", "true")
                .containsEntry("Location", "/api/v1/negotiations/neg-0");
        verify(api, never()).isStillRunning(any(), anyLong());
    }

    @ParameterizedTest
    @CsvSource({"post-counter, record-counter", "post-accept, record-accept", "post-decline, record-decline"})
    void messageShouldBeRecordedBeforeItIsSent(String flow, String step) throws Exception {
        // given
        var message = new PendingMessage("neg-1", 3, null, 0);
        start();
        when(api.counter(eq("neg-1"), any())).thenReturn(message);
        when(api.accept("neg-1")).thenReturn(message);
        when(api.decline("neg-1")).thenReturn(message);
        when(api.currentState("neg-1")).thenReturn(
                new NegotiationViews.View("neg-1", "one", null, null, null, "manual", null, "open", null, null, "USD",
                List.of(), null));
        neighbour("direct:negotiation-loop").expectedMessageCount(1);
        neighbour("direct:negotiation-loop").expectedPropertyReceived(RouteProperties.PENDING_MESSAGE, message);
        neighbour("direct:negotiation-loop").whenAnyExchangeReceived(e -> e.getMessage().removeHeaders("*"));

        // when
        Answer answer = call(flow, "{\"price\":20}", "negotiation", "neg-1");

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asText()).isEqualTo("neg-1");
        assertThat(steps()).contains(step);
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void nothingShouldBeSentWhenTheMessageIsNotPossible() throws Exception {
        // given
        start();
        when(api.counter(any(), any())).thenThrow(Problem.conflict("negotiation_busy", "the seller has not answered")
                .asException());
        neighbour("direct:negotiation-loop").expectedMessageCount(0);

        // when
        Answer answer = call("post-counter", "{\"price\":20}", "negotiation", "neg-1");

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("409 negotiation_busy");
        MockEndpoint.assertIsSatisfied(context);
    }
}
