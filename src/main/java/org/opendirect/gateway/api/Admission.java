package org.opendirect.gateway.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.opendirect.gateway.problem.Problem;

/**
 * Lets in as many requests as the gateway can serve in time, and tells the others so at once, before anything is read or done for them:
 * 503 with Retry-After. Searches have a number of their own, so that they cannot keep out what books, and the other way round. It stands
 * before every other filter, since turning away has to cost next to nothing.
 */
public final class Admission implements Filter {

    private static final String API = "/api/v1/";
    private static final String SEARCHES = API + "products";
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

    private static final class Gate {
        private final Semaphore places;
        private final Counter turnedAway;
        private final byte[] problem;

        Gate(String kind, int places, MeterRegistry registry) {
            this.places = new Semaphore(places);
            this.turnedAway = Counter.builder("gateway.requests.turned.away").description("requests answered with 503 because so many were under way")
                    .tag("kind", kind).register(registry);
            this.problem = Answers.document(Problem.of(503, "over_capacity", "The gateway is busy",
                    places + " requests of this kind are under way already; nothing was done for this one"));
        }
    }

    /**
     * The same door, seen from the street: turns away before the server has looked for the application, while there is no place. Who
     * comes past it when the last place has just gone is turned away by the filter.
     */
    public Valve valve() {
        return new ValveBase(true) {
            @Override
            public void invoke(Request request, Response response) throws IOException, ServletException {
                Gate gate = request.isAsyncDispatching() ? null : gate(request.getRequestURI());
                if (gate != null && gate.places.availablePermits() == 0) {
                    turnAway(response, gate);
                } else {
                    getNext().invoke(request, response);
                }
            }
        };
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException, ServletException {
        Gate gate = gate(((HttpServletRequest) request).getRequestURI());
        if (gate == null) {
            chain.doFilter(request, response);
            return;
        }
        if (!gate.places.tryAcquire()) {
            turnAway((HttpServletResponse) response, gate);
            return;
        }
        var place = new Place(gate.places);
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

    private Gate gate(String path) {
        return !path.startsWith(API) ? null : path.startsWith(SEARCHES) ? searches : path.endsWith(STREAM) ? null : others;
    }

    private static void turnAway(HttpServletResponse response, Gate gate) throws IOException {
        gate.turnedAway.increment();
        response.setStatus(503);
        response.setHeader("Retry-After", "1");
        response.setContentType(Answers.PROBLEM_JSON);
        response.setContentLength(gate.problem.length);
        response.getOutputStream().write(gate.problem);
    }

    /** A place that is given back once, when the answer is complete. */
    private static final class Place implements AsyncListener {
        private final Semaphore places;
        private final AtomicBoolean given = new AtomicBoolean();

        Place(Semaphore places) {
            this.places = places;
        }

        void giveBack() {
            if (given.compareAndSet(false, true)) {
                places.release();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            giveBack();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onError(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the container forgets its listeners when an answer becomes asynchronous once more
            event.getAsyncContext().addListener(this);
        }
    }
}
