package org.opendirect.gateway.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Headers;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.store.StoreFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes problem documents (RFC 9457): for a failure that a route has caught, for what the server refuses before any
 * route is asked, and beside rejected plan files. Other answers are written by the routes of respond.camel.yaml.
 */
public final class ProblemDetailsWriter {

    private static final Logger log = LoggerFactory.getLogger(ProblemDetailsWriter.class);
    /** What a body may be coded with, as {@code Accept-Encoding} says it. */
    static final String CODINGS = "identity";
    static final String PROBLEM_JSON = "application/problem+json";

    /**
     * The problem of a failure that a route has caught. One inside the gateway goes to the log, and not to the caller.
     *
     * @param routeId where the request came in
     */
    public Problem toProblem(Exception e, String routeId) {
        Problem problem = problemOf(e);
        if (problem.code().equals("store_unavailable")) {
            log.warn("A request failed for want of the database ({}): {}", routeId, StoreFaults.reason(e));
        } else if (problem.status() == 500) {
            log.error("A request failed inside the gateway ({})", routeId, e);
        }
        return problem;
    }

    /** Adds what the caller is told beside the problem. */
    public void addHeaders(@ExchangeProperty(RouteProperties.PROBLEM) Problem problem,
                           @Headers Map<String, Object> headers) {
        headers.putAll(headers(problem));
    }

    /** When to ask again: as the seller has said; a moment later where that is ours to say, and something else may be heard then. */
    private static Optional<String> retryAfter(Problem problem) {
        Object said = problem.more().get(Problem.RETRY_AFTER);
        boolean passes = problem.status() == 503 && !problem.code().startsWith("seller_") || problem.code().equals("idempotency_in_flight");
        return said != null ? Optional.of(said.toString()) : passes ? Optional.of("1") : Optional.empty();
    }

    /** What the caller is told beside the problem: when to ask again, and after 415 what would be taken (RFC 9110, 15.5.16). */
    private static Map<String, String> headers(Problem problem) {
        return switch (problem.code()) {
            case "content_encoding" -> Map.of("Accept-Encoding", CODINGS);
            case "media_type" -> Map.of("Accept", PlanReader.Format.MEDIA_TYPES);
            default -> retryAfter(problem).map(after -> Map.of("Retry-After", after)).orElse(Map.of());
        };
    }

    static Problem failed() {
        return Problem.of(500, "internal_error", "The gateway failed", "see the gateway's log");
    }

    static Problem notServed(String path) {
        return Problem.of(404, "not_found", "Not found", "nothing is served at " + path + ", see /api/v1/openapi.json");
    }

    static Problem methodNotAllowed(String path) {
        return Problem.of(405, "method_not_allowed", "Method not allowed", path + " is not served with this method, see /api/v1/openapi.json");
    }

    static Problem problemOf(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ProblemException p) {
                return p.problem();
            }
            if (StoreFaults.isUnavailable(t)) {
                return Problem.of(503, "store_unavailable", "The database does not answer", "nothing is known of what became of the request: "
                        + "repeat it with the same Idempotency-Key");
            }
        }
        return failed();
    }

    /** A problem document, as it is also written beside rejected plan files. */
    public static byte[] document(Problem problem) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "urn:opendirect-gateway:problem:" + problem.code());
        document.put("title", problem.title());
        document.put("status", problem.status());
        document.put("detail", problem.detail());
        document.put("code", problem.code());
        document.put("errors", problem.errors());
        document.putAll(problem.more());
        return Json.bytes(document);
    }

    /** Before a route is asked, or in the place of its answer. */
    static void write(HttpServletResponse response, Problem problem) throws IOException {
        byte[] body = document(problem);
        response.setStatus(problem.status());
        headers(problem).forEach(response::setHeader);
        response.setContentType(PROBLEM_JSON);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
