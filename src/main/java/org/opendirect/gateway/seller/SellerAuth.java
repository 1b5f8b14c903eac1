package org.opendirect.gateway.seller;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/**
 * The one place where a message turns into a call to a seller and where a credential enters it. Everything that came with the
 * inbound request is removed first, also Camel's own control headers: they could redirect the call (CVE-2026-78164).
 * Priority as in the seed: bearer token, else API key, else no auth header.
 */
public final class SellerAuth implements Processor {

    /** Exchange property that holds the {@link SellerRequest} of the call. */
    public static final String REQUEST = "sellerRequest";
    /** the header of the standard's own text (facts/opendirect-2.1.md section 5.7) */
    private static final String ACCESS_TOKEN = "AccessToken: {token}";

    private final SellerTokens tokens;

    public SellerAuth(SellerTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public void process(Exchange exchange) {
        SellerCall call = SellerCall.current();
        SellerRequest request = call.request;
        Seller seller = call.seller;

        Message message = exchange.getMessage();
        message.removeHeaders("*");
        // as a string it would be looked up slowly at every call
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(request.wire().method()));
        call.path = (request.wire().atOrigin() ? "" : seller.basePath()) + request.wire().path()
                + (request.wire().query().isEmpty() ? "" : "?" + request.wire().query());
        message.setHeader("Accept", "application/json");
        boolean hasBody = request.wire().body().length > 0;
        if (hasBody) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        seller.identity().forEach(message::setHeader);
        credential(message, call);
        message.setBody(hasBody ? request.wire().body() : null);
    }

    private void credential(Message message, SellerCall call) {
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
    boolean mayTryAgain(SellerCall call, WireReply reply) {
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
    void triedAgain(SellerCall call, WireReply reply) {
        if (call.tokenHeader != null && reply.ok()) {
            call.seller.learn(Choice.TOKEN_HEADER, call.tokenHeader, "it answered 401 to " + Choice.TOKEN_HEADER.defaultValue().replace(" {token}", "")
                    + " and " + reply.status() + " to the header AccessToken");
        }
    }
}
