package org.opendirect.gateway.seller;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpMethods;
import org.opendirect.gateway.settings.ForwardProxies;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out: {@code call-seller}, and one route a seller, {@code seller-<id>}, each with its own connection pool, so that a slow seller
 * uses up nobody else's connections. What the steps do is in {@link SellerClient} and {@link SellerAuthProcessor}.
 *
 * <p>A step of your own goes between any two of them: {@code before-seller-call} and {@code after-seller-call} are called where somebody
 * has such a route, and {@code AdviceWith.weaveById} knows the others by their ids.
 */
public final class SellerRoutes extends RouteBuilder {

    private static final Logger log = LoggerFactory.getLogger(SellerRoutes.class);
    /** a route that need not be there */
    private static final String OPTIONAL = "?failIfNoConsumers=false&block=false";
    private static final String EXCHANGE_FOR_TRANSPORT = "exchange-for-transport";

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final SellerAuthProcessor auth;
    private final SellerClient client;
    private final TransportLimits limits;
    private final ForwardProxies proxies;

    /** @throws org.opendirect.gateway.settings.SettingsException where it is not clear through which proxy a seller is reached */
    public SellerRoutes(SellerDirectory sellers, SellerAuthProcessor auth, SellerClient client, GatewaySettings settings,
                        TransportLimits limits, ForwardProxies proxies) {
        this.auth = auth;
        this.client = client;
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
        getContext().getRegistry().bind(EXCHANGE_FOR_TRANSPORT, SellerTransport.EXCHANGE_IN_CONTEXT);

        from(SellerClient.CALL_SELLER).routeId("call-seller")
            .description("One call to one seller, through the seller's own route. In - the body, a SellerRequest; out - the body, a WireReply")
            .noStreamCaching().errorHandler(noErrorHandler())
            .process(SellerClient::nameSeller).id("name-seller")
            .toD("direct:seller-${exchangeProperty.sellerId}").id("seller-route");

        routeTemplate("seller-call")
            .templateParameter("seller").templateParameter("url")
            .from("direct:seller-{{seller}}")
                // the answer has been read whole already: a cache would copy it twice
                .noStreamCaching().errorHandler(noErrorHandler())
                .process(client::acquirePermit).id("acquire-permit")
                .loopDoWhile(SellerClient::hasAttempt).id("attempts")
                    .doTry()
                        .process(SellerClient::prepareRequest).id("prepare-request")
                        .process(auth).id("auth-headers")
                        .to("direct:before-seller-call" + OPTIONAL).id("before-call")
                        .to("{{url}}").id("http-call")
                        .to("direct:after-seller-call" + OPTIONAL).id("after-call")
                        .process(client::readAnswer).id("read-answer")
                    .doCatch(Exception.class)
                        .process(client::readFailure).id("read-failure")
                    .end()
                .end()
                .process(client::releasePermit).id("release-permit");

        routeTemplate("seller-token")
            .templateParameter("seller").templateParameter("url")
            .from("direct:token-{{seller}}")
                .noStreamCaching().errorHandler(noErrorHandler())
                .process(SellerRoutes::tokenRequest).id("token-request")
                .to("{{url}}").id("http-token")
                .process(exchange -> exchange.getMessage().setBody(SellerClient.answer(exchange))).id("read-token-answer");

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
                + "&httpClient=#transport-" + name + "&httpActivityListener=#" + EXCHANGE_FOR_TRANSPORT;
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
}
