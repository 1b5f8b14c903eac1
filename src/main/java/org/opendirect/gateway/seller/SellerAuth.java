package org.opendirect.gateway.seller;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/**
 * The one place where a message turns into a call to a seller and where a credential enters it. Everything that came with the
 * inbound request is removed first, also Camel's own control headers: they could redirect the call (CVE-2026-78164).
 * Priority as in the seed: bearer token, else API key, else no auth header.
 */
public final class SellerAuth implements Processor {

    /** Exchange property that holds the {@link SellerRequest} while its call runs. */
    public static final String REQUEST = "sellerRequest";

    private final SellerDirectory sellers;

    public SellerAuth(SellerDirectory sellers) {
        this.sellers = sellers;
    }

    @Override
    public void process(Exchange exchange) {
        SellerRequest request = exchange.getMessage().getBody(SellerRequest.class);
        Seller seller = sellers.get(request.seller());
        exchange.setProperty(REQUEST, request);

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
        message.setHeader(TransportLimits.DEADLINE, Math.min(request.deadline(),
                System.nanoTime() + seller.settings().timeout().toNanos()));
        seller.settings().identity().headers().forEach(message::setHeader);
        credential(message, seller.settings());
        message.setBody(hasBody ? request.wire().body() : null);
    }

    private static void credential(Message message, SellerSettings settings) {
        if (settings.token().isPresent()) {
            message.setHeader("Authorization", "Bearer " + settings.token().reveal());
        } else if (settings.apiKey().isPresent()) {
            message.setHeader("X-API-Key", settings.apiKey().reveal());
        }
    }
}
