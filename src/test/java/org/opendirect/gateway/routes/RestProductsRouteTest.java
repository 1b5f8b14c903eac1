package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.CatalogApi;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;

class RestProductsRouteTest extends RestRouteTestSupport {

    private static final WireReply REPLY = WireReply.without(WireReply.Failure.TIMEOUT, "late", 1);
    private final CatalogApi api = mock(CatalogApi.class);
    private final ProductSearchService productSearch = mock(ProductSearchService.class);
    private final AvailsService avails = mock(AvailsService.class);

    RestProductsRouteTest() {
        super("rest-products");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("catalogApi", api);
        registry.bind("productSearch", productSearch);
        registry.bind("avails", avails);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-products", "post-search"})
    void productsShouldBeMergedAfterAllSellersWereAsked(String flow) throws Exception {
        // given
        var search = mock(ProductSearchService.PendingSearch.class);
        var found = new ProductSearchService.Answer(List.of(), List.of(), true, null);
        start();
        when(api.list("top=2")).thenReturn(search);
        when(api.search(any())).thenReturn(search);
        when(productSearch.requireAnswer(found)).thenReturn(found);
        neighbour("direct:search-products").expectedPropertyReceived(RouteProperties.PENDING, search);
        neighbour("direct:search-products").whenAnyExchangeReceived(e -> e.getMessage().setBody(found));

        // when
        Answer answer = call(flow, "{}", Exchange.HTTP_QUERY, "top=2");

        // then
        assertThat(answer.status() + " " + answer.body())
                .isEqualTo("200 {\"products\":[],\"sellers\":[],\"complete\":true}");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void searchShouldBeAProblemWhenNoSellerAnswered() throws Exception {
        // given
        start();
        when(api.search(any())).thenReturn(mock(ProductSearchService.PendingSearch.class));
        neighbour("direct:search-products").whenAnyExchangeReceived(e -> e.getMessage().setBody(
                new ProductSearchService.Answer(List.of(), List.of(), false, null)));
        when(productSearch.requireAnswer(any())).thenThrow(Problem.of(502, "no_seller_answered", "No seller answered", "none")
                .asException());

        // when
        Answer answer = call("post-search", "{}");

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("502 no_seller_answered");
    }

    @Test
    void productShouldBeAskedForAtItsSeller() throws Exception {
        // given
        SellerRequest request = mock(SellerRequest.class);
        var lookup = new CatalogApi.ProductLookup("one", "p/1", request);
        start();
        when(api.lookup("one", "p/1")).thenReturn(lookup);
        neighbour("direct:call-seller").expectedBodiesReceived(request);
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> {
            e.getMessage().removeHeaders("*");
            e.getMessage().setBody(REPLY);
        });

        // when
        Answer answer = call("get-product", null, "seller", "one", "productId", "p%2F1");

        // then
        assertThat(answer.status()).isEqualTo(200);
        verify(api).product(lookup, REPLY);
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void availsShouldBeMergedAfterTheirSellersWereAsked() throws Exception {
        // given
        var check = new AvailsService.PendingAvails(List.of(), List.of());
        var found = new AvailsService.Answer(List.of(), List.of(), true);
        start();
        when(api.requestCheck(any())).thenReturn(check);
        when(avails.requireAnswer(check, found)).thenReturn(found);
        neighbour("direct:check-avails").expectedPropertyReceived(RouteProperties.PENDING, check);
        neighbour("direct:check-avails").whenAnyExchangeReceived(e -> e.getMessage().setBody(found));

        // when
        Answer answer = call("post-avails", "{}");

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("complete").asBoolean()).isTrue();
        MockEndpoint.assertIsSatisfied(context);
    }
}
