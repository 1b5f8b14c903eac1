package org.opendirect.gateway.seller;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpMethods;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.ForwardProxies;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One route a seller, each with its own connection pool, so that a slow seller uses up nobody else's connections: who asks is set, the
 * call is made, the answer becomes a {@link WireReply}. A failure is the exception that it is; {@link SellerCalls} says what it means.
 */
public final class SellerRoutes extends RouteBuilder {

    private static final Logger log = LoggerFactory.getLogger(SellerRoutes.class);
    /** statuses from here on come with words, which are shown to people */
    private static final int ERRORS = 400;

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final SellerAuth auth;
    private final SellerCalls calls;
    private final TransportLimits limits;
    private final ForwardProxies proxies;

    /** @throws org.opendirect.gateway.settings.SettingsException where it is not clear through which proxy a seller is reached */
    public SellerRoutes(SellerDirectory sellers, SellerAuth auth, SellerCalls calls, GatewaySettings settings, TransportLimits limits,
                        ForwardProxies proxies) {
        this.auth = auth;
        this.calls = calls;
        this.sellers = sellers;
        this.settings = settings;
        this.limits = limits;
        this.proxies = proxies;
        // what is wrong with them stops the start here, before Camel reads routes
        for (Seller seller : sellers.all()) {
            proxies.to(URI.create(seller.origin()), seller.settings()).ifPresent(p -> log.info("{}: is reached through {}", seller.id(), p));
            if (seller.settings().oauth2().isPresent()) {
                proxies.to(URI.create(tokenUrl(seller)), seller.settings());
            }
        }
    }

    @Override
    public void configure() {
        from("direct:call-seller").routeId("call-seller")
            .description("One call to one seller, through the seller's own route")
            .process(calls);

        routeTemplate("seller-call")
            .templateParameter("seller").templateParameter("url")
            .from("direct:seller-{{seller}}")
                // the answer has been read whole already: a cache would copy it twice
                .noStreamCaching().errorHandler(noErrorHandler())
                .process(auth)
                .to("{{url}}").id("http-call")
                .process(SellerRoutes::answered);

        routeTemplate("seller-token")
            .templateParameter("seller").templateParameter("url")
            .from("direct:token-{{seller}}")
                .noStreamCaching().errorHandler(noErrorHandler())
                .process(SellerRoutes::tokenRequest)
                .to("{{url}}").id("http-token")
                .process(SellerRoutes::answered);

        for (Seller seller : sellers.all()) {
            templatedRoute("seller-call").routeId("seller-" + seller.id()).parameter("seller", seller.id())
                .parameter("url", url(seller, seller.origin(), seller.id()));
            if (seller.settings().oauth2().isPresent()) {
                templatedRoute("seller-token").routeId("token-" + seller.id()).parameter("seller", seller.id())
                    .parameter("url", url(seller, tokenUrl(seller), seller.id() + "-token"));
            }
        }
    }

    private static String tokenUrl(Seller seller) {
        return seller.settings().oauth2().tokenUrl().trim();
    }

    /** A name of its own makes an endpoint of its own, and so a pool of its own, also where several sellers share a host. */
    private String url(Seller seller, String base, String name) {
        getContext().getRegistry().bind("transport-" + name, new SellerTransport(limits, settings.calls().connectionsPerSeller(),
                settings.calls().connectTimeout(), proxies.to(URI.create(base), seller.settings())));
        return base + "?bridgeEndpoint=true&throwExceptionOnFailure=false&copyHeaders=false&skipResponseHeaders=true&disableStreamCache=true"
                + "&httpClient=#transport-" + name;
    }

    private static void tokenRequest(Exchange exchange) {
        var request = exchange.getMessage().getBody(SellerTokens.TokenRequest.class);
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.POST);
        message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
        message.setHeader("Accept", "application/json");
        if (!request.authorization().isEmpty()) {
            message.setHeader("Authorization", request.authorization());
        }
        message.setBody(request.form().getBytes(StandardCharsets.US_ASCII));
    }

    private static void answered(Exchange exchange) throws IOException {
        var message = exchange.getMessage();
        SellerCall call = SellerCall.current();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = SellerTransport.bytesOf(message.getBody());
        message.setBody(new WireReply(WireReply.Failure.NONE, status, status < ERRORS ? body : call.withoutCredentials(body), call.location,
                call.retryAfter, "", call.elapsedMs(), call.totalCount, call.link, call.seller.origin() + call.path));
    }
}
