package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.stats.DeliveryStatsService;

class ReadStatsRouteTest extends RestRouteTestSupport {

    private static final WireReply REPLY = WireReply.without(WireReply.Failure.TIMEOUT, "late", 1);
    private static final Bookings.Whereabouts LINE = new Bookings.Whereabouts("one", "opendirect", null, false);
    private final DeliveryStatsService stats = mock(DeliveryStatsService.class);

    ReadStatsRouteTest() {
        super("read-stats");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("deliveryStatsService", stats);
    }

    @Test
    void statsShouldBeReadFromTheSellerOfTheLine() throws Exception {
        // given
        SellerRequest request = mock(SellerRequest.class);
        start();
        when(stats.lineLocation("bkg-1", "line-1")).thenReturn(LINE);
        when(stats.buildRequest(LINE)).thenReturn(request);
        neighbour("direct:call-seller").expectedBodiesReceived(request);
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(REPLY));
        when(stats.parseResponse(LINE, REPLY)).thenReturn(null);

        // when
        Answer answer = call("read-stats", null, "booking", "bkg-1", "line", "line-1");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("200 null");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void statsShouldBeAProblemWhenThereIsNoSuchLine() throws Exception {
        // given
        start();
        when(stats.lineLocation(any(), any())).thenThrow(Problem.notFound("line", "x").asException());
        neighbour("direct:call-seller").expectedMessageCount(0);

        // when
        Answer answer = call("read-stats", null, "booking", "bkg-1", "line", "x");

        // then
        assertThat(answer.status()).isEqualTo(404);
        MockEndpoint.assertIsSatisfied(context);
    }
}
