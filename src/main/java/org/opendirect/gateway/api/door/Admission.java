package org.opendirect.gateway.api.door;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.opendirect.gateway.api.RestServlet;

/**
 * Lets in as many requests as the gateway can serve in time, and tells the others so at once, before anything is done for them: 503 with
 * Retry-After. Searches have a number of their own, so that they cannot keep out what books, and the other way round. Most requests
 * are judged by the {@link Door}; this filter, which stands before every other, keeps their places until they have been answered, and
 * judges those that the door could not read.
 */
public final class Admission implements Filter {

    private static final String SEARCHES = RestServlet.API + "products";
    private static final String STREAM = "/events";

    private final Gate searches;
    private final Gate others;

    /**
     * @param searches how many searches and avails requests are served at once
     * @param others   how many other requests are; an event stream is none of them
     */
    public Admission(int searches, int others, MeterRegistry registry) {
        this.searches = new Gate("search", searches, registry);
        this.others = new Gate("other", others, registry);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        // as the server has decoded and mapped it: the address itself can be written in many ways
        Gate gate = gate(((HttpServletRequest) request).getPathInfo());
        if (gate == null) {
            chain.doFilter(request, response);
            return;
        }
        Place place = Place.of(gate);
        if (place == null) {
            turnAway((HttpServletResponse) response, gate);
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(place);
            } else {
                place.giveBack();
            }
        }
    }

    /** The gate that requests to this path go through; null where there is none. */
    Gate gate(String path) {
        return !path.startsWith(RestServlet.API) ? null : path.startsWith(SEARCHES) ? searches : path.endsWith(STREAM) ? null : others;
    }

    private static void turnAway(HttpServletResponse response, Gate gate) throws IOException {
        gate.countTurnedAway();
        response.setStatus(503);
        response.setHeader("Retry-After", Gate.RETRY_AFTER);
        response.setContentType(Gate.TYPE);
        response.setContentLength(gate.problem().length);
        response.getOutputStream().write(gate.problem());
    }
}
