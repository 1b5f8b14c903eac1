package org.opendirect.gateway.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.camel.http.common.CamelServlet;
import org.apache.camel.http.common.HttpConsumer;
import org.apache.camel.http.common.HttpRestServletResolveConsumerStrategy;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;

/**
 * Camel's servlet for all that is served by HTTP, with what it leaves to others: a request is served on a thread of the gateway's own,
 * since the server's few only take requests in; HEAD is served like GET (RFC 9110, 9.3.2); a 405 says what is allowed (RFC 9110, 15.5.6);
 * and a path without variables is found at once, and only as it is written.
 */
public final class RestServlet extends CamelServlet {

    /** What is counted, limited and looked at before it is served begins so. */
    public static final String API = "/api/v1/";

    private static final long serialVersionUID = 1;
    /** Longer than anything the gateway does for a caller: an event stream goes on for half an hour. */
    private static final Duration LONGEST = Duration.ofMinutes(31);
    /** Far longer than it takes to see that a write has failed. */
    private static final Duration PARTING = Duration.ofSeconds(10);
    private static final Problem STARTING =
            Problem.of(503, "starting", "The gateway is starting", "it is ready when /actuator/health/readiness says so");

    private final transient Executor threads;
    private final transient Edge edge;
    private final transient BooleanSupplier started;
    private transient volatile boolean hasStarted;
    private final transient Map<String, HttpConsumer> plain = new ConcurrentHashMap<>();
    private final transient Map<String, HttpConsumer> withVariables = new ConcurrentHashMap<>();

    /**
     * @param threads what requests are served on
     * @param edge    looks at them first
     * @param started whether all routes are there
     */
    public RestServlet(Executor threads, Edge edge, BooleanSupplier started) {
        this.threads = threads;
        this.edge = edge;
        this.started = started;
        setServletResolveConsumerStrategy(new PlainFirst());
    }

    @Override
    public void connect(HttpConsumer consumer) {
        super.connect(consumer);
        String key = key(consumer.getEndpoint().getHttpMethodRestrict(), consumer.getPath());
        (consumer.getPath().indexOf('{') < 0 ? plain : withVariables).put(key, consumer);
    }

    @Override
    public void disconnect(HttpConsumer consumer) {
        super.disconnect(consumer);
        plain.values().remove(consumer);
        withVariables.values().remove(consumer);
    }

    @Override
    protected void handleService(HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (isStarting()) {
            // the port is open a moment before all routes are: what is not served yet is neither missing nor forbidden, and what is there
            // already may go on to what is not
            Answers.write(response, STARTING);
            return;
        }
        HttpServletRequest asked = request.getMethod().equals("HEAD") ? new LikeGet(request) : request;
        if (getServletResolveConsumerStrategy().resolve(asked, getConsumers()) == null) {
            refuse(asked, response);
            return;
        }
        AsyncContext answer = request.startAsync();
        var serving = new Serving();
        answer.setTimeout(LONGEST.toMillis());
        answer.addListener(serving);
        try {
            threads.execute(() -> {
                try {
                    serve(asked, response);
                } finally {
                    ifStillAsked(answer::complete);
                    serving.left.countDown();
                }
            });
        } catch (RejectedExecutionException e) {
            log.warn("A request could not be handed on: {}", e.getMessage());
            Answers.write(response, Problem.of(503, "over_capacity", "The gateway is busy", "nothing was done for this request"));
            answer.complete();
        }
    }

    private boolean isStarting() {
        if (!hasStarted) {
            hasStarted = started.getAsBoolean();
        }
        return !hasStarted;
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) {
        try {
            request.setAttribute(RestBinding.BODY, edge.look(request));
            doService(request, response);
        } catch (ProblemException e) {
            tell(response, e.problem());
        } catch (IOException e) {
            log.debug("A body did not come whole", e);
            tell(response, Problem.unreadable("the body did not come whole"));
        } catch (Exception e) {
            log.error("A request failed outside the routes", e);
            tell(response, Answers.failed());
        }
    }

    private void tell(HttpServletResponse response, Problem problem) {
        ifStillAsked(() -> {
            try {
                if (!response.isCommitted()) {
                    response.reset();
                    Answers.write(response, problem);
                    response.flushBuffer();
                }
            } catch (IOException e) {
                log.debug("Who asked does not hear of the problem", e);
            }
        });
    }

    private void ifStillAsked(Runnable more) {
        try {
            more.run();
        } catch (IllegalStateException e) {
            log.debug("The server has ended a request already", e);
        }
    }

    /**
     * When a write fails, since who asked has gone, the server ends the request on a thread of its own, and uses what belonged to it for the
     * next: not before the thread that serves has left it.
     */
    static final class Serving implements AsyncListener {
        final CountDownLatch left = new CountDownLatch(1);

        @Override
        public void onError(AsyncEvent event) {
            try {
                left.await(PARTING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            onError(event);
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // it has left
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // once a request
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        String allowed = METHODS.stream().filter(m -> getServletResolveConsumerStrategy().isHttpMethodAllowed(request, m, getConsumers()))
                .map(m -> m.equals("GET") ? "GET,HEAD" : m).collect(Collectors.joining(","));
        if (!started.getAsBoolean()) {
            // its routes end before its port does
            Answers.write(response, STARTING);
        } else if (!allowed.isEmpty()) {
            response.setHeader("Allow", allowed + ",OPTIONS");
            if (!request.getMethod().equals("OPTIONS")) {
                Answers.write(response, Answers.methodNotAllowed(path));
            }
        } else {
            Answers.write(response, Answers.notServed(path));
        }
    }

    private static String key(String method, String path) {
        return method + ' ' + path;
    }

    private final class PlainFirst extends HttpRestServletResolveConsumerStrategy {
        @Override
        protected HttpConsumer doResolve(HttpServletRequest request, String method, Map<String, HttpConsumer> consumers) {
            HttpConsumer found = plain.get(key(method, request.getPathInfo()));
            // Camel takes a part of a method's name for the method, OPTIONS for any, and leaves out a slash at the end
            boolean known = METHODS.contains(method) && !method.equals("OPTIONS") && !request.getPathInfo().endsWith("/");
            return found != null || !known ? found : super.doResolve(request, method, withVariables);
        }
    }

    /** Whether nothing is to follow the head of the answer. */
    static boolean isHead(HttpServletRequest request) {
        return request instanceof LikeGet;
    }

    /** The server leaves the body of the answer out by itself. */
    private static final class LikeGet extends HttpServletRequestWrapper {
        LikeGet(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }
    }
}
