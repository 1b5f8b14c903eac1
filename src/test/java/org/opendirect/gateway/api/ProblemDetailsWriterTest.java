package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.springframework.mock.web.MockHttpServletResponse;

class ProblemDetailsWriterTest {

    /** Both ways to a problem document say the same, also about coming again. */
    @ParameterizedTest
    @CsvSource({"503, over_capacity, 1", "503, starting, 1", "409, idempotency_in_flight, 1",
            "409, idempotency_conflict,", "404, not_found,", "502, seller_timed_out,", "503, seller_rate_limited,"})
    void onlyWhatPassesIsToBeAskedAgain(int status, String code, String retryAfter) throws IOException {
        // given
        Problem problem = Problem.of(status, code, "Title", "detail");
        var headers = new HashMap<String, Object>();
        var response = new MockHttpServletResponse();
        var writer = new ProblemDetailsWriter();

        // when
        Problem caught = writer.toProblem(new IllegalStateException(new ProblemException(problem)), "some-route");
        writer.addHeaders(caught, headers);
        ProblemDetailsWriter.write(response, problem);

        // then
        assertThat(headers.get("Retry-After")).isEqualTo(retryAfter).isEqualTo(response.getHeader("Retry-After"));
        assertThat(response.getStatus()).isEqualTo(status).isEqualTo(caught.status());
        assertThat(response.getContentType()).isEqualTo("application/problem+json");
        assertThat(ProblemDetailsWriter.document(caught)).isEqualTo(response.getContentAsByteArray()).asString()
                .contains("\"code\":\"" + code + "\"");
    }
}
