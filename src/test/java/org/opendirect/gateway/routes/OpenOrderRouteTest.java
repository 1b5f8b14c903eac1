package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.booking.NextStep;
import org.opendirect.gateway.booking.Step;
import org.opendirect.gateway.seller.SellerRequest;

@Timeout(60)
class OpenOrderRouteTest extends RouteTestSupport {

    private final Map<String, Step> calls = Map.of("find-account", Step.FIND_ACCOUNT, "open-account", Step.OPEN_ACCOUNT, "find-order",
            Step.FIND_ORDER, "create-order", Step.CREATE_ORDER, "read-order", Step.READ_ORDER, "find-order-lines", Step.FIND_LINE,
            "delete-order", Step.DELETE_ORDER);
    private final ScriptedSteps steps = new ScriptedSteps();

    OpenOrderRouteTest() {
        super("open-order");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("orderStepExecutor", steps);
    }

    @Test
    void orderShouldBeCreatedOnceItsSellerIsKnownAndItsAccountIsFound() throws Exception {
        // given
        steps.then(new NextStep("order-1", "identify-seller", Step.MEET_SELLER, "one", null, 0)).thenCall("find-account", Step.FIND_ACCOUNT)
                .thenCall("create-order", Step.CREATE_ORDER);
        start();
        neighbour("direct:meet-seller").expectedBodiesReceived("one");
        sellerAnswers();

        // when
        Exchange ended = openOrder();

        // then
        assertThat(ended.getException()).isNull();
        neighbour("direct:meet-seller").assertIsSatisfied();
        assertThat(steps.told()).containsExactly("begin order-1", "identify-seller done", "find-account 200", "create-order 200");
        assertThat(steps()).containsExactly("begin-order", "order-steps", "order-step", "identify-seller-call", "identify-seller-record",
                "order-step", "find-account-call", "find-account-record", "order-step", "create-order-call", "create-order-record");
    }

    @Test
    void everyStepShouldCallTheSellerOnceAndRecordWhenItIsNext() throws Exception {
        // given
        calls.forEach(steps::thenCall);
        start();
        sellerAnswers();

        // when
        openOrder();

        // then
        assertThat(neighbour("direct:call-seller").getReceivedExchanges()).extracting(e -> e.getMessage().getBody(SellerRequest.class).wire().path())
                .containsExactlyElementsOf(calls.keySet().stream().map(r -> "/" + r).toList());
        assertThat(steps.told().stream().skip(1)).containsExactlyElementsOf(calls.keySet().stream().map(r -> r + " 200").toList());
    }

    @Test
    void orderShouldSayNothingMoreWhenTheCallFailsInsideTheGateway() throws Exception {
        // given
        steps.thenCall("create-order", Step.CREATE_ORDER).thenCall("find-order", Step.FIND_ORDER);
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> {
            throw new IllegalStateException("no thread");
        });

        // when
        Exchange ended = openOrder();

        // then
        assertThat(ended.getException()).hasMessage("no thread");
        assertThat(steps.told()).containsExactly("begin order-1");
        assertThat(neighbour("direct:call-seller").getReceivedCounter()).isEqualTo(1);
    }

    @Test
    void orderShouldGoOnAfterAMomentWhenItHasToWait() throws Exception {
        // given
        steps.thenWait("wait-for-order", 5).thenCall("find-order", Step.FIND_ORDER);
        start();
        sellerAnswers();

        // when
        openOrder();

        // then
        assertThat(steps.told()).containsExactly("begin order-1", "wait-for-order elapsed", "find-order 200");
        assertThat(steps()).containsSubsequence("order-delay", "order-delay-elapsed", "find-order-call");
    }

    private void sellerAnswers() {
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(ScriptedSteps.reply(200)));
    }

    private Exchange openOrder() {
        return template.request("direct:open-order", e -> {
            e.setProperty(RouteProperties.CLAIM, ScriptedSteps.CLAIM);
            e.getMessage().setBody("order-1");
        });
    }
}
