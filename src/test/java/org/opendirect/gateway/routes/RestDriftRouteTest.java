package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.api.DriftApi;
import org.opendirect.gateway.drift.Drift;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.WireReply;

class RestDriftRouteTest extends RestRouteTestSupport {

    private static final WireReply REPLY = WireReply.without(WireReply.Failure.TIMEOUT, "late", 1);
    private final Drift drift = mock(Drift.class);
    private final DriftApi api = mock(DriftApi.class);
    private final SellerRequest read = mock(SellerRequest.class);

    RestDriftRouteTest() {
        super("rest-drift");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("drift", drift);
        registry.bind("driftApi", api);
    }

    @Test
    void reportShouldBeShown() throws Exception {
        // given
        start();
        when(drift.report()).thenReturn(new Drift.Report(true, List.of(), List.of()));

        // when
        Answer answer = call("get-drift", null);

        // then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("complete").asBoolean()).isTrue();
    }

    @Test
    void checkShouldBeAskedForAndAnsweredAtOnce() throws Exception {
        // given
        start();

        // when
        Answer answer = call("post-drift-check", null);

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("202 {}");
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/drift");
        verify(drift).request();
    }

    @Test
    void lineShouldBeReadBeforeAChoiceIsFollowed() throws Exception {
        // given
        var choice = new DriftApi.Decision("d-1", "ask", null, read);
        SellerLine held = mock(SellerLine.class);
        start();
        when(api.parse(eq("d-1"), any())).thenReturn(choice);
        when(api.heldLine(choice, REPLY)).thenReturn(held);
        when(api.decide(choice, held)).thenReturn(new DriftApi.Followed("bkg-1"));
        when(api.location(new DriftApi.Followed("bkg-1"))).thenReturn("/api/v1/bookings/bkg-1");
        neighbour("direct:call-seller").expectedBodiesReceived(read);
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> {
            e.getMessage().removeHeaders("*");
            e.getMessage().setBody(REPLY);
        });

        // when
        Answer answer = call("post-drift-decision", "{\"choice\":\"ask\"}", "difference", "d-1");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("202 {\"bookingId\":\"bkg-1\"}");
        assertThat(answer.headers()).containsEntry("Location", "/api/v1/bookings/bkg-1");
        assertThat(steps()).containsSubsequence("parse-choice", "read-before-deciding");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void nothingShouldBeAskedWhenADifferenceIsLeftAlone() throws Exception {
        // given
        var choice = new DriftApi.Decision("d-1", "ignore", null, null);
        start();
        when(api.parse(eq("d-1"), any())).thenReturn(choice);
        when(api.decide(choice, null)).thenReturn(new DriftApi.Followed(null));
        when(api.location(any())).thenReturn("/api/v1/drift");
        neighbour("direct:call-seller").expectedMessageCount(0);

        // when
        Answer answer = call("post-drift-decision", "{\"choice\":\"ignore\"}", "difference", "d-1");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("202 {}");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void choiceShouldBeAProblemWhenTheSellerCannotBeAsked() throws Exception {
        // given
        var choice = new DriftApi.Decision("d-1", "release", null, read);
        start();
        when(api.parse(any(), any())).thenReturn(choice);
        when(api.heldLine(any(), any())).thenThrow(Problem.of(502, "seller_error", "The seller could not be asked",
                "late").asException());
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(REPLY));

        // when
        Answer answer = call("post-drift-decision", "{\"choice\":\"release\"}", "difference", "d-1");

        // then
        assertThat(answer.status() + " " + answer.json().path("code").asText()).isEqualTo("502 seller_error");
        verify(api, never()).decide(any(), any());
    }
}
