package org.opendirect.gateway.api;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;

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
                ProblemDetailsWriter.write(response, ProblemController.problem(status, request.getRequestURI()));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The problem could not be written", e);
        }
    }
}
