package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.routes.RouteTestSupport;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.whole.RawServer;

/** The bean sellerAuth in a route of somebody's own, which calls a seller with Camel's own HTTP component. */
class SellerAuthProcessorTest extends RouteTestSupport {

    private static final String ROUTE = """
            - route:
                from:
                  uri: direct:mine
                  steps:
                    - setProperty: {name: sellerId, expression: {constant: {expression: %s}}}
                    - process: {ref: sellerAuth}
                    - to: {uri: "http://127.0.0.1:%d/deals?bridgeEndpoint=true"}
            """;
    private final Map<String, Object> settings = new HashMap<>(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s",
            "gateway.sellers[0].identity.seat-id", "seat-7"));
    private final List<RawServer.Request> heard = new CopyOnWriteArrayList<>();

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sellerAuth", SellerAuthProcessor.class, () -> {
            var sellers = new SellerDirectory(TestSettings.with(settings), new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), ""));
            return new SellerAuthProcessor(sellers, new SellerTokens(Clock.systemUTC(), (s, r) -> null));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "tok, key, Bearer tok, ",
        "'', key, , key",
        "'', '', , "})
    void credentialShouldBeTokenElseKeyElseNoneWhenAnyRouteCallsASeller(String token, String key, String bearer, String apiKey) throws Exception {
        // given
        settings.put("gateway.sellers[0].token", token);
        settings.put("gateway.sellers[0].api-key", key);
        try (RawServer server = startWithSeller("s")) {

            // when
            Exchange answer = send(Map.of("Authorization", "Bearer of-the-caller", "X-API-Key", "of-the-caller"));

            // then
            assertThat(answer.getException()).isNull();
            assertThat(heard).hasSize(1);
            assertThat(heard.get(0).headers().get("authorization")).isEqualTo(bearer);
            assertThat(heard.get(0).headers().get("x-api-key")).isEqualTo(apiKey);
            assertThat(heard.get(0).headers()).containsEntry("x-dsp-seat-id", "seat-7");
            assertThat(server.port()).isPositive();
        }
    }

    /** CVE-2026-78164 */
    @Test
    void callShouldGoToTheSellerWhenTheCallerNamesAnotherAddress() throws Exception {
        // given
        settings.put("gateway.sellers[0].token", "tok");
        try (RawServer server = startWithSeller("s")) {

            // when
            Exchange answer = send(Map.of(Exchange.REST_HTTP_URI, "http://127.0.0.1:9/stolen"));

            // then
            assertThat(answer.getException()).isNull();
            assertThat(heard).extracting(RawServer.Request::target).containsExactly("/deals");
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void credentialShouldBeOfTheNamedSellerWhenAnotherOneWasCalledBefore() throws Exception {
        // given
        settings.put("gateway.sellers[0].token", "tok");
        settings.put("gateway.sellers[1].id", "before");
        settings.put("gateway.sellers[1].base-url", "http://before");
        settings.put("gateway.sellers[1].token", "of-the-other");
        var before = new SellerDirectory(TestSettings.with(settings), new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("before");
        SellerCallContext ended = SellerCallContext.forToken(before, System.nanoTime());
        ended.ended = true;
        try (RawServer server = startWithSeller("s")) {

            // when
            Exchange answer = template.send("direct:mine", e -> e.setProperty(RouteProperties.SELLER_CALL, ended));

            // then
            assertThat(answer.getException()).isNull();
            assertThat(heard).extracting(r -> r.headers().get("authorization")).containsExactly("Bearer tok");
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void callShouldNotLeaveWhenTheSellerIsUnknown() throws Exception {
        // given
        try (RawServer server = startWithSeller("nobody")) {

            // when
            Exchange answer = send(Map.of());

            // then
            assertThat(answer.getException()).hasMessageContaining("nobody");
            assertThat(heard).isEmpty();
            assertThat(server.port()).isPositive();
        }
    }

    private RawServer startWithSeller(String id) throws Exception {
        var server = new RawServer((socket, in) -> {
            heard.add(RawServer.read(in));
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
        });
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("mine.camel.yaml", ROUTE.formatted(id, server.port())));
        start();
        return server;
    }

    private Exchange send(Map<String, Object> headers) {
        return template.send("direct:mine", e -> e.getMessage().setHeaders(new HashMap<>(headers)));
    }
}
