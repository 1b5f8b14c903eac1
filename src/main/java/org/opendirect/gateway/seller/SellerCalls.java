package org.opendirect.gateway.seller;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * The one way out: takes a {@link SellerRequest} and always answers with a {@link WireReply}, never with an exception. Each call goes
 * through its seller's own route, {@code seller-<id>} (see {@link SellerRoutes}). In routes it is {@code direct:call-seller}; a search
 * makes thousands of calls a second and goes here directly.
 */
public final class SellerCalls implements Processor {

    /** a virtual thread that waits so long to be started waits as long each time that it goes on; others wait for their start only */
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(SellerGuard.WAITS_COST_A_THREAD ? 500 : 100);
    /** so long after its deadline no call ends by what a seller does: its thread had to wait for the processor */
    private static final long OVERDUE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SMOOTH = 16;

    private final Supplier<CamelContext> camel;
    private final SellerDirectory sellers;
    private final SellerAuth auth;
    private final TransportLimits limits;
    private final SellerMetrics metrics;
    private final Clock clock;
    private volatile long lagNanos;
    private final Map<String, Producer> routes = new ConcurrentHashMap<>();

    public SellerCalls(Supplier<CamelContext> camel, SellerDirectory sellers, SellerAuth auth, TransportLimits limits, SellerMetrics metrics,
                       Clock clock) {
        this.camel = camel;
        this.sellers = sellers;
        this.auth = auth;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** The body is the request; afterwards it is the reply, and nothing of either's headers is left. */
    @Override
    public void process(Exchange exchange) {
        SellerRequest request = exchange.getMessage().getBody(SellerRequest.class);
        exchange.setProperty(SellerAuth.REQUEST, request);
        WireReply reply = call(request);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(reply);
    }

    /** For who keeps nothing of the answer's bytes for long. */
    public WireReply call(SellerRequest request) {
        var reply = new AtomicReference<WireReply>();
        call(request, reply::set);
        return reply.get();
    }

    /** @param listener has read the answer when it returns; until then the answer's room is taken */
    void call(SellerRequest request, Consumer<WireReply> listener) {
        var call = new SellerCall(request, sellers.get(request.seller()));
        SellerGuard guard = call.seller.guard();
        SellerGuard.Admission admission = guard.admit(call);
        WireReply reply = admission.instead();
        if (admission.admitted()) {
            try {
                call.leaves();
                reply = made(call);
            } finally {
                guard.done(call, admission, reply, lagNanos > LATE || System.nanoTime() - call.deadline > OVERDUE, clock.instant());
            }
        }
        metrics.called(call.seller, reply);
        try {
            listener.accept(reply);
        } finally {
            limits.free(call);
        }
    }

    private WireReply made(SellerCall call) {
        WireReply reply = once(call);
        if (auth.mayTryAgain(call, reply)) {
            call.needsConnection = true;
            reply = once(call);
            auth.triedAgain(call, reply);
        }
        if (reply.answered() && !call.notItsFault) {
            call.seller.seen(clock.instant());
        }
        return reply;
    }

    /** How long a conversation had to wait for a thread: what the gateway itself is late with is no seller's fault. */
    void startedAfter(long nanos) {
        // a smoothed value; a lost update does no harm
        lagNanos += (nanos - lagNanos) / SMOOTH;
    }

    /** Asks a seller's token endpoint. */
    public WireReply token(Seller seller, SellerTokens.TokenRequest request) {
        SellerCall call = SellerCall.forToken(seller, request.deadline());
        try {
            return through("direct:token-" + seller.id(), call, request);
        } finally {
            limits.free(call);
        }
    }

    private WireReply once(SellerCall call) {
        return through(call.seller.route(), call, null);
    }

    private WireReply through(String uri, SellerCall call, Object body) {
        Producer route = routes.computeIfAbsent(uri, this::route);
        Exchange exchange = route.getEndpoint().createExchange();
        exchange.getMessage().setBody(body);
        exchange.setProperty(SellerAuth.REQUEST, call.request);
        SellerCall outer = call.begin();
        try {
            route.process(exchange);
        } catch (Exception e) {
            return failed(call, e);
        } finally {
            SellerCall.end(outer);
        }
        return exchange.getException() != null ? failed(call, exchange.getException()) : exchange.getMessage().getBody(WireReply.class);
    }

    private Producer route(String uri) {
        try {
            Endpoint endpoint = camel.get().getEndpoint(uri);
            Producer producer = endpoint.createProducer();
            camel.get().addService(producer);
            return producer;
        } catch (Exception e) {
            throw new RuntimeCamelException(e);
        }
    }

    private static WireReply failed(SellerCall call, Exception e) {
        long elapsed = call.elapsedMs();
        call.notItsFault = e instanceof SellerTokens.NoTokenException || e instanceof TransportLimits.NoRoomException;
        if (e instanceof SellerTokens.NoTokenException noToken && noToken.refused) {
            // as good as the seller's own no: nothing was sent, and nothing will be until somebody mends the credentials
            return new WireReply(WireReply.Failure.NONE, 401, Json.bytes(Map.of("detail", noToken.getMessage())), "", "", "", elapsed);
        }
        WireReply.Failure failure = TransportFailure.of(e, call.sent);
        return WireReply.without(failure, TransportFailure.inWords(e, failure, call.proxy != null, elapsed), elapsed);
    }
}
