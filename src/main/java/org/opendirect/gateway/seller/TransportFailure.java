package org.opendirect.gateway.seller;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.opendirect.gateway.seller.dialect.WireReply.Failure;

/** Tells the failures after which nothing can have happened at the seller from those after which anything may have. */
final class TransportFailure {

    private TransportFailure() {
    }

    static Failure of(Exception e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ConnectException || t instanceof UnknownHostException || t instanceof NoRouteToHostException
                    || t instanceof ConnectTimeoutException || t instanceof ConnectionRequestTimeoutException
                    || t instanceof SSLHandshakeException || t instanceof SSLPeerUnverifiedException) {
                return Failure.NOT_SENT;
            }
            if (t instanceof SellerTokens.NoTokenException) {
                return Failure.NOT_SENT;
            }
            if (t instanceof TransportLimits.NotSentException) {
                return Failure.TOO_LATE;
            }
            if (t instanceof TransportLimits.TooLargeException) {
                return Failure.TOO_LARGE;
            }
            if (t instanceof SocketTimeoutException || t instanceof TransportLimits.DeadlineException) {
                return Failure.TIMEOUT;
            }
        }
        return Failure.LOST;
    }

    static String inWords(Exception e, long elapsedMs) {
        return switch (of(e)) {
            case NOT_SENT -> e instanceof UnknownHostException ? "not reachable: the host is not known"
                    : e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException ? "not reachable: no secure connection could be agreed"
                    : e instanceof SellerTokens.NoTokenException ? "not asked: " + e.getMessage()
                    : e instanceof ConnectionRequestTimeoutException ? "not asked: all connections to it are in use" : "not reachable: no connection";
            case TOO_LATE -> "not asked: " + (e instanceof TransportLimits.NotSentException ? e.getMessage() : "the time was up before the call could leave");
            case TIMEOUT -> "no answer within " + elapsedMs + " ms";
            case TOO_LARGE -> e.getMessage();
            default -> e instanceof TransportLimits.NoRoomException ? e.getMessage() : "the connection was lost before there was a whole answer";
        };
    }
}
