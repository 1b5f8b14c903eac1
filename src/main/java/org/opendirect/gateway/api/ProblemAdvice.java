package org.opendirect.gateway.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.opendirect.gateway.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Problem documents (RFC 9457) for what Spring MVC refuses before a route is asked. */
@ControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    /** 405 with the methods that are served (RFC 9110, 15.5.6). */
    @ExceptionHandler
    void methodNotAllowed(HttpRequestMethodNotSupportedException e, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.ALLOW, allow(e));
        ProblemDetailsWriter.write(response, ProblemDetailsWriter.methodNotAllowed(request.getRequestURI()));
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    void notServed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProblemDetailsWriter.write(response, ProblemDetailsWriter.notServed(request.getRequestURI()));
    }

    /** All threads that serve requests are in use. */
    @ExceptionHandler
    void overCapacity(RejectedExecutionException e, HttpServletResponse response) throws IOException {
        log.warn("A request could not be handed on: {}", e.getMessage());
        ProblemDetailsWriter.write(response, Problem.of(503, "over_capacity", "The gateway is busy",
                "nothing was done for this request"));
    }

    @ExceptionHandler
    void timeout(AsyncRequestTimeoutException e, HttpServletResponse response) throws IOException {
        if (!response.isCommitted()) {
            ProblemDetailsWriter.write(response, Problem.of(503, "timeout", "The answer took too long",
                    "nothing is known of what became of the request"));
        }
    }

    /**
     * A caller that has left while its request was being handed on: the answer could not be written, and nobody waits for another.
     *
     * @throws IllegalStateException as it was thrown, where anything else is the matter
     */
    @ExceptionHandler
    void callerHasLeft(IllegalStateException e) {
        if (e.getMessage() == null || !e.getMessage().startsWith("Cannot start async: [ERROR]")) {
            throw e;
        }
        log.debug("A caller has left before its request was handed on", e);
    }

    private static String allow(HttpRequestMethodNotSupportedException e) {
        var allowed = new StringBuilder();
        if (e.getSupportedHttpMethods() != null) {
            for (HttpMethod method : e.getSupportedHttpMethods()) {
                allowed.append(method).append(method.equals(HttpMethod.GET) ? ",HEAD," : ",");
            }
        }
        return allowed.append("OPTIONS").toString();
    }
}
