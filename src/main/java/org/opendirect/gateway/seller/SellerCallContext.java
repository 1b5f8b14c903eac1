package org.opendirect.gateway.seller;

import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.ForwardProxy;

/**
 * One call to a seller while it is made, with all its attempts: what the steps of its route find out and tell each other. It is the
 * exchange property {@code sellerCall}. One thread at a time.
 */
public final class SellerCallContext {

    /** null in a call for a token */
    final SellerRequest request;
    final Seller seller;
    /** when its answer is of no use any more, in {@link System#nanoTime()} */
    final long deadline;
    /** whether it may be sent again, whatever became of it: it only asks */
    final boolean repeatable;
    /** whether it goes over a new connection, whatever the pool has */
    boolean needsConnection;
    /** through which it goes; null for none */
    ForwardProxy proxy;
    /** whether it, or a part of it, may have left for the seller */
    boolean sent;
    private final long started;
    private long left;
    /** the form of the header for the token, where it is not the seller's usual one; else null */
    String tokenHeader;
    /** where at the seller's host it goes, with its query; empty for the endpoint's own URL */
    String path = "";
    /** headers of the answer; empty for none */
    String location = "";
    String retryAfter = "";
    String totalCount = "";
    String link = "";
    /** it failed for a reason that says nothing of the seller: no token, no room for its answer */
    boolean excludedFromCircuit;
    /** what its answer takes of {@link TransportLimits} */
    int bufferPermits;
    /** the token that was sent, where it was fetched for this; else null */
    String token;
    /** what asking for a permit has come to; null before that */
    SellerGuard.Admission admission;
    /** how the last attempt has ended, or what is said in the place of an answer; null before that */
    WireReply reply;
    /** attempts that have ended */
    int attempts;
    /** whether there is nothing more to send */
    boolean ended;

    SellerCallContext(SellerRequest request, Seller seller) {
        this(request, seller, request.deadline());
    }

    private SellerCallContext(SellerRequest request, Seller seller, long deadline) {
        this.request = request;
        this.seller = seller;
        this.repeatable = request == null || request.wire().repeatable();
        this.started = System.nanoTime();
        this.left = started;
        long own = started + seller.settings().timeout().toNanos();
        this.deadline = deadline - own < 0 ? deadline : own;
    }

    /** Of a call to the seller's token endpoint, which has no request of the seller's protocol. */
    static SellerCallContext forToken(Seller seller, long deadline) {
        return new SellerCallContext(null, seller, deadline);
    }

    long elapsedMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    /** It has waited for its turn and its place, and leaves for the seller. */
    void markSent() {
        left = System.nanoTime();
    }

    /** What the seller has said, without what it was sent to prove who asks. */
    byte[] withoutCredentials(byte[] said) {
        return new Credentials(seller.settings()).and(token).and(proxy == null ? null : proxy.password().reveal())
                .and(proxy == null ? null : proxy.basic()).removedFrom(said);
    }

    /** How long the seller was given. */
    long givenNanos() {
        return deadline - left;
    }
}
