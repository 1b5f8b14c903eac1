package org.opendirect.gateway.seller;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.http.HttpMethods;
import org.apache.hc.core5.http.HttpException;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way out: a {@link SellerRequest} always comes to a {@link WireReply}, never to an exception. The steps are those of the route
 * template {@code seller-call} ({@link SellerRoutes}); routes go there through {@code direct:call-seller}, and so does
 * {@link #call(SellerRequest)}.
 */
public final class SellerClient {

    static final String CALL_SELLER = "direct:call-seller";
    private static final Logger log = LoggerFactory.getLogger(SellerClient.class);
    /** a virtual thread that waits so long to be started waits as long each time that it goes on; others wait for their start only */
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(SellerGuard.WAITS_COST_A_THREAD ? 500 : 100);
    /** so long after its deadline no call ends by what a seller does: its thread had to wait for the processor */
    private static final long OVERDUE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SMOOTH = 16;
    /** statuses from here on come with words, which are shown to people */
    private static final int ERRORS = 400;

    private final Supplier<ProducerTemplate> routes;
    private final SellerDirectory sellers;
    private final SellerAuthProcessor auth;
    private final TransportLimits limits;
    private final SellerMetrics metrics;
    private final Clock clock;
    private volatile long lagNanos;

    public SellerClient(Supplier<ProducerTemplate> routes, SellerDirectory sellers, SellerAuthProcessor auth, TransportLimits limits,
                        SellerMetrics metrics, Clock clock) {
        this.routes = routes;
        this.sellers = sellers;
        this.auth = auth;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Makes one call, from code that is no route; it ends at its deadline. */
    public WireReply call(SellerRequest request) {
        return send(CALL_SELLER, request, null);
    }

    /** Asks a seller's token endpoint. */
    public WireReply token(Seller seller, SellerTokens.TokenRequest request) {
        SellerCallContext call = SellerCallContext.forToken(seller, request.deadline());
        try {
            return send("direct:token-" + seller.id(), request, call);
        } catch (RuntimeCamelException e) {
            return failure(call, e.getCause() instanceof Exception cause ? cause : e);
        } finally {
            limits.free(call);
        }
    }

    private WireReply send(String uri, Object body, SellerCallContext call) {
        Exchange exchange = routes.get().send(uri, e -> {
            e.setProperty(RouteProperties.SELLER_CALL, call);
            e.getMessage().setBody(body);
        });
        if (exchange.getException() != null) {
            throw RuntimeCamelException.wrapRuntimeCamelException(exchange.getException());
        }
        return exchange.getMessage().getBody(WireReply.class);
    }

    /** How long a task had to wait for a thread: what the gateway itself is late with is no seller's fault. */
    void recordQueueDelay(long nanos) {
        // a smoothed value; a lost update does no harm
        lagNanos += (nanos - lagNanos) / SMOOTH;
    }

    /** The step of {@code call-seller}: the exchange property {@code sellerId} says which route is the seller's. */
    static void nameSeller(Exchange exchange) {
        exchange.setProperty(RouteProperties.SELLER_ID, exchange.getMessage().getBody(SellerRequest.class).seller());
    }

    // the steps of seller-call

    /**
     * Waits for the seller's bulkhead and rate, or says at once why it is not asked. The body is the {@link SellerRequest}.
     */
    void acquirePermit(Exchange exchange) {
        SellerRequest request = exchange.getMessage().getBody(SellerRequest.class);
        var call = new SellerCallContext(request, sellers.get(request.seller()));
        exchange.setProperty(RouteProperties.SELLER_REQUEST, request);
        exchange.setProperty(RouteProperties.SELLER_CALL, call);
        call.admission = call.seller.guard().admit(call);
        call.reply = call.admission.instead();
        call.ended = !call.admission.admitted();
        if (!call.ended) {
            call.markSent();
        }
    }

    /** Whether there is something to send: the first attempt, or one more after 401. */
    static boolean hasAttempt(Exchange exchange) {
        return !of(exchange).ended;
    }

    /**
     * Turns the message into the HTTP request. Everything that came with the inbound request is removed first, also Camel's own control
     * headers: they could redirect the call (CVE-2026-78164).
     */
    static void prepareRequest(Exchange exchange) {
        SellerCallContext call = of(exchange);
        call.sent = false;
        SellerRequest request = call.request;
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        // as a string it would be looked up slowly at every call
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(request.wire().method()));
        call.path = (request.wire().atOrigin() ? "" : call.seller.basePath()) + request.wire().path()
                + (request.wire().query().isEmpty() ? "" : "?" + request.wire().query());
        message.setHeader("Accept", "application/json");
        boolean hasBody = request.wire().body().length > 0;
        if (hasBody) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        message.setBody(hasBody ? request.wire().body() : null);
    }

    /** The answer, or why there is none, becomes a {@link WireReply}. */
    void readAnswer(Exchange exchange) throws IOException {
        SellerCallContext call = of(exchange);
        attempted(call, answer(exchange));
    }

    /** The answer of an HTTP step as the message's body shows it. */
    static WireReply answer(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        SellerCallContext call = of(exchange);
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = SellerTransport.bytesOf(message.getBody());
        return new WireReply(WireReply.Failure.NONE, status, status < ERRORS ? body : call.withoutCredentials(body), call.location,
                call.retryAfter, "", call.elapsedMs(), call.totalCount, call.link, call.seller.origin() + call.path);
    }

    /** A failed step becomes a {@link WireReply} that says whether anything may have reached the seller. */
    void readFailure(Exchange exchange) {
        SellerCallContext call = of(exchange);
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (!isOfTheCall(failure)) {
            log.error("A step of the call to {} failed inside the gateway", call.seller.id(), failure);
        }
        attempted(call, failure(call, failure));
    }

    private static boolean isOfTheCall(Exception e) {
        return e instanceof IOException || e instanceof HttpException || e instanceof SellerTokens.NoTokenException;
    }

    private void attempted(SellerCallContext call, WireReply reply) {
        call.reply = reply;
        call.attempts++;
        if (call.attempts > 1) {
            auth.onRetryResult(call, reply);
            call.ended = true;
        } else if (auth.shouldRetry(call, reply)) {
            call.needsConnection = true;
        } else {
            call.ended = true;
        }
        if (call.ended && reply.answered() && !call.excludedFromCircuit) {
            call.seller.seen(clock.instant());
        }
    }

    /** Gives the permit back. Afterwards the body is the reply, and nothing of either's headers is left. */
    void releasePermit(Exchange exchange) {
        SellerCallContext call = of(exchange);
        if (call.admission.admitted()) {
            boolean late = lagNanos > LATE || System.nanoTime() - call.deadline > OVERDUE;
            call.seller.guard().done(call, call.admission, call.reply, late, clock.instant());
        }
        metrics.called(call.seller, call.reply);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(call.reply);
        if (exchange.getProperty(RouteProperties.SELLER_TASK) == null) {
            limits.free(call);
        }
    }

    private static SellerCallContext of(Exchange exchange) {
        return exchange.getProperty(RouteProperties.SELLER_CALL, SellerCallContext.class);
    }

    private static WireReply failure(SellerCallContext call, Exception e) {
        long elapsed = call.elapsedMs();
        call.excludedFromCircuit = e instanceof SellerTokens.NoTokenException || e instanceof TransportLimits.NoRoomException;
        if (e instanceof SellerTokens.NoTokenException noToken && noToken.refused) {
            // as good as the seller's own no: nothing was sent, and nothing will be until somebody mends the credentials
            return new WireReply(WireReply.Failure.NONE, 401, Json.bytes(Map.of("detail", noToken.getMessage())), "", "", "", elapsed);
        }
        WireReply.Failure failure = TransportFailure.of(e, call.sent);
        return WireReply.without(failure, TransportFailure.inWords(e, failure, call.proxy != null, elapsed), elapsed);
    }
}
