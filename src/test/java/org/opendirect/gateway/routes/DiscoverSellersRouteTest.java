package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerResults;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

@Timeout(60)
class DiscoverSellersRouteTest extends RouteTestSupport {

    private final GatewaySettings gateway = TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://one",
            "gateway.sellers[1].id", "two", "gateway.sellers[1].base-url", "http://two", "gateway.sellers[1].dialect", "opendirect"));
    private final Discovery discovery = new Discovery(
            new SellerDirectory(gateway, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")), gateway);

    DiscoverSellersRouteTest() {
        super("discover-sellers");
        setting("gateway.discovery.interval-ms", 60_000);
        setting("gateway.discovery.timeout-ms", 30_000);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("discovery", discovery);
        registry.bind("sellerResults", new SellerResults());
    }

    @Test
    void roundShouldBeCompleteWhenEverySellerHasBeenAsked() throws Exception {
        // given
        startByHand();
        neighbour("direct:run-seller-task").expectedMessageCount(2);

        // when
        template.sendBody("direct:start", null);

        // then
        MockEndpoint.assertIsSatisfied(context);
        assertThat(discovery.isComplete()).isTrue();
        assertThat(steps()).startsWith("all-sellers", "discover", "each-card").endsWith("round-completed");
    }

    @Test
    void roundShouldBeCompleteWhenTheTaskOfOneSellerFails() throws Exception {
        // given
        startByHand();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(e -> {
            SellerTask task = e.getMessage().getBody(SellerTask.class);
            e.setProperty(RouteProperties.SELLER_TASK, task);
            if (task.nextRequest().orElseThrow().seller().equals("one")) {
                throw new IllegalStateException("boom");
            }
            task.onResponse(WireReply.without(WireReply.Failure.LOST, "gone", 1));
        });

        // when
        try (var log = new TakenLog(SellerResults.class)) {
            template.sendBody("direct:start", null);
            assertThat(log.messages()).hasSize(1);
        }

        // then
        assertThat(discovery.isComplete()).isTrue();
        assertThat(discovery.view("one").problem().code()).isEqualTo("gateway_error");
        assertThat(discovery.view("two").problem().code()).isEqualTo("seller_connection_lost");
    }

    @Test
    void meetSellerShouldAskOnlyWhenTheKindOfSellerIsNotKnown() throws Exception {
        // given
        startByHand();
        neighbour("direct:run-seller-task").expectedMessageCount(1);

        // when
        List.of("one", "two").forEach(seller -> template.sendBody("direct:meet-seller", seller));

        // then
        MockEndpoint.assertIsSatisfied(context);
    }

    private void startByHand() throws Exception {
        load();
        AdviceWith.adviceWith(context, "discover-sellers", a -> a.replaceFromWith("direct:start"));
        start();
    }
}
