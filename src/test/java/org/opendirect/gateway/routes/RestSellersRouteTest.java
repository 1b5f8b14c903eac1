package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.DoctorApi;
import org.opendirect.gateway.api.SellerApi;
import org.opendirect.gateway.doctor.Errand;
import org.opendirect.gateway.doctor.Report;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.seller.SellerTask;

class RestSellersRouteTest extends RestRouteTestSupport {

    private final Discovery discovery = mock(Discovery.class);
    private final DoctorApi doctor = mock(DoctorApi.class);
    private final Report report = mock(Report.class);

    RestSellersRouteTest() {
        super("rest-sellers");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("discovery", discovery);
        registry.bind("sellerApi", new SellerApi(discovery));
        registry.bind("doctorApi", doctor);
    }

    @Test
    void sellersShouldBeShown() throws Exception {
        // given
        start();
        when(discovery.list()).thenReturn(Map.of("sellers", List.of()));

        // when
        Answer answer = call("get-sellers", null);

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("200 {\"sellers\":[]}");
    }

    /** A caller's text is never taken for an expression, nor for a value in quotes. */
    @ParameterizedTest
    @ValueSource(strings = {"'one'", "\"one\"", "null", "${body}", "one,two"})
    void sellerShouldBeLookedForByTheTextThatWasSent(String id) throws Exception {
        // given
        start();
        when(discovery.detail(any())).thenThrow(Problem.notFound("seller", "x").asException());

        // when
        Answer answer = call("get-seller", null, "seller", id);

        // then
        assertThat(answer.status()).isEqualTo(404);
        verify(discovery).detail(id);
    }

    @Test
    void sellerShouldBeAskedAnewWhenACallerWantsIt() throws Exception {
        // given
        SellerTask card = mock(SellerTask.class);
        start();
        when(discovery.tasksForOne("one")).thenReturn(List.of(card));
        neighbour("direct:read-agent-cards").expectedMessageCount(1);
        neighbour("direct:read-agent-cards").expectedPropertyReceived(RouteProperties.SELLER_TASKS, List.of(card));
        neighbour("direct:read-agent-cards").whenAnyExchangeReceived(e -> e.getMessage().removeHeaders("*"));

        // when
        Answer answer = call("post-discover", null, "seller", "one");

        // then
        assertThat(answer.status()).isEqualTo(200);
        verify(discovery).view("one");
        MockEndpoint.assertIsSatisfied(context);
    }

    @Test
    void reportShouldBeAPageWhenOneIsAskedFor() throws Exception {
        // given
        seen("one");
        when(report.html()).thenReturn("<p>für</p>");

        // when
        Answer answer = call("post-doctor", "{}", "seller", "one", "Accept", "text/html");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("200 <p>für</p>");
        assertThat(answer.headers()).containsEntry("Content-Type", "text/html; charset=utf-8");
        assertThat(steps()).containsSubsequence("page-or-json", "page-charset");
    }

    @Test
    void reportShouldBeJsonWhenNoPageIsAskedFor() throws Exception {
        // given
        seen("one");
        when(report.document()).thenReturn(Map.of("seller", "one"));

        // when
        Answer answer = call("post-doctor", null, "seller", "one");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("200 {\"seller\":\"one\"}");
    }

    @Test
    void nothingShouldBeExaminedWhenTheRequestIsWrong() throws Exception {
        // given
        start();
        when(doctor.parse(eq("one"), any())).thenThrow(Problem.invalid(List.of(new Problem.FieldError("/book",
                "must be true or false"))).asException());

        // when
        Answer answer = call("post-doctor", "{\"book\":1}", "seller", "one");

        // then
        assertThat(answer.status()).isEqualTo(422);
        verify(doctor, never()).examine(any(), any());
    }

    private void seen(String seller) throws Exception {
        start();
        when(doctor.parse(eq(seller), any())).thenReturn(Errand.READING);
        when(doctor.examine(seller, Errand.READING)).thenReturn(report);
    }
}
