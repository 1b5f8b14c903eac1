package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.InMemoryDnsResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.whole.RawServer;

class SellerTransportTest {

    private static final CamelContext CAMEL = new DefaultCamelContext();

    private final Seller seller = new SellerDirectory(TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s")),
            new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("s");
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final TransportLimits limits = new TransportLimits(1_024, 1_024);

    @AfterEach
    void close() {
        limits.close();
    }

    static Stream<Exception> whatTheClientSays() {
        return Stream.of(new IOException("Socket closed"), new IllegalStateException("Endpoint not acquired / already released"));
    }

    @ParameterizedTest
    @MethodSource("whatTheClientSays")
    void aCallThatIsEndedAtItsDeadlineIsLateWhateverTheClientSaysOfIt(Exception said) {
        // given
        var transport = new SellerTransport(limits, new Client(said, true), Optional.empty());
        var call = new SellerCallContext(new SellerRequest("s", WireRequest.get("/", ""), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50), true), seller);

        // then
        assertThatThrownBy(() -> made(transport, call)).isInstanceOf(TransportLimits.DeadlineException.class);
    }

    @ParameterizedTest
    @MethodSource("whatTheClientSays")
    void aCallThatFailsBeforeItsDeadlineFailsAsTheClientSays(Exception said) {
        // given
        var transport = new SellerTransport(limits, new Client(said, false), Optional.empty());
        var call = new SellerCallContext(new SellerRequest("s", WireRequest.get("/", ""), System.nanoTime() + TimeUnit.SECONDS.toNanos(60), true), seller);

        // then
        assertThatThrownBy(() -> made(transport, call)).isSameAs(said);
    }

    /** Closed right after its first answer, or with a 408 to nobody; a connection is used again without a look where it is younger than a second. */
    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"})
    void readShouldBeMadeOnceMoreWhenTheConnectionHadBeenClosed(String unasked) throws Exception {
        // given
        try (var server = new RawServer((socket, in) -> answer(socket, in, "200", unasked)); var transport = transport()) {
            made(transport, call(WireRequest.get("/a", "")), server);

            // when
            int status = made(transport, call(WireRequest.get("/b", "")), server);

            // then
            assertThat(status).isEqualTo(200);
            assertThat(heard).containsExactly("GET /a", "GET /b");
        }
    }

