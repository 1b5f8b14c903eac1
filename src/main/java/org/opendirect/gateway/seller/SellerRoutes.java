package org.opendirect.gateway.seller;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpMethods;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;

/**
 * The one way out: {@code direct:call-seller} takes a {@link SellerRequest} as body and always answers with a {@link WireReply},
 * never with an exception. Behind it one route a seller, each with its own connection pool, so that a slow seller uses up nobody
 * else's connections.
 */
public final class SellerRoutes extends RouteBuilder {

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final SellerAuth auth;
    private final TransportLimits limits;
    private final Clock clock;

    public SellerRoutes(SellerDirectory sellers, SellerAuth auth, GatewaySettings settings, TransportLimits limits, Clock clock) {
        this.auth = auth;
        this.sellers = sellers;
        this.settings = settings;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void configure() {
        from("direct:call-seller").routeId("call-seller")
            .description("One call to one seller: chooses the seller's own route")
            .toD("direct:seller-${body.seller}");

        routeTemplate("seller-call")
            .templateParameter("seller")
            .from("direct:seller-{{seller}}")
                .process(auth::begin)
                .setProperty("sellerCallStarted", System::nanoTime)
                .to("direct:send-{{seller}}")
                .process(auth::reconsider)
                .filter(exchangeProperty(SellerAuth.AGAIN))
                    .to("direct:send-{{seller}}")
                    .process(auth::reconsider)
                .end();

        routeTemplate("seller-send")
            .templateParameter("seller").templateParameter("url")
            .from("direct:send-{{seller}}")
                .doTry()
                    .process(auth)
                    .to("{{url}}").id("http-call")
                    .process(this::answered)
                .doCatch(Exception.class)
                    .process(this::failed)
                .end();

        routeTemplate("seller-token")
            .templateParameter("seller").templateParameter("url")
            .from("direct:token-{{seller}}")
                .setProperty("sellerCallStarted", System::nanoTime)
                .process(SellerRoutes::tokenRequest)
                .doTry()
                    .to("{{url}}").id("http-token")
                    .process(this::answered)
                .doCatch(Exception.class)
                    .process(this::failed)
                .end();

        long connectTimeout = settings.calls().connectTimeout().toMillis();
        for (Seller seller : sellers.all()) {
            long timeout = seller.settings().timeout().toMillis();
            // a name of its own makes an endpoint of its own, and so a pool of its own, also where several sellers share a host
            String ownLimits = "transportLimits-" + seller.id();
            getContext().getRegistry().bind(ownLimits, limits);
            String pool = "&connectionsPerRoute=" + settings.calls().connectionsPerSeller()
                    + "&maxTotalConnections=" + settings.calls().connectionsPerSeller();
            String options = "?bridgeEndpoint=true&throwExceptionOnFailure=false&copyHeaders=false&httpClientConfigurer=#" + ownLimits
                    + "&connectTimeout=" + connectTimeout + "&connectionRequestTimeout=" + timeout
                    + "&responseTimeout=" + timeout + "&soTimeout=" + timeout + pool;
            templatedRoute("seller-call").routeId("seller-" + seller.id()).parameter("seller", seller.id());
            templatedRoute("seller-send").routeId("send-" + seller.id()).parameter("seller", seller.id())
                .parameter("url", seller.origin() + options);
            if (seller.settings().oauth2().isPresent()) {
                // another name for the limits makes another pool: a token may come from another host
                getContext().getRegistry().bind(ownLimits + "-token", limits);
                templatedRoute("seller-token").routeId("token-" + seller.id()).parameter("seller", seller.id())
                    .parameter("url", seller.settings().oauth2().tokenUrl().trim() + options.replace(ownLimits, ownLimits + "-token"));
            }
        }
    }

    private static void tokenRequest(Exchange exchange) {
        var request = exchange.getMessage().getBody(SellerTokens.TokenRequest.class);
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.POST);
        message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
        message.setHeader("Accept", "application/json");
        message.setHeader(TransportLimits.DEADLINE, request.deadline());
        if (!request.authorization().isEmpty()) {
            message.setHeader("Authorization", request.authorization());
        }
        message.setBody(request.form().getBytes(StandardCharsets.US_ASCII));
    }

    private void answered(Exchange exchange) {
        var message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = message.getBody() == null ? new byte[0] : message.getBody(byte[].class);
        String location = message.getHeader("Location", "", String.class);
        String retryAfter = message.getHeader("Retry-After", "", String.class);
        SellerRequest request = exchange.getProperty(SellerAuth.REQUEST, SellerRequest.class);
        if (request != null) {
            sellers.get(request.seller()).seen(clock.instant());
        }
        String total = message.getHeader("X-Total-Count", "", String.class);
        reply(exchange, new WireReply(WireReply.Failure.NONE, status, body, location, retryAfter, "", elapsedMs(exchange), total));
    }

    private void failed(Exchange exchange) {
        Exception e = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        long elapsed = elapsedMs(exchange);
        if (e instanceof SellerTokens.NoTokenException noToken && noToken.refused) {
            // as good as the seller's own no: nothing was sent, and nothing will be until somebody mends the credentials
            byte[] words = Json.bytes(Map.of("detail", noToken.getMessage()));
            reply(exchange, new WireReply(WireReply.Failure.NONE, 401, words, "", "", "", elapsed));
            return;
        }
        reply(exchange, new WireReply(TransportFailure.of(e), 0, new byte[0], "", "", TransportFailure.inWords(e, elapsed), elapsed));
    }

    private static void reply(Exchange exchange, WireReply reply) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(reply);
    }

    private static long elapsedMs(Exchange exchange) {
        return (System.nanoTime() - exchange.getProperty("sellerCallStarted", Long.class)) / 1_000_000;
    }
}
