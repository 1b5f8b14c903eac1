package org.opendirect.gateway.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.opendirect.gateway.problem.Problem;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Problem documents (RFC 9457) in the place of Boot's error page: for what a filter, a servlet or the server has refused. */
@Controller
class ProblemController implements ErrorController {

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        ProblemDetailsWriter.write(response, status == null
                ? ProblemDetailsWriter.notServed(request.getRequestURI())
                : problem((Integer) status, String.valueOf(path)));
    }

    static Problem problem(int status, String path) {
        return switch (status) {
            case 404 -> ProblemDetailsWriter.notServed(path);
            case 405 -> ProblemDetailsWriter.methodNotAllowed(path);
            case 500 -> ProblemDetailsWriter.failed();
            case 503 -> Problem.of(503, "stopping", "The gateway is stopping", "it takes no more requests");
            default -> Problem.of(status, "bad_request", "The request cannot be read", "the path, the query or a header is malformed");
        };
    }
}
