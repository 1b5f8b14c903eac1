package org.opendirect.gateway.seller;

import org.apache.camel.Exchange;

/** One call to a seller while it is made, with all its tries; what the steps of its route tell each other. */
final class SellerCall {

    private static final String PROPERTY = "sellerCall";

    /** null in a call for a token */
    final SellerRequest request;
    final Seller seller;
    /** when its answer is of no use any more, in {@link System#nanoTime()} */
    final long deadline;
    private final long started;
    /** the form of the header for the token, where it is not the seller's usual one; else null */
    String tokenHeader;
    /** its seller's token endpoint gave none */
    boolean noToken;
    /** the token that was sent, where it was fetched for this; else null */
    String token;

    SellerCall(SellerRequest request, Seller seller) {
        this(request, seller, request.deadline());
    }

    private SellerCall(SellerRequest request, Seller seller, long deadline) {
        this.request = request;
        this.seller = seller;
        this.started = System.nanoTime();
        long own = started + seller.settings().timeout().toNanos();
        this.deadline = deadline - own < 0 ? deadline : own;
    }

    /** Of a call to the seller's token endpoint, which has no request of the seller's protocol. */
    static SellerCall forToken(Seller seller, long deadline) {
        return new SellerCall(null, seller, deadline);
    }

    static SellerCall of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, SellerCall.class);
    }

    void on(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    long elapsedMs() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    /** How long it was given in all. */
    long givenNanos() {
        return deadline - started;
    }
}