    /** The second connection is closed a moment after it has heard the request: nobody knows what became of that. */
    @Test
    void purchaseShouldLeaveOnceAndNextOverANewConnectionWhenItsOwnWasClosed() throws Exception {
        // given
        var visits = new AtomicInteger();
        try (var server = new RawServer((socket, in) -> {
            boolean first = visits.incrementAndGet() == 1;
            answer(socket, in, "200", "");
            if (first) {
                heard.add(RawServer.read(in).method());
            }
        }); var transport = transport()) {
            WireRequest book = WireRequest.post("/accounts/a/orders", Map.of());
            made(transport, call(book), server);

            // when
            Throwable second = catchThrowable(() -> made(transport, call(book), server));
            int third = made(transport, call(book), server);

            // then
            assertThat(second).isInstanceOf(StaleConnectionException.class);
            assertThat(TransportFailure.of((Exception) second, true)).isEqualTo(WireReply.Failure.LOST);
            assertThat(third).isEqualTo(200);
            assertThat(heard).containsExactly("POST /accounts/a/orders", "POST", "POST /accounts/a/orders");
            assertThat(visits).hasValue(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 1", "404, 1", "408, 2", "413, 2", "500, 2", "503, 2"})
    void connectionShouldNotBeUsedAgainWhenTheAnswerWasAnErrorOfTheServer(String status, int connections) throws Exception {
        // given
        var visits = new AtomicInteger();
        try (var server = new RawServer((socket, in) -> {
            visits.incrementAndGet();
            while (answer(socket, in, status, "")) {
                heard.add("kept");
            }
        }); var transport = transport()) {
            made(transport, call(WireRequest.post("/orders", Map.of())), server);

            // when
            made(transport, call(WireRequest.post("/orders", Map.of())), server);

            // then
            assertThat(visits).hasValue(connections);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"none, 179000", "timeout=5, 4000", "'timeout=1, max=100', 500", "timeout=0, 1", "timeout=-3, 1"})
    void connectionShouldBeKeptForLessThanTheServerSaysWhenItSaysHowLong(String header, long ms) {
        // given
        var response = new BasicHttpResponse(200);
        if (header != null) {
            response.addHeader("Keep-Alive", header);
        }

        // when
        TimeValue kept = ConnectionUse.keepAlive().getKeepAliveDuration(response, HttpClientContext.create());

        // then
        assertThat(kept.toMilliseconds()).isEqualTo(ms);
    }

    @Test
    void callShouldEndAtItsDeadlineWhenTheAddressOfItsHostIsNotLookedUp() {
        // given
        var lookUps = new AtomicInteger();
        var released = new CountDownLatch(1);
        var hanging = new TransportLimits(1_024, 1_024, new InMemoryDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                lookUps.incrementAndGet();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return super.resolve(host);
            }
        });
        var transport = new SellerTransport(hanging, 4, Duration.ofSeconds(1), Optional.empty());
        long begun = System.nanoTime();

        // when
        List<Throwable> failures = Stream.generate(() -> new SellerCallContext(new SellerRequest("s", WireRequest.get("/", ""),
                        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200), true), seller))
                .limit(2).map(call -> catchThrowable(() -> made(transport, call))).toList();

        // then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(failures).allMatch(f -> f instanceof TransportLimits.DeadlineException || f instanceof TransportLimits.NotSentException
                || f instanceof DeadlineDns.LookUpTooSlowException);
        assertThat(lookUps.get()).as("one is under way at a time").isOne();
        released.countDown();
        hanging.close();
    }

    /** @return whether there was a request to answer */
    private boolean answer(Socket socket, InputStream in, String status, String further) throws IOException {
        RawServer.Request request = RawServer.read(in);
        if (request != null) {
            heard.add(request.method() + " " + request.target());
            socket.getOutputStream().write(("HTTP/1.1 " + status + " Said\r\nContent-Length: 2\r\n\r\n{}" + further).getBytes(StandardCharsets.US_ASCII));
        }
        return request != null;
    }

    private SellerTransport transport() {
        return new SellerTransport(limits, 4, Duration.ofSeconds(1), Optional.empty());
    }

    private SellerCallContext call(WireRequest request) {
        return new SellerCallContext(new SellerRequest("s", request, System.nanoTime() + TimeUnit.SECONDS.toNanos(20), true), seller);
    }

    private static int made(SellerTransport transport, SellerCallContext call, RawServer server) throws IOException {
        var request = new HttpUriRequestBase(call.request.wire().method(), URI.create("http://127.0.0.1:" + server.port() + call.request.wire().path()));
        if (call.request.wire().body().length > 0) {
            request.setEntity(new ByteArrayEntity(call.request.wire().body(), ContentType.APPLICATION_JSON));
        }
        return transport.executeOpen(new HttpHost("127.0.0.1", server.port()), request, context(call)).getCode();
    }

    private static void made(SellerTransport transport, SellerCallContext call) throws IOException {
        transport.executeOpen(new HttpHost("s"), new HttpGet("http://s/"), context(call));
    }

    /** As Camel makes it for an endpoint that has a listener. */
    private static HttpContext context(SellerCallContext call) {
        var exchange = new DefaultExchange(CAMEL);
        exchange.setProperty(RouteProperties.SELLER_CALL, call);
        var context = new HttpCoreContext();
        context.setAttribute("org.apache.camel.Exchange", exchange);
        return context;
    }

    /** Fails, once it has been cancelled or at once. */
    private static final class Client extends CloseableHttpClient {
        private final Exception failure;
        private final boolean whenCancelled;

        Client(Exception failure, boolean whenCancelled) {
            this.failure = failure;
            this.whenCancelled = whenCancelled;
        }

        @Override
        protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context) throws IOException {
            await().until(() -> !whenCancelled || ((HttpGet) request).isCancelled());
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public void close() {
            // it has nothing open
        }

        @Override
        public void close(CloseMode mode) {
            // it has nothing open
        }
    }
}
