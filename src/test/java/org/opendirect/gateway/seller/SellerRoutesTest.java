package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.routes.RouteTestSupport;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireReply.Failure;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.ForwardProxies;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

/** The way out, with a mock in the place of the HTTP call. */
@Timeout(60)
class SellerRoutesTest extends RouteTestSupport {

    private static final String[] ATTEMPT = {"prepare-request", "auth-headers", "before-call", "http-call", "after-call", "read-answer"};
    private final GatewaySettings gateway = TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s/api",
            "gateway.sellers[0].token", "tok", "gateway.circuit.calls", "4", "gateway.circuit.patience", "1ms"));
    private final SellerDirectory sellers = new SellerDirectory(gateway, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), ""));
    private final TransportLimits limits = new TransportLimits(1_000_000, 1_000_000);
    private final SellerAuthProcessor auth = new SellerAuthProcessor(sellers, new SellerTokens(Clock.systemUTC(), (s, r) -> null));
    private final SellerClient client = new SellerClient(() -> template, sellers, auth, limits,
            new SellerMetrics(new SimpleMeterRegistry(), sellers), Clock.systemUTC());

    @AfterEach
    void close() {
        limits.close();
    }

    @Test
    void callShouldTakeItsStepsInOrderWhenTheSellerAnswers() throws Exception {
        // given
        MockEndpoint http = startWithSeller(e -> answer(e, 200, "{}"));
        http.expectedHeaderReceived("Authorization", "Bearer tok");

        // when
        WireReply reply = client.call(read());

        // then
        http.assertIsSatisfied();
        assertThat(reply.ok()).isTrue();
        assertThat(reply.body()).asString().isEqualTo("{}");
        assertThat(steps()).startsWith("name-seller", "seller-route", "acquire-permit", "attempts").containsSubsequence(ATTEMPT).endsWith("release-permit");
        assertThat(sellers.get("s").guard().underWay()).isZero();
    }

    @Test
    void callShouldBeAttemptedOnceMoreWhenAnotherHeaderMayBeWanted() throws Exception {
        // given
        MockEndpoint http = startWithSeller(e -> answer(e, e.getMessage().getHeader("AccessToken") == null ? 401 : 200, "{}"));
        http.expectedMessageCount(2);

        // when
        WireReply reply = client.call(read());

        // then
        http.assertIsSatisfied();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(steps().stream().filter("acquire-permit"::equals)).hasSize(1);
    }

    @Test
    void failureOfTheCallShouldBecomeAReplyAndGiveThePermitBack() throws Exception {
        // given
        startWithSeller(e -> {
            throw new java.net.ConnectException("refused");
        });

        // when
        WireReply reply = client.call(read());

        // then
        assertThat(reply.failure()).isEqualTo(Failure.NOT_SENT);
        assertThat(steps()).contains("read-failure").endsWith("release-permit");
        assertThat(sellers.get("s").guard().underWay()).isZero();
    }

    @Test
    void nothingShouldBeSentWhenThePermitIsRefused() throws Exception {
        // given
        startWithSeller(e -> answer(e, 500, "{}"));
        await().until(() -> client.call(spare(5_000)).failure() == Failure.CIRCUIT_OPEN);
        int before = steps().size();

        // when
        WireReply reply = client.call(spare(5_000));

        // then
        assertThat(reply.failure()).isEqualTo(Failure.CIRCUIT_OPEN);
        assertThat(steps().subList(before, steps().size())).containsExactly("name-seller", "seller-route", "acquire-permit", "attempts", "release-permit");
    }

    @Test
    void stepsOfOnesOwnShouldSeeTheRequestAndTheAnswerWhenTheyHaveRoutes() throws Exception {
        // given
        add(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:before-seller-call").setHeader("X-Trace", simple("${exchangeProperty.sellerRequest.seller}-${header.Authorization}"));
                from("direct:after-seller-call").setBody(constant(new ByteArrayInputStream("{\"mine\":1}".getBytes(StandardCharsets.UTF_8))));
            }
        });
        MockEndpoint http = startWithSeller(e -> answer(e, 200, "{}"));
        http.expectedHeaderReceived("X-Trace", "s-Bearer tok");

        // when
        WireReply reply = client.call(read());

        // then
        http.assertIsSatisfied();
        assertThat(reply.body()).asString().isEqualTo("{\"mine\":1}");
    }

    @Test
    void stepOfOnesOwnShouldGoBetweenAnyTwoWhenItIsWovenIn() throws Exception {
        // given
        addSellers();
        load();
        AdviceWith.adviceWith(context, "seller-s", a -> a.weaveById("auth-headers*").after().to("mock:mine"));
        MockEndpoint http = startWithSeller(e -> answer(e, 200, "{}"));
        getMockEndpoint("mock:mine").whenAnyExchangeReceived(e -> e.getMessage().setHeader("X-Mine", "1"));
        http.expectedHeaderReceived("X-Mine", "1");

        // when
        client.call(read());

        // then
        http.assertIsSatisfied();
    }

    @Test
    void faultOfOnesOwnStepShouldSayThatNothingWasSentWhenItComesBeforeTheCall() throws Exception {
        // given
        add(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:before-seller-call").throwException(new IllegalStateException("boom"));
            }
        });
        MockEndpoint http = startWithSeller(e -> answer(e, 200, "{}"));
        http.expectedMessageCount(0);

        // when
        WireReply reply;
        try (var log = new TakenLog(SellerClient.class)) {
            reply = client.call(read());
            assertThat(log.messages()).containsExactly("ERROR A step of the call to s failed inside the gateway");
        }

        // then
        http.assertIsSatisfied();
        assertThat(reply.failure()).isEqualTo(Failure.NOT_SENT);
        assertThat(sellers.get("s").guard().underWay()).isZero();
    }

    @Test
    void sellerShouldNotBeBlamedWhenTheGatewayItselfIsLate() throws Exception {
        // given
        startWithSeller(SellerRoutesTest::timedOut);
        // on 17 tasks wait for their start only, so it takes more of it to be late
        long limit = TimeUnit.MILLISECONDS.toNanos(Runtime.version().feature() < 21 ? 500 : 100);

        // when
        tasksStartAfter(limit + limit / 10);
        timeouts(10, 60_000);

        // then
        assertThat(sellers.get("s").guard().circuit()).isEqualTo("closed");
        tasksStartAfter(limit - limit / 10);
        timeouts(10, 60_000);
        assertThat(sellers.get("s").guard().circuit()).isEqualTo("open");
    }

    @Test
    void sellerShouldNotBeBlamedWhenACallComesBackLongAfterItsDeadline() throws Exception {
        // given
        long overdueNanos = TimeUnit.MILLISECONDS.toNanos(110);
        startWithSeller(e -> {
            SellerRequest request = e.getProperty(RouteProperties.SELLER_REQUEST, SellerRequest.class);
            await().pollInterval(5, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() - request.deadline() > overdueNanos);
            timedOut(e);
        });

        // when
        timeouts(4, 50);

        // then
        assertThat(sellers.get("s").guard().circuit()).isEqualTo("closed");
    }

    private void addSellers() throws Exception {
        if (context.getRouteDefinition("seller-s") == null) {
            add(new SellerRoutes(sellers, auth, client, gateway, limits, new ForwardProxies(gateway.proxy(), name -> null)));
        }
    }

    private MockEndpoint startWithSeller(Processor seller) throws Exception {
        addSellers();
        load();
        AdviceWith.adviceWith(context, "seller-s", a -> a.weaveById("http-call*").replace().to("mock:http").id("http-call"));
        getMockEndpoint("mock:http").whenAnyExchangeReceived(seller);
        start();
        return getMockEndpoint("mock:http");
    }

    private static void answer(Exchange exchange, int status, String body) {
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void timedOut(Exchange exchange) throws IOException {
        throw new TransportLimits.DeadlineException();
    }

    private static SellerRequest read() {
        return new SellerRequest("s", WireRequest.get("/products", ""), System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
    }

    private static SellerRequest spare(long givenMs) {
        return new SellerRequest("s", WireRequest.get("/products", ""), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(givenMs), true);
    }

    private void tasksStartAfter(long nanos) {
        for (int i = 0; i < 200; i++) {
            client.recordQueueDelay(nanos);
        }
    }

    private void timeouts(int many, long givenMs) {
        for (int i = 0; i < many; i++) {
            client.call(spare(givenMs));
        }
    }
}
