package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

class SellerTransportTest {

    private final Seller seller = new SellerDirectory(TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s")),
            new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("s");
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
        var transport = new SellerTransport(limits, new Client(said, true));
        var call = new SellerCall(new SellerRequest("s", WireRequest.get("/", ""), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50), true), seller);

        // then
        assertThatThrownBy(() -> made(transport, call)).isInstanceOf(TransportLimits.DeadlineException.class);
    }

    @ParameterizedTest
    @MethodSource("whatTheClientSays")
    void aCallThatFailsBeforeItsDeadlineFailsAsTheClientSays(Exception said) {
        // given
        var transport = new SellerTransport(limits, new Client(said, false));
        var call = new SellerCall(new SellerRequest("s", WireRequest.get("/", ""), System.nanoTime() + TimeUnit.SECONDS.toNanos(60), true), seller);

        // then
        assertThatThrownBy(() -> made(transport, call)).isSameAs(said);
    }

    private static void made(SellerTransport transport, SellerCall call) throws IOException {
        SellerCall outer = call.begin();
        try {
            transport.executeOpen(new HttpHost("s"), new HttpGet("http://s/"), null);
        } finally {
            SellerCall.end(outer);
        }
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
