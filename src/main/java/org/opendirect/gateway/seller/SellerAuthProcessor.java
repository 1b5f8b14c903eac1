package org.opendirect.gateway.seller;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/**
 * The one place where a credential enters a message: a bearer token, else an API key, else nothing, and the headers that say who we are.
 * The bean {@code sellerAuth}, for the route of every call to a seller, and for routes of your own: set the exchange property
 * {@code sellerId}, run it as the last step before the call, and call no other host.
 *
 * <p>What the message holds under the names of credentials is removed, and so are the headers by which a caller could redirect the call
 * (CVE-2026-78164).
 */
public final class SellerAuthProcessor implements Processor {

    /** the header of the standard's own text (OpenDirect 2.1, section 5.7) */
    private static final String ACCESS_TOKEN = "AccessToken: {token}";

    private final SellerDirectory sellers;
    private final SellerTokens tokens;

    public SellerAuthProcessor(SellerDirectory sellers, SellerTokens tokens) {
        this.sellers = sellers;
        this.tokens = tokens;
    }

    @Override
    public void process(Exchange exchange) {
        SellerCallContext call = exchange.getProperty(RouteProperties.SELLER_CALL, SellerCallContext.class);
        Message message = exchange.getMessage();
        if (call == null || call.ended) {
            // the route is somebody's own, and may have called another seller before
            call = ofOwnRoute(exchange);
            message.removeHeader("Authorization");
            message.removeHeader("AccessToken");
            message.removeHeader("X-API-Key");
            message.removeHeader(Exchange.REST_HTTP_URI);
            message.removeHeader(Exchange.REST_HTTP_QUERY);
        }
        call.seller.identity().forEach(message::setHeader);
        credential(message, call);
    }

    private SellerCallContext ofOwnRoute(Exchange exchange) {
        String id = exchange.getProperty(RouteProperties.SELLER_ID, String.class);
        if (id == null) {
            throw new IllegalStateException("sellerAuth: set the exchange property " + RouteProperties.SELLER_ID + " to a seller's id first");
        }
        Seller seller = sellers.get(id);
        return SellerCallContext.forToken(seller, System.nanoTime() + seller.settings().timeout().toNanos());
    }

    private void credential(Message message, SellerCallContext call) {
        SellerSettings settings = call.seller.settings();
        String form = call.tokenHeader != null ? call.tokenHeader : call.seller.profile().get(Choice.TOKEN_HEADER);
        if (settings.oauth2().isPresent()) {
            call.token = tokens.token(call.seller, call.deadline);
            header(message, form, call.token);
        } else if (settings.token().isPresent()) {
            header(message, form, settings.token().reveal());
        } else if (settings.apiKey().isPresent()) {
            header(message, call.seller.profile().get(Choice.KEY_HEADER), settings.apiKey().reveal());
        }
    }

    /** @param form such as {@code Authorization: Bearer {token}} */
    private static void header(Message message, String form, String secret) {
        int colon = form.indexOf(':');
        message.setHeader(form.substring(0, colon), form.substring(colon + 1).trim().replace("{token}", secret));
    }

    /**
     * Whether a call is to be made once more: one that was refused with 401 was not executed, so it may be, with a new token or with the
     * token in the other header that sellers use.
     */
    boolean shouldRetry(SellerCallContext call, WireReply reply) {
        if (!reply.answered() || reply.status() != 401) {
            return false;
        }
        SellerSettings settings = call.seller.settings();
        if (settings.oauth2().isPresent() && call.token != null) {
            tokens.refused(call.seller, call.token);
            return true;
        }
        if (settings.token().isPresent() && call.seller.profile().knows(Choice.TOKEN_HEADER)) {
            // it may be the header after all that has changed
            call.seller.forget(Choice.TOKEN_HEADER, "it answered 401");
            return false;
        }
        // a seller that does not know the other header may take the call for one without a credential: so nothing that buys is tried
        if (settings.token().isPresent() && call.request.wire().onlyReads()) {
            call.tokenHeader = ACCESS_TOKEN;
            return true;
        }
        return false;
    }

    /** Keeps what the second try has shown. */
    void onRetryResult(SellerCallContext call, WireReply reply) {
        if (call.tokenHeader != null && reply.ok()) {
            call.seller.learn(Choice.TOKEN_HEADER, call.tokenHeader, "it answered 401 to " + Choice.TOKEN_HEADER.defaultValue().replace(" {token}", "")
                    + " and " + reply.status() + " to the header AccessToken");
        }
    }
}
