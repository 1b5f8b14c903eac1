package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.BookingApi;
import org.opendirect.gateway.api.BookingChecks;
import org.opendirect.gateway.api.BookingRequest;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.WireReply;

class RestBookingsRouteTest extends RestRouteTestSupport {

    private static final StoredResponse PLACED = new StoredResponse(202, "/api/v1/bookings/bkg-1", "{\"id\":\"bkg-1\"}",
            false);
    private static final WireReply REPLY = WireReply.without(WireReply.Failure.TIMEOUT, "late", 1);
    private final BookingApi api = mock(BookingApi.class);
    private final BookingChecks checks = mock(BookingChecks.class);
    private final BookingRequest request = new BookingRequest(null, null);
    private final BookingChecks.Check check = mock(BookingChecks.Check.class);

    RestBookingsRouteTest() {
        super("rest-bookings");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("bookingApi", api);
        registry.bind("bookingChecks", checks);
    }

    private void productsAreRead(String... ids) throws Exception {
        start();
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(REPLY));
        when(api.parse(any())).thenReturn(request);
        when(checks.begin(request)).thenReturn(check);
        when(check.productIds()).thenReturn(List.of(ids));
        when(api.submit(any(), any(), eq(request))).thenReturn(PLACED);
    }

    @Test
    void bookingShouldBePlacedWhenItsProductsAreRead() throws Exception {
        // given
        productsAreRead("p", "q");
        neighbour("direct:call-seller").expectedMessageCount(2);
        neighbour("direct:search-products").expectedMessageCount(0);

        // when
        Answer answer = call("post-booking", "{\"seller\":\"one\"}", "Idempotency-Key", "k");

        // then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/bookings/bkg-1")
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKeys("Authorization", "Idempotency-Key", "Idempotency-Replayed");
        assertThat(answer.json().path("id").asText()).isEqualTo("bkg-1");
        verify(api).submit("k", "{\"seller\":\"one\"}".getBytes(StandardCharsets.UTF_8), request);
        verify(checks).onResponse(check, "p", REPLY);
        verify(checks).onResponse(check, "q", REPLY);
        assertThat(steps()).containsSubsequence("find-answer-to-key", "parse-booking", "read-products",
                "place-booking");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void catalogueShouldBeSearchedWhenAProductIsNotFoundByItself() throws Exception {
        // given
        var search = mock(ProductSearchService.PendingSearch.class);
        var found = new ProductSearchService.Answer(List.of(), List.of(), true, null);
        productsAreRead("p");
        when(checks.search(check)).thenReturn(search);
        neighbour("direct:search-products").expectedPropertyReceived(RouteProperties.PENDING, search);
        neighbour("direct:search-products").whenAnyExchangeReceived(e -> e.getMessage().setBody(found));

        // when
        Answer answer = call("post-booking", "{}");

        // then
        assertThat(answer.status()).isEqualTo(202);
        verify(checks).onCatalogue(check, found);
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void nothingShouldBeDoneAgainWhenTheKeyHasItsAnswer() throws Exception {
        // given
        productsAreRead("p");
        when(api.storedResponse(eq("k"), any())).thenReturn(new StoredResponse(202, "/api/v1/bookings/bkg-0", "{}",
                true));
        neighbour("direct:call-seller").expectedMessageCount(0);

        // when
        Answer answer = call("post-booking", "{}", "Idempotency-Key", "k");

        // then
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/bookings/bkg-0")
                .containsEntry("Idempotency-Replayed", "true");
        verify(api, never()).submit(any(), any(), any());
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void bookingShouldBeAProblemWhenTheCatalogueIsAgainstIt() throws Exception {
        // given
        productsAreRead("p");
        doThrow(Problem.invalid(List.of(new Problem.FieldError("/lines/0/rate", "is below the price"))).asException())
                .when(checks).throwIfWrong(any());

        // when
        Answer answer = call("post-booking", "{}");

        // then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json")
                .doesNotContainKey("Authorization");
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo("/lines/0/rate");
        verify(api, never()).submit(any(), any(), any());
    }

    @Test
    void bookingShouldBeAProblemWhenOneProductMakesTheGatewayFail() throws Exception {
        // given
        productsAreRead("p", "q");
        when(checks.productRequest(check, "q")).thenThrow(new IllegalStateException("boom"));

        // when
        Answer answer = call("post-booking", "{}");

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("500 internal_error");
        assertThat(answer.body()).doesNotContain("boom");
        verify(api, never()).submit(any(), any(), any());
    }

    @Test
    void bookingShouldBeAProblemWhenItCannotBeRead() throws Exception {
        // given
        productsAreRead("p");

        // when
        Answer answer = call("post-booking", "{\"a\":1,\"a\":2}");

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("400 unreadable_body");
        verify(api, never()).parse(any());
    }

    @Test
    void decisionShouldBeAcceptedWhenTheLineWaitsForOne() throws Exception {
        // given
        start();
        when(api.decide(eq("bkg 1"), eq("line-1"), any())).thenReturn(Map.of("id", "bkg 1"));

        // when
        Answer answer = call("post-booking-decision", "{\"choice\":\"retry\"}", "booking", "bkg%201", "line", "line-1");

        // then
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/bookings/bkg 1");
        assertThat(answer.json().path("id").asText()).isEqualTo("bkg 1");
    }

    @Test
    void bookingShouldBeShownByItsIdWhateverItIsWrittenLike() throws Exception {
        // given
        start();
        when(api.view("'bkg-1'")).thenThrow(Problem.notFound("booking", "'bkg-1'").asException());

        // when
        Answer answer = call("get-booking", null, "booking", "'bkg-1'");

        // then
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("detail").asText()).contains("'bkg-1'");
    }
}
