package org.opendirect.gateway.seller;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpActivityListener;
import org.apache.hc.client5.http.auth.AuthCache;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicAuthCache;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.settings.ForwardProxy;

/**
 * One seller's HTTP client: Apache's, without all that it does unasked. It repeats nothing (it would book twice), follows no redirect (the
 * credential would travel) and keeps no cookie. It has connections of its own, at most so many, so that a slow seller uses up nobody
 * else's. What the client's own timeouts do not give: the whole call, body included, ends at its deadline, however slowly the seller drips;
 * and no head and no body grows beyond its limit. A call that found its connection closed is made once more over a new one, where it has
 * not been sent or may be sent again.
 */
final class SellerTransport extends CloseableHttpClient {

    private static final int MAX_HEADERS = 200;
    private static final int MAX_LINE = 16_384;
    /** of each connection, and there may be some thousand; what does not come with the head of an answer goes past it */
    private static final int BUFFER = 4_096;
    private static final int PROXY_CREDENTIALS = 407;

    /** Camel tells the exchange to a client whose endpoint has a listener. */
    static final HttpActivityListener EXCHANGE_IN_CONTEXT = new HttpActivityListener() {
        @Override
        public void onRequestSubmitted(Object source, Exchange exchange, HttpHost host, HttpRequest request, HttpEntity entity) {
            // the transport looks at the call itself
        }

        @Override
        public void onResponseReceived(Object source, Exchange exchange, HttpHost host, HttpResponse response, HttpEntity entity,
                                       long elapsed) {
            // the transport looks at the answer itself
        }
    };
    /** the name under which Camel does so */
    private static final String EXCHANGE = "org.apache.camel.Exchange";

    private final CloseableHttpClient client;
    private final TransportLimits limits;
    /** null for none */
    private final ForwardProxy proxy;
    /** what the proxy has been told of us once, so that it need not ask at every call */
    private final AuthCache proxyCredentials = new BasicAuthCache();

    SellerTransport(TransportLimits limits, int connections, Duration connectTimeout, Optional<ForwardProxy> proxy) {
        this(limits, client(limits, connections, connectTimeout, proxy), proxy);
    }

    SellerTransport(TransportLimits limits, CloseableHttpClient client, Optional<ForwardProxy> proxy) {
        this.limits = limits;
        this.client = client;
        this.proxy = proxy.orElse(null);
    }

