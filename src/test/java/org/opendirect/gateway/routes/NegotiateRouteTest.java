package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.negotiation.PendingMessage;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireRequest;

@Timeout(60)
class NegotiateRouteTest extends RouteTestSupport {

    private final ScriptedNegotiations negotiations = new ScriptedNegotiations();

    NegotiateRouteTest() {
        super("negotiate");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("negotiations", negotiations);
    }

    @Test
    void negotiationShouldSendAndListenInTurnWhenTheStrategyGoesOn() throws Exception {
        // given
        negotiations.then(message("neg-1", "offer")).then(message("neg-1", "accept"));
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(ScriptedSteps.reply(200)));

        // when
        Exchange ended = negotiate("neg-1");

        // then
        assertThat(ended.getException()).isNull();
        assertThat(ended.getProperty(RouteProperties.PENDING_MESSAGE)).isNull();
        assertThat(negotiations.told()).containsExactly("begin neg-1", "/offer 200", "/accept 200");
        assertThat(steps()).containsExactly("begin-negotiation", "messages", "wait-before-message", "send-message", "take-answer",
                "wait-before-message", "send-message", "take-answer");
    }

    @Test
    void negotiationShouldSendNothingWhenThereIsNothingToSay() throws Exception {
        // given
        start();
        neighbour("direct:call-seller").expectedMessageCount(0);

        // when
        Exchange ended = negotiate("neg-1");

        // then
        assertThat(ended.getException()).isNull();
        neighbour("direct:call-seller").assertIsSatisfied();
        assertThat(negotiations.told()).isEqualTo(List.of("begin neg-1"));
    }

    @Test
    void negotiationShouldSayNothingMoreWhenTheCallFailsInsideTheGateway() throws Exception {
        // given
        negotiations.then(message("neg-1", "offer")).then(message("neg-1", "accept"));
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("no thread");
        });

        // when
        Exchange ended = negotiate("neg-1");

        // then
        assertThat(ended.getException()).hasMessage("no thread");
        assertThat(negotiations.told()).containsExactly("begin neg-1");
    }

    static PendingMessage message(String id, String path) {
        return new PendingMessage(id, 1, SellerRequest.within("one", WireRequest.get("/" + path, ""), Duration.ofSeconds(5)), 1);
    }

    private Exchange negotiate(String id) {
        return template.request("direct:negotiate", e -> e.setProperty(RouteProperties.NEGOTIATION_ID, id));
    }
}
