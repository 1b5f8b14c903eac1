package org.opendirect.gateway.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.CamelContext;
import org.opendirect.gateway.problem.Problem;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what no endpoint takes (unknown paths, wrong methods) with a problem document too. */
@RestController
public class StrayRequests implements ErrorController {

    private final CamelContext camel;

    public StrayRequests(CamelContext camel) {
        this.camel = camel;
    }

    @RequestMapping("/error")
    public ResponseEntity<byte[]> error(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 500;
        String path = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        if (status == 404 && !camel.isStarted()) {
            // the port is open a moment before the routes are: what is not served yet is not missing
            Problem starting = Problem.of(503, "starting", "The gateway is starting", "it is ready when /actuator/health/readiness says so");
            return ResponseEntity.status(503).header("Retry-After", "1").contentType(MediaType.valueOf(Answers.PROBLEM_JSON)).body(Answers.document(starting));
        }
        Problem problem = switch (status) {
            case 404 -> Problem.of(404, "not_found", title, "nothing is served at " + path + ", see /api/v1/openapi.json");
            case 405 -> Problem.of(405, "method_not_allowed", title, path + " is not served with this method, see /api/v1/openapi.json");
            case 406, 415 -> Problem.of(status, "media_type", title, "the media type does not fit " + path);
            default -> Problem.of(status, status >= 500 ? "internal_error" : "bad_request", title, path);
        };
        return ResponseEntity.status(status).contentType(MediaType.valueOf(Answers.PROBLEM_JSON)).body(Answers.document(problem));
    }
}
