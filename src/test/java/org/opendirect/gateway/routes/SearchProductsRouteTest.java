package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.catalog.ProductSearchService.Answer;
import org.opendirect.gateway.catalog.ProductSearchService.PendingSearch;
import org.opendirect.gateway.catalog.SellerEntry;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerResults;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

@Timeout(60)
class SearchProductsRouteTest extends RouteTestSupport {

    private static final long TIMEOUT_MS = 400;
    private final GatewaySettings gateway = TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://one",
            "gateway.sellers[0].dialect", "opendirect", "gateway.sellers[1].id", "two", "gateway.sellers[1].base-url", "http://two",
            "gateway.sellers[1].dialect", "opendirect"));
    private final ProductSearchService productSearch = new ProductSearchService(
            new SellerDirectory(gateway, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")), gateway);
    private final CountDownLatch released = new CountDownLatch(1);
    private final SlowedResults results = new SlowedResults();

    SearchProductsRouteTest() {
        super("search-products");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("productSearch", productSearch);
        registry.bind("sellerResults", results);
    }

    @BeforeEach
    void limit() {
        setting("gateway.fan-out.timeout-ms", 30_000);
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void searchShouldBeMergedWhenAllSellersHaveAnswered() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(SearchProductsRouteTest::answerTask);

        // when
        Answer answer = search();

        // then
        assertThat(answer.complete()).isTrue();
        assertThat(answer.products()).extracting("seller").containsExactly("one", "two");
        assertThat(steps()).containsExactly("each-seller", "search-seller", "search-seller", "merge-products");
    }

    @Test
    void searchShouldShowTheOtherSellersWhenTheTaskOfOneFails() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenExchangeReceived(1, e -> {
            takeTask(e);
            throw new IllegalStateException("boom");
        });
        neighbour("direct:run-seller-task").whenExchangeReceived(2, SearchProductsRouteTest::answerTask);

        // when
        Answer answer;
        try (var log = new TakenLog(SellerResults.class)) {
            answer = search();
            assertThat(log.messages()).containsExactly("ERROR A task for a seller failed inside the gateway");
        }

        // then
        assertThat(answer.complete()).isFalse();
        assertThat(answer.sellers()).extracting(SellerEntry::status).containsExactlyInAnyOrder("ok", "error");
        assertThat(answer.sellers()).filteredOn(s -> !s.ok()).extracting(s -> s.problem().code()).containsExactly("gateway_error");
    }

    @Test
    void searchShouldGoOnWhenTheFirstPartHasStoppedItsRoute() throws Exception {
        // given
        start();
        neighbour("direct:run-seller-task").whenAnyExchangeReceived(e -> {
            answerTask(e);
            e.setRouteStop(true);
        });

        // when
        Answer answer = search();

        // then
        assertThat(answer.complete()).isTrue();
    }

    @Test
    void searchShouldEndAtItsTimeoutWhenAPartIsKeptByWhatNoDeadlineEnds() throws Exception {
        // given
        setting("gateway.fan-out.timeout-ms", TIMEOUT_MS);
        start();
        neighbour("direct:run-seller-task").whenExchangeReceived(1, SearchProductsRouteTest::answerTask);
        neighbour("direct:run-seller-task").whenExchangeReceived(2, e -> {
            takeTask(e);
            released.await();
        });
        long begun = System.nanoTime();

        // when
        Answer answer = search();

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofMillis(TIMEOUT_MS), Duration.ofSeconds(20));
        assertThat(released.getCount()).as("the part is still kept").isOne();
        assertThat(answer.sellers()).extracting(SellerEntry::status).containsExactlyInAnyOrder("ok", "timed_out");
    }

    /** The timeout used to be lost where it came while a part was being aggregated (CAMEL-24142). */
    @Test
    void searchShouldEndWhenItsTimeoutComesWhileAPartIsAggregated() throws Exception {
        // given
        setting("gateway.fan-out.timeout-ms", TIMEOUT_MS);
        start();
        results.holdForMs = TIMEOUT_MS * 2;
        neighbour("direct:run-seller-task").whenExchangeReceived(1, SearchProductsRouteTest::answerTask);
        neighbour("direct:run-seller-task").whenExchangeReceived(2, e -> {
            takeTask(e);
            released.await();
        });

        // when
        Answer answer = search();

        // then
        assertThat(released.getCount()).as("the part is still kept").isOne();
        assertThat(answer.sellers()).extracting(SellerEntry::status).containsExactlyInAnyOrder("ok", "timed_out");
    }

    private Answer search() {
        PendingSearch pending = productSearch.search(Fields.of(Json.read("{\"channel\":\"ctv\"}", JsonNode.class)));
        return fluentTemplate.withProcessor(e -> e.setProperty(RouteProperties.PENDING, pending)).to("direct:search-products").request(Answer.class);
    }

    private static SellerTask takeTask(Exchange exchange) {
        SellerTask task = exchange.getMessage().getBody(SellerTask.class);
        exchange.setProperty(RouteProperties.SELLER_TASK, task);
        return task;
    }

    /** As run-seller-task does, with a seller that has one product. */
    private static void answerTask(Exchange exchange) {
        SellerTask task = takeTask(exchange);
        var asked = new ArrayList<String>();
        for (Optional<?> next = task.nextRequest(); next.isPresent(); next = task.nextRequest()) {
            asked.add(next.get().toString());
            task.onResponse(new WireReply(WireReply.Failure.NONE, 200, "{\"products\":[{\"id\":\"p\",\"basePrice\":1,\"channel\":\"ctv\"}]}"
                    .getBytes(StandardCharsets.UTF_8), "", "", "", 1));
        }
        assertThat(asked).isNotEmpty();
    }

    /** Aggregates the first part for so long. */
    private static final class SlowedResults implements AggregationStrategy {
        private final SellerResults results = new SellerResults();
        private long holdForMs;

        @Override
        public Exchange aggregate(Exchange aggregated, Exchange part, Exchange input) {
            long begun = System.nanoTime();
            await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(holdForMs));
            return results.aggregate(aggregated, part, input);
        }

        @Override
        public Exchange aggregate(Exchange aggregated, Exchange part) {
            return results.aggregate(aggregated, part);
        }
    }
}