    private static CloseableHttpClient client(TransportLimits limits, int connections, Duration connectTimeout, Optional<ForwardProxy> proxy) {
        var use = new ConnectionUse(connectTimeout);
        var heads = Http1Config.custom().setMaxHeaderCount(MAX_HEADERS).setMaxLineLength(MAX_LINE).setBufferSize(BUFFER).build();
        boolean credentials = proxy.filter(p -> !p.username().isEmpty()).isPresent();
        HttpClientBuilder client = HttpClients.custom().disableAutomaticRetries().disableRedirectHandling().disableCookieManagement()
                .disableContentCompression().disableConnectionState()
                .setDefaultRequestConfig(RequestConfig.custom().setProtocolUpgradeEnabled(false).setAuthenticationEnabled(credentials).build())
                // who we are to the seller is SellerAuth's business
                .setTargetAuthenticationStrategy((type, challenges, context) -> List.of())
                .setRequestExecutor(use).setConnectionReuseStrategy(ConnectionUse::mayBeUsedAgain).setKeepAliveStrategy(ConnectionUse.keepAlive())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(heads).build())
                        .setTlsSocketStrategy((socket, host, port, attachment, context) -> Tls.STRATEGY.upgrade(socket, host, port, attachment, context))
                        .setConnectionConfigResolver(route -> use.config())
                        .setDnsResolver(limits.dns())
                        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.ZERO_MILLISECONDS).setTcpNoDelay(true).build())
                        // there is one route, so its limit is the limit; and a call a millisecond does not queue for the pool's one lock
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                        .setMaxConnPerRoute(connections).setMaxConnTotal(connections).build());
        proxy.ifPresent(p -> client.setProxy(new HttpHost(p.host(), p.port())));
        if (credentials) {
            ForwardProxy p = proxy.get();
            var provider = new BasicCredentialsProvider();
            provider.setCredentials(new AuthScope(p.host(), p.port()), new UsernamePasswordCredentials(p.username(), p.password().reveal().toCharArray()));
            client.setDefaultCredentialsProvider(provider);
        }
        return client.build();
    }

    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, ClassicHttpRequest request, HttpContext context) throws IOException {
        var exchange = (Exchange) context.getAttribute(EXCHANGE);
        SellerCallContext call = exchange.getProperty(RouteProperties.SELLER_CALL, SellerCallContext.class);
        if (call.deadline - System.nanoTime() <= 0) {
            throw new TransportLimits.NotSentException("the time was up before the call could leave");
        }
        if (!call.path.isEmpty()) {
            // as a header Camel would put it together with the endpoint's URL, and parse that five times
            request.setPath(call.path);
        }
        request.addHeader("Accept-Encoding", "gzip");
        Cancellable cancellable = (HttpUriRequestBase) request;
        CallDeadlines.Watched watched = limits.deadlines().watch(call.deadline, cancellable);
        try {
            CloseableHttpResponse response = answered(target, request, call, watched);
            readWhole(response, call, cancellable);
            return response;
        } catch (TransportLimits.TooLargeException | TransportLimits.NoRoomException e) {
            throw e;
        } catch (IOException | IllegalStateException e) {
            // the latter is what the client says of a call that is ended when it is about to connect
            if (watched.rang()) {
                throw new TransportLimits.DeadlineException();
            }
            throw e;
        } finally {
            watched.close();
        }
    }

    private CloseableHttpResponse answered(HttpHost target, ClassicHttpRequest request, SellerCallContext call, CallDeadlines.Watched watched)
            throws IOException {
        CloseableHttpResponse response;
        try {
            response = once(target, request, call);
        } catch (StaleConnectionException e) {
            if (watched.rang() || e.sent && !call.repeatable) {
                throw e;
            }
            response = once(target, request, call);
        }
        if (proxy != null && (!call.sent || response.getCode() == PROXY_CREDENTIALS)) {
            response.close();
            throw new TransportLimits.ProxyRefusedException(response.getCode());
        }
        return response;
    }

    private CloseableHttpResponse once(HttpHost target, ClassicHttpRequest request, SellerCallContext call) throws IOException {
        call.sent = false;
        call.proxy = proxy;
        HttpClientContext context = HttpClientContext.create();
        if (proxy != null) {
            context.setAuthCache(proxyCredentials);
        }
        ConnectionUse.begin(call, context);
        try {
            return client.execute(target, request, context);
        } finally {
            ConnectionUse.end();
        }
    }

    private void readWhole(ClassicHttpResponse response, SellerCallContext call, Cancellable cancellable) throws IOException {
        call.location = value(response, "Location");
        call.retryAfter = value(response, "Retry-After");
        call.totalCount = value(response, "X-Total-Count");
        call.link = values(response, "Link");
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return;
        }
        boolean zipped = "gzip".equalsIgnoreCase(entity.getContentEncoding());
        byte[] body;
        InputStream in = entity.getContent();
        try {
            body = zipped ? limits.read(new GZIPInputStream(in), -1, call) : limits.read(in, entity.getContentLength(), call);
        } catch (TransportLimits.TooLargeException | TransportLimits.NoRoomException e) {
            // closing reads an answer to its end, be it ever so long, unless the connection is cut first
            cancellable.cancel();
            throw e;
        } finally {
            in.close();
        }
        response.setEntity(new WholeBody(body, entity));
    }

    private static String value(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null || header.getValue() == null ? "" : header.getValue();
    }

    /** A header that may come several times, as one. */
    private static String values(ClassicHttpResponse response, String name) {
        return Arrays.stream(response.getHeaders(name)).map(Header::getValue).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    @Override
    public void close(CloseMode mode) {
        client.close(mode);
    }

    /** The JDK's own, one for all sellers, and not before one of them needs it: to make it takes longer than all else about a client. */
    private static final class Tls {
        private static final TlsSocketStrategy STRATEGY = DefaultClientTlsStrategy.createDefault();
    }

    /** An answer that has been read to its end; its stream gives the bytes away without copying them. */
    private static final class WholeBody extends HttpEntityWrapper {
        private final byte[] bytes;

        WholeBody(byte[] bytes, HttpEntity read) {
            super(read);
            this.bytes = bytes;
        }

        @Override
        public InputStream getContent() {
            return new Content(bytes);
        }

        @Override
        public long getContentLength() {
            return bytes.length;
        }

        @Override
        public boolean isStreaming() {
            return false;
        }
    }

    private static final class Content extends ByteArrayInputStream {
        private final byte[] bytes;

        Content(byte[] bytes) {
            super(bytes);
            this.bytes = bytes;
        }
    }

    /** All bytes of the body that Camel made of the answer. */
    static byte[] bytesOf(Object body) throws IOException {
        return body instanceof Content content ? content.bytes : body instanceof InputStream in ? in.readAllBytes() : new byte[0];
    }
}
