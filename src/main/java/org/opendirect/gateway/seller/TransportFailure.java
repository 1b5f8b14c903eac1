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

    /** @param sent whether the request, or a part of it, may have left */
    static Failure of(Exception e, boolean sent) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof TransportLimits.NotSentException) {
                return Failure.TOO_LATE;
            }
            if (t instanceof TransportLimits.TooLargeException) {
                return Failure.TOO_LARGE;
            }
            if (t instanceof SocketTimeoutException && !(t instanceof ConnectTimeoutException) || t instanceof TransportLimits.DeadlineException) {
                return Failure.TIMEOUT;
            }
            if (neverLeft(t)) {
                return Failure.NOT_SENT;
            }
        }
        return sent ? Failure.LOST : Failure.NOT_SENT;
    }

    private static boolean neverLeft(Throwable t) {
        return t instanceof ConnectException || t instanceof UnknownHostException || t instanceof NoRouteToHostException
                || t instanceof ConnectTimeoutException || t instanceof ConnectionRequestTimeoutException
                || t instanceof SSLHandshakeException || t instanceof SSLPeerUnverifiedException
                || t instanceof SellerTokens.NoTokenException || t instanceof TransportLimits.ProxyRefusedException;
    }

    /** @param proxied whether it went, or was to go, through a forward proxy */
    static String inWords(Exception e, Failure failure, boolean proxied, long elapsedMs) {
        return switch (failure) {
            case NOT_SENT -> e instanceof DeadlineDns.LookUpTooSlowException ? "not reachable: " + e.getMessage()
                    : e instanceof UnknownHostException ? "not reachable: the host " + (proxied ? "of the proxy " : "") + "is not known"
                    : e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException ? "not reachable: no secure connection could be agreed"
                    : e instanceof TransportLimits.ProxyRefusedException ? "not reachable: " + e.getMessage()
                    : e instanceof SellerTokens.NoTokenException ? "not asked: " + e.getMessage()
                    : e instanceof ConnectionRequestTimeoutException ? "not asked: all connections to it are in use"
                    : "not reachable: no connection" + (proxied ? " to the proxy" : "");
            case TOO_LATE -> "not asked: " + (e instanceof TransportLimits.NotSentException ? e.getMessage() : "the time was up before the call could leave");
            case TIMEOUT -> "no answer within " + elapsedMs + " ms";
            case TOO_LARGE -> e.getMessage();
            default -> e instanceof TransportLimits.NoRoomException ? e.getMessage() : "the connection was lost before there was a whole answer";
        };
    }
}
