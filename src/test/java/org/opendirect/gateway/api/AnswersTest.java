package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.springframework.mock.web.MockHttpServletResponse;

class AnswersTest {

    /** Both ways to a problem document say the same, also about coming again. */
    @ParameterizedTest
    @CsvSource({"503, over_capacity, 1", "503, starting, 1", "409, idempotency_in_flight, 1", "409, idempotency_conflict,", "404, not_found,", "502, seller_timed_out,", "503, seller_rate_limited,"})
    void onlyWhatPassesIsToBeAskedAgain(int status, String code, String retryAfter) throws IOException {
        // given
        Problem problem = Problem.of(status, code, "Title", "detail");
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new ProblemException(problem));
        exchange.getMessage().setHeader("Authorization", "of the request");
        var response = new MockHttpServletResponse();

        // when
        new Answers().problem(exchange);
        Answers.write(response, problem);

        // then
        assertThat(exchange.getMessage().getHeader("Retry-After")).isEqualTo(retryAfter).isEqualTo(response.getHeader("Retry-After"));
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(status).isEqualTo(response.getStatus());
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/problem+json").isEqualTo(response.getContentType());
        assertThat(exchange.getMessage().getHeader("Authorization")).isNull();
        assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(response.getContentAsByteArray()).asString().contains("\"code\":\"" + code + "\"");
    }
}
