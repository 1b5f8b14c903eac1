package org.opendirect.gateway.api;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.opendirect.gateway.problem.Problem;

/** What the server refuses before any endpoint sees it, such as a path that cannot be decoded, as a problem document instead of a page. */
public final class ServerProblems extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        boolean open = status >= 400 && response.getContentWritten() == 0 && response.setErrorReported();
        if (!open) {
            return;
        }
        try {
            var io = new AtomicBoolean(true);
            response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, io);
            if (io.get()) {
                Answers.write(response, problem(status, request.getRequestURI()));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The problem could not be written", e);
        }
    }

    private static Problem problem(int status, String path) {
        return switch (status) {
            case 503 -> Problem.of(503, "stopping", "The gateway is stopping", "it takes no more requests");
            case 405 -> Answers.methodNotAllowed(path);
            case 404 -> Answers.notServed(path);
            case 500 -> Answers.failed();
            default -> Problem.of(status, "bad_request", "The request cannot be read", "the path, the query or a header is malformed");
        };
    }
}
