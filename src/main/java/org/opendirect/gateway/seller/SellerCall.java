package org.opendirect.gateway.seller;

import org.opendirect.gateway.settings.ForwardProxy;

/** One call to a seller while it is made, with all its tries; what the steps of its route tell each other. */
final class SellerCall {

    /** every step of a call's route runs on the thread that makes the call */
    private static final ThreadLocal<SellerCall> CURRENT = new ThreadLocal<>();

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
    boolean notItsFault;
    /** what its answer takes of {@link TransportLimits} */
    int room;
    /** the token that was sent, where it was fetched for this; else null */
    String token;

    SellerCall(SellerRequest request, Seller seller) {
        this(request, seller, request.deadline());
    }

    private SellerCall(SellerRequest request, Seller seller, long deadline) {
        this.request = request;
        this.seller = seller;
        this.repeatable = request == null || request.wire().repeatable();
        this.started = System.nanoTime();
        this.left = started;
        long own = started + seller.settings().timeout().toNanos();
        this.deadline = deadline - own < 0 ? deadline : own;
    }

    /** Of a call to the seller's token endpoint, which has no request of the seller's protocol. */
    static SellerCall forToken(Seller seller, long deadline) {
        return new SellerCall(null, seller, deadline);
    }

    /** The call that this thread makes. */
    static SellerCall current() {
        return CURRENT.get();
    }

    /** @return the call in whose midst this one is made, such as one that needs a token first; null for none */
    SellerCall begin() {
        SellerCall outer = CURRENT.get();
        CURRENT.set(this);
        return outer;
    }

    static void end(SellerCall outer) {
        CURRENT.set(outer);
    }

    long elapsedMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    /** It has waited for its turn and its place, and leaves for the seller. */
    void leaves() {
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
