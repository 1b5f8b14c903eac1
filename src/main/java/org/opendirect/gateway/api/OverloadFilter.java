package org.opendirect.gateway.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.opendirect.gateway.problem.Problem;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects a request at once, before anything is done for it, when as many as can be served in time are active: 503 with
 * {@code Retry-After} (RFC 9110, 15.6.4). Searches have a limit of their own, so that they cannot keep out bookings, nor the other way
 * round. A permit is held until the answer is complete. Event streams and what is not under {@code /api/v1/} need none.
 */
public final class OverloadFilter extends OncePerRequestFilter {

    private static final String API = "/api/v1/";
    private static final String SEARCHES = API + "products";
    private static final String STREAM = "/events";

    private final ConcurrencyLimit searches;
    private final ConcurrencyLimit others;

    /**
     * @param searches how many searches and avails requests are served at once
     * @param others   how many other requests are
     */
    public OverloadFilter(int searches, int others, MeterRegistry registry) {
        this.searches = new ConcurrencyLimit("search", searches, registry);
        this.others = new ConcurrencyLimit("other", others, registry);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        // as the server has decoded and mapped it: the address itself can be written in many ways
        ConcurrencyLimit limit = limit(request.getServletPath());
        if (limit == null) {
            chain.doFilter(request, response);
        } else if (limit.permits.tryAcquire()) {
            serve(limit, request, response, chain);
        } else {
            limit.rejected.increment();
            ProblemDetailsWriter.write(response, limit.problem);
        }
    }

    private static void serve(ConcurrencyLimit limit, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new ReleaseWhenEnded(limit.permits));
            } else {
                limit.permits.release();
            }
        }
    }

    /** Null where there is none. */
    private ConcurrencyLimit limit(String path) {
        if (!path.startsWith(API)) {
            return null;
        }
        return path.startsWith(SEARCHES) ? searches : path.endsWith(STREAM) ? null : others;
    }

    private static final class ConcurrencyLimit {
        private final Semaphore permits;
        private final Counter rejected;
        private final Problem problem;

        ConcurrencyLimit(String kind, int max, MeterRegistry registry) {
            this.permits = new Semaphore(max);
            this.rejected = Counter.builder("gateway.requests.turned.away").description("requests answered with 503 because so many were active")
                    .tag("kind", kind).register(registry);
            Gauge.builder("gateway.requests.under.way", permits, free -> max - free.availablePermits())
                    .description("requests that are being served").tag("kind", kind).register(registry);
            this.problem = Problem.of(503, "over_capacity", "The gateway is busy",
                    max + " requests of this kind are under way already; nothing was done for this one");
        }
    }

    /**
     * Releases a permit once, when its answer is complete or its caller gone: the server does not report the completion
     * of every answer that has failed.
     */
    private static final class ReleaseWhenEnded implements AsyncListener {
        private final Semaphore permits;
        private final AtomicBoolean released = new AtomicBoolean();

        ReleaseWhenEnded(Semaphore permits) {
            this.permits = permits;
        }

        private void release() {
            if (released.compareAndSet(false, true)) {
                permits.release();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            release();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // the answer that says so is still to be written
        }

        @Override
        public void onError(AsyncEvent event) {
            release();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // the container forgets its listeners when an answer becomes asynchronous once more
            event.getAsyncContext().addListener(this);
        }
    }
}
