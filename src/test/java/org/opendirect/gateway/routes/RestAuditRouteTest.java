package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.api.AuditApi;
import org.opendirect.gateway.problem.Problem;

class RestAuditRouteTest extends RestRouteTestSupport {

    private final AuditApi api = mock(AuditApi.class);

    RestAuditRouteTest() {
        super("rest-audit");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("auditApi", api);
    }

    @Test
    void callsShouldBeShownAsTheQueryAsks() throws Exception {
        // given
        start();
        when(api.list("of=bkg-1")).thenReturn(Map.of("entries", List.of()));

        // when
        Answer answer = call("get-audit", null, Exchange.HTTP_QUERY, "of=bkg-1");

        // then
        assertThat(answer.status() + " " + answer.body()).isEqualTo("200 {\"entries\":[]}");
    }

    @Test
    void queryShouldBeAProblemWhenItIsWrong() throws Exception {
        // given
        start();
        when(api.list("top=0")).thenThrow(Problem.invalid(List.of(new Problem.FieldError("?top",
                "must be from 1 to 1000, is 0"))).asException());

        // when
        Answer answer = call("get-audit", null, Exchange.HTTP_QUERY, "top=0");

        // then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/path").asText()).isEqualTo("?top");
    }
}
