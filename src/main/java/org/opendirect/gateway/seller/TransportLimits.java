package org.opendirect.gateway.seller;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.util.Timeout;

/**
 * What the HTTP client may never do, set in code so that no setting can undo it: it repeats nothing (it would book twice), follows
 * no redirect (the credential would travel), keeps no cookie. And the two limits that its own timeouts do not give: the whole call,
 * body included, ends at its deadline, however slowly the seller drips; and no body grows beyond the limit.
 */
public final class TransportLimits implements AutoCloseable {

    /** Internal header: the call's deadline in {@link System#nanoTime()}. Taken off before the request leaves. */
    static final String DEADLINE = "Gateway-Deadline-Nanos";

    private static final int MAX_HEADERS = 200;
    private static final int MAX_LINE = 16_384;

    private final int maxBody;
    private final CallDeadlines deadlines = new CallDeadlines();

    public TransportLimits(long maxBody) {
        this.maxBody = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE - 8L));
    }

    /**
     * For one seller: connections of its own, at most so many, so that a slow seller uses up nobody else's. There are no timeouts on
     * them but the one for connecting: every call has its deadline.
     */
    HttpClientConfigurer with(int connections, Duration connectTimeout) {
        return client -> {
            configureHttpClient(client);
            var heads = Http1Config.custom().setMaxHeaderCount(MAX_HEADERS).setMaxLineLength(MAX_LINE).build();
            client.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(heads).build())
                    .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(Timeout.of(connectTimeout)).build())
                    .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(Timeout.ZERO_MILLISECONDS).setTcpNoDelay(true).build())
                    .setMaxConnPerRoute(connections).setMaxConnTotal(connections).build());
        };
    }

    private void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching();
        client.addExecInterceptorFirst("gateway-limits", new Limits());
    }

    @Override
    public void close() {
        deadlines.close();
    }

    /** The deadline passed; says so instead of the socket's own complaint. */
    static final class DeadlineException extends IOException {
        DeadlineException() {
            super("no answer in time");
        }
    }

    static final class TooLargeException extends IOException {
        TooLargeException(int limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }

    private final class Limits implements ExecChainHandler {

        @Override
        public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
                throws IOException, HttpException {
            Header header = request.getFirstHeader(DEADLINE);
            request.removeHeaders(DEADLINE);
            long deadline = Long.parseLong(header.getValue());
            if (deadline - System.nanoTime() <= 0) {
                throw new NotSentException("the time was up before the call could leave");
            }
            Cancellable call = (Cancellable) scope.originalRequest;
            CallDeadlines.Watched watched = deadlines.watch(deadline, call);
            try {
                ClassicHttpResponse response = chain.proceed(request, scope);
                readWhole(response);
                return response;
            } catch (TooLargeException e) {
                call.cancel();
                throw e;
            } catch (IOException e) {
                throw watched.rang() ? new DeadlineException() : e;
            } finally {
                watched.close();
            }
        }

        private void readWhole(ClassicHttpResponse response) throws IOException {
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                return;
            }
            long length = entity.getContentLength();
            if (length > maxBody) {
                throw new TooLargeException(maxBody);
            }
            byte[] body;
            try (InputStream in = entity.getContent()) {
                // an answer of known length is read into one array of that length
                body = in.readNBytes(length >= 0 ? (int) length : maxBody + 1);
                if (body.length > maxBody) {
                    throw new TooLargeException(maxBody);
                }
            }
            response.setEntity(new WholeBody(body, entity));
        }
    }

    /** An answer that has been read to its end; its stream gives the bytes away without copying them. */
    static final class WholeBody extends HttpEntityWrapper {
        private final byte[] bytes;

        WholeBody(byte[] bytes, HttpEntity read) {
            super(read);
            this.bytes = bytes;
        }

        /** All bytes of the body that Camel made of the answer. */
        static byte[] bytesOf(Object body) throws IOException {
            return body instanceof Content content ? content.bytes : body instanceof InputStream in ? in.readAllBytes() : new byte[0];
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

        private static final class Content extends ByteArrayInputStream {
            private final byte[] bytes;

            Content(byte[] bytes) {
                super(bytes);
                this.bytes = bytes;
            }
        }
    }

    /** The request did not leave. */
    static final class NotSentException extends IOException {
        NotSentException(String message) {
            super(message);
        }
    }
}
