package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.AvailsService.Answer;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.catalog.SellerEntry;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.SellerResults;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

@Timeout(60)
class CheckAvailsRouteTest extends RouteTestSupport {

    private static final String BODY = """
            {"items": [{"seller": "one", "productId": "p"}, {"seller": "one", "productId": "q"}, {"seller": "two", "productId": "p"}],
             "startDate": "2027-01-01", "endDate": "2027-01-31"}""";
    private final GatewaySettings gateway = TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://one",
            "gateway.sellers[0].dialect", "opendirect", "gateway.sellers[1].id", "two", "gateway.sellers[1].base-url", "http://two",
            "gateway.sellers[1].dialect", "opendirect"));
    private final SellerDirectory sellers = new SellerDirectory(gateway, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), ""));
    private final AvailsService avails = new AvailsService(new ProductSearchService(sellers, gateway), sellers, gateway);

    CheckAvailsRouteTest() {
        super("check-avails");
        setting("gateway.fan-out.timeout-ms", 30_000);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("avails", avails);
        registry.bind("sellerResults", new SellerResults());
    }

    @Test
    void availsShouldBeMergedSellerBySellerWhenAllHaveAnswered() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(CheckAvailsRouteTest::answerTask);

        // when
        Answer answer = check();

        // then
        assertThat(answer.complete()).isTrue();
        assertThat(answer.avails()).extracting(a -> a.seller() + "/" + a.productId()).containsExactlyInAnyOrder("one/p", "one/q", "two/p");
        assertThat(steps()).startsWith("each-product", "check-seller-avails").endsWith("merge-avails");
    }

    @Test
    void availsShouldSayWhoHasNotAnsweredWhenATaskIsStillUnderWay() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(e -> {
            SellerTask task = e.getMessage().getBody(SellerTask.class);
            e.setProperty(RouteProperties.SELLER_TASK, task);
            if (task.nextRequest().orElseThrow().seller().equals("one")) {
                task.onResponse(answerTo("p"));
            }
        });

        // when
        Answer answer = check();

        // then
        assertThat(answer.complete()).isFalse();
        assertThat(answer.sellers()).extracting(s -> s.seller() + " " + s.status()).containsExactly("one ok", "two timed_out");
    }

    @Test
    void availsShouldFailAtOneSellerAloneWhenItsTaskFails() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(e -> {
            SellerTask task = e.getMessage().getBody(SellerTask.class);
            e.setProperty(RouteProperties.SELLER_TASK, task);
            if (task.nextRequest().orElseThrow().seller().equals("two")) {
                throw new IllegalStateException("boom");
            }
            task.onResponse(answerTo("p"));
        });

        // when
        Answer answer = check();

        // then
        assertThat(answer.sellers()).extracting(SellerEntry::status).containsExactly("ok", "error");
    }

    private Answer check() {
        AvailsService.PendingAvails pending = avails.check(Fields.of(Json.read(BODY, JsonNode.class)));
        return fluentTemplate.withProcessor(e -> e.setProperty(RouteProperties.PENDING, pending)).to("direct:check-avails").request(Answer.class);
    }

    private static void answerTask(Exchange exchange) {
        SellerTask task = exchange.getMessage().getBody(SellerTask.class);
        exchange.setProperty(RouteProperties.SELLER_TASK, task);
        for (Optional<SellerRequest> next = task.nextRequest(); next.isPresent(); next = task.nextRequest()) {
            task.onResponse(answerTo(new String(next.get().wire().body(), StandardCharsets.UTF_8).contains("\"q\"") ? "q" : "p"));
        }
    }

    private static WireReply answerTo(String product) {
        byte[] body = "{\"productId\":\"%s\",\"availableImpressions\":5}".formatted(product).getBytes(StandardCharsets.UTF_8);
        return new WireReply(WireReply.Failure.NONE, 200, body, "", "", "", 1);
    }
}
