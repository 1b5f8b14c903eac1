package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class OverloadFilterTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OverloadFilter filter = new OverloadFilter(1, 1, registry);
    private final List<AsyncListener> listeners = new ArrayList<>();

    @Test
    void permitShouldBeReleasedWhenOnlyTheErrorOfAnAnswerIsReported() throws Exception {
        // given
        AsyncEvent event = startAsync();

        // when
        for (AsyncListener listener : listeners) {
            listener.onError(event);
        }

        // then
        assertThat(active()).isZero();
    }

    @Test
    void permitShouldBeReleasedOnceWhenErrorAndCompletionAreReported() throws Exception {
        // given
        AsyncEvent event = startAsync();

        // when
        for (AsyncListener listener : listeners) {
            listener.onError(event);
            listener.onComplete(event);
        }

        // then
        assertThat(active()).isZero();
    }

    @Test
    void permitShouldBeHeldWhileTheAnswerIsNotComplete() throws Exception {
        // given
        startAsync();

        // when
        var second = new MockHttpServletResponse();
        filter.doFilter(request(), second, (q, s) -> { });

        // then
        assertThat(second.getStatus() + " " + second.getHeader("Retry-After")).isEqualTo("503 1");
    }

    private AsyncEvent startAsync() throws Exception {
        MockHttpServletRequest request = request();
        request.setAsyncSupported(true);
        filter.doFilter(request, new MockHttpServletResponse(), (q, s) -> {
            ((HttpServletRequest) q).startAsync();
        });
        var context = (MockAsyncContext) request.getAsyncContext();
        listeners.addAll(context.getListeners());
        return new AsyncEvent(context, new IOException("the caller has gone"));
    }

    private static MockHttpServletRequest request() {
        var request = new MockHttpServletRequest("GET", "/api/v1/bookings");
        request.setServletPath("/api/v1/bookings");
        return request;
    }

    private double active() {
        return registry.get("gateway.requests.under.way").tag("kind", "other").gauge().value();
    }
}
