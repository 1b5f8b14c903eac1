package org.opendirect.gateway.seller;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * When one seller's connections are used again. A server may close a connection at any time, and many do so without
 * saying it (RFC 9112 section 9.5); a request that is sent meanwhile is lost, and of one that buys nobody knows then
 * what became of it.
 */
final class ConnectionUse extends HttpRequestExecutor {

    /** a connection that was idle for longer is looked at by the pool before it is used */
    private static final TimeValue LOOKED_AT = TimeValue.ofSeconds(1);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final int REQUEST_TIMEOUT = 408;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int HEADERS_TOO_LARGE = 431;
    private static final int ERRORS = 500;

    private static final String CALL = SellerCallContext.class.getName();
    private static final ThreadLocal<SellerCallContext> LEASING = new ThreadLocal<>();

    private final ConnectionConfig usual;
    private final ConnectionConfig fresh;
    /** in {@link System#nanoTime()}: until then what may be sent only once has a new connection */
    private volatile long distrustedUntil = System.nanoTime();

    ConnectionUse(Duration connectTimeout) {
        super(ConnectionUse::mayBeUsedAgain);
        // the deadline of the call is the only limit of time once it is connected
        ConnectionConfig.Builder config = ConnectionConfig.custom().setConnectTimeout(Timeout.of(connectTimeout))
                .setValidateAfterInactivity(LOOKED_AT);
        usual = config.setTimeToLive(TimeValue.of(LONGEST_LIFE)).build();
        // whatever the pool has is too old
        fresh = config.setTimeToLive(TimeValue.ZERO_MILLISECONDS).build();
    }

    /** Before the client is asked to make a call: what the pool and the connection go by. */
    static void begin(SellerCallContext call, HttpContext context) {
        context.setAttribute(CALL, call);
        // the pool asks for the settings of a connection without saying for which call
        LEASING.set(call);
    }

    static void end() {
        LEASING.remove();
    }

    /** The call that this thread makes. */
    static SellerCallContext leasing() {
        return LEASING.get();
    }

    /** What the pool goes by for the call that this thread makes. */
    ConnectionConfig config() {
        SellerCallContext call = LEASING.get();
        boolean distrusted = distrustedUntil - System.nanoTime() > 0;
        return call.needsConnection || !call.repeatable && distrusted ? fresh : usual;
    }

    /** After an answer that something has broken, or that the request was not read, servers close without always saying so. */
    static boolean mayBeUsedAgain(HttpRequest request, HttpResponse response, HttpContext context) {
        int status = response.getCode();
        return status < ERRORS
                && status != REQUEST_TIMEOUT && status != CONTENT_TOO_LARGE && status != HEADERS_TOO_LARGE
                && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    /** For how long, where the server says so: its own time began earlier and ends at its own moment. */
    static ConnectionKeepAliveStrategy keepAlive() {
        return (response, context) -> {
            TimeValue said = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(response, context);
            long ms = said.toMilliseconds();
            // to the pool, none at all would be for ever
            return TimeValue.ofMilliseconds(Math.max(1, Math.max(ms - TimeUnit.SECONDS.toMillis(1), ms / 2)));
        };
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, HttpClientConnection connection,
                                       HttpResponseInformationCallback informed, HttpContext context)
            throws IOException, HttpException {
        var call = (SellerCallContext) context.getAttribute(CALL);
        if (Method.CONNECT.isSame(request.getMethod())) {
            // so it is new, though a request has gone over it by the time that the call's own does
            call.needsConnection = true;
            return super.execute(request, connection, informed, context);
        }
        EndpointDetails used = connection.getEndpointDetails();
        boolean again = !call.needsConnection && used.getRequestCount() > 0;
        long heard = used.getReceivedBytesCount();
        if (again && !call.repeatable && isGone(connection, used)) {
            throw stale(call, false, null);
        }
        call.sent = true;
        ClassicHttpResponse response;
        try {
            response = super.execute(request, connection, informed, context);
        } catch (IOException e) {
            throw again && used.getReceivedBytesCount() == heard ? stale(call, true, e) : e;
        }
        if (again && call.repeatable && response.getCode() == REQUEST_TIMEOUT) {
            // said to the idle connection, before there was a request
            connection.close();
            throw stale(call, true, null);
        }
        return response;
    }

    /** Whether it was closed, or something was said on it unasked, such as a 408; takes a millisecond where all is well. */
    private static boolean isGone(HttpClientConnection connection, EndpointDetails used) {
        long heard = used.getReceivedBytesCount();
        try {
            return connection.isStale() || used.getReceivedBytesCount() != heard;
        } catch (IOException e) {
            // such as TLS that cannot be read any more
            return true;
        }
    }

    /** The pool has looked at those that were idle for long: this one was closed right after it was used, as others may be. */
    private StaleConnectionException stale(SellerCallContext call, boolean sent, IOException cause) {
        distrustedUntil = System.nanoTime() + LONGEST_LIFE.toNanos();
        call.needsConnection = true;
        return new StaleConnectionException(sent, cause);
    }
}
