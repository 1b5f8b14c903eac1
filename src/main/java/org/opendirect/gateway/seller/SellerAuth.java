package org.opendirect.gateway.seller;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/**
 * The one place where a message turns into a call to a seller and where a credential enters it. Everything that came with the
 * inbound request is removed first, also Camel's own control headers: they could redirect the call (CVE-2026-78164).
 * Priority as in the seed: bearer token, else API key, else no auth header.
 */
public final class SellerAuth implements Processor {

    /** Exchange property that holds the {@link SellerRequest} while its call runs. */
    public static final String REQUEST = "sellerRequest";
    /** Exchange property: whether the call is to be made once more, with another credential or in another header. */
    static final String AGAIN = "sellerCallAgain";
    private static final String TOKEN = "sellerToken";
    private static final String HEADER = "sellerTokenHeader";
    /** the header of the standard's own text (facts/opendirect-2.1.md section 5.7) */
    private static final String ACCESS_TOKEN = "AccessToken: {token}";

    private final SellerDirectory sellers;
    private final SellerTokens tokens;
    private final SellerPace pace = new SellerPace();

    public SellerAuth(SellerDirectory sellers, SellerTokens tokens) {
        this.sellers = sellers;
        this.tokens = tokens;
    }

    /** Takes the request that is the body; what an earlier call of the same exchange has left is removed. */
    void begin(Exchange exchange) {
        exchange.setProperty(REQUEST, exchange.getMessage().getBody(SellerRequest.class));
        exchange.removeProperty(AGAIN);
        exchange.removeProperty(TOKEN);
        exchange.removeProperty(HEADER);
    }

    @Override
    public void process(Exchange exchange) throws TransportLimits.NotSentException {
        SellerRequest request = exchange.getProperty(REQUEST, SellerRequest.class);
        Seller seller = sellers.get(request.seller());
        long deadline = Math.min(request.deadline(), System.nanoTime() + seller.settings().timeout().toNanos());

        pace.await(seller, deadline);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        // as a string it would be looked up slowly at every call
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(request.wire().method()));
        message.setHeader(Exchange.HTTP_PATH, (request.wire().atOrigin() ? "" : seller.basePath()) + request.wire().path());
        if (!request.wire().query().isEmpty()) {
            message.setHeader(Exchange.HTTP_RAW_QUERY, request.wire().query());
        }
        message.setHeader("Accept", "application/json");
        boolean hasBody = request.wire().body().length > 0;
        if (hasBody) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        message.setHeader(TransportLimits.DEADLINE, deadline);
        seller.settings().identity().headers().forEach(message::setHeader);
        credential(exchange, seller, deadline);
        message.setBody(hasBody ? request.wire().body() : null);
    }

    private void credential(Exchange exchange, Seller seller, long deadline) {
        SellerSettings settings = seller.settings();
        String form = Optional.ofNullable(exchange.getProperty(HEADER, String.class)).orElseGet(() -> seller.profile().get(Choice.TOKEN_HEADER));
        if (settings.oauth2().isPresent()) {
            String token = tokens.token(seller, deadline);
            exchange.setProperty(TOKEN, token);
            header(exchange.getMessage(), form, token);
        } else if (settings.token().isPresent()) {
            header(exchange.getMessage(), form, settings.token().reveal());
        } else if (settings.apiKey().isPresent()) {
            header(exchange.getMessage(), seller.profile().get(Choice.KEY_HEADER), settings.apiKey().reveal());
        }
    }

    /** @param form such as {@code Authorization: Bearer {token}} */
    private static void header(Message message, String form, String secret) {
        int colon = form.indexOf(':');
        message.setHeader(form.substring(0, colon), form.substring(colon + 1).trim().replace("{token}", secret));
    }

    /** A seller that does not know the other header may take the call for one without a credential: so nothing that buys is tried. */
    private static boolean onlyReads(Exchange exchange) {
        WireRequest wire = exchange.getProperty(REQUEST, SellerRequest.class).wire();
        return wire.method().equals("GET") || wire.path().startsWith("/products/");
    }

    /**
     * After a reply: a call that was refused with 401 was not executed, so it may be made once more, with a new token or with the token
     * in the other header that sellers use.
     */
    void reconsider(Exchange exchange) {
        WireReply reply = exchange.getMessage().getBody(WireReply.class);
        Seller seller = sellers.get(exchange.getProperty(REQUEST, SellerRequest.class).seller());
        String tried = exchange.getProperty(HEADER, String.class);
        boolean first = exchange.getProperty(AGAIN) == null;
        boolean unauthorized = reply.answered() && reply.status() == 401;
        exchange.setProperty(AGAIN, false);
        if (first && unauthorized && seller.settings().oauth2().isPresent() && exchange.getProperty(TOKEN) != null) {
            tokens.refused(seller, exchange.getProperty(TOKEN, String.class));
            exchange.setProperty(AGAIN, true);
        } else if (first && unauthorized && seller.settings().token().isPresent() && seller.profile().knows(Choice.TOKEN_HEADER)) {
            // it may be the header after all that has changed
            seller.forget(Choice.TOKEN_HEADER, "it answered 401");
        } else if (first && unauthorized && seller.settings().token().isPresent() && onlyReads(exchange)) {
            exchange.setProperty(HEADER, ACCESS_TOKEN);
            exchange.setProperty(AGAIN, true);
        } else if (!first && tried != null && reply.ok()) {
            seller.learn(Choice.TOKEN_HEADER, tried, "it answered 401 to " + Choice.TOKEN_HEADER.defaultValue().replace(" {token}", "")
                    + " and " + reply.status() + " to the header AccessToken");
        }
    }
}
