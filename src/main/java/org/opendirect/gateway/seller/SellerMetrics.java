package org.opendirect.gateway.seller;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The sellers as numbers, each with the label {@code seller}; docs/limits.md says what they mean. */
public final class SellerMetrics {

    private final MeterRegistry registry;
    private final Map<String, Map<String, Timer>> calls = new ConcurrentHashMap<>();

    public SellerMetrics(MeterRegistry registry, SellerDirectory sellers) {
        this.registry = registry;
        for (Seller seller : sellers.all()) {
            SellerGuard guard = seller.guard();
            gauge("gateway.seller.circuit.open", "1 while its circuit is open, else 0", seller, () -> guard.isOpen() ? 1 : 0);
            gauge("gateway.seller.calls.under.way", "calls to it that have not ended", seller, guard::underWay);
            gauge("gateway.seller.calls.waiting", "calls that wait for one of those to end", seller, guard::waiting);
            gauge("gateway.seller.rate.learned", "calls a second it has shown to take; 0 as long as it has not answered 429", seller, guard::learnedRate);
        }
    }

    private void gauge(String name, String description, Seller seller, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("seller", seller.id()).strongReference(true).register(registry);
    }

    void called(Seller seller, WireReply reply) {
        calls.computeIfAbsent(seller.id(), id -> new ConcurrentHashMap<>()).computeIfAbsent(outcome(reply), outcome ->
                Timer.builder("gateway.seller.calls").description("calls to it, by what came of them")
                        .tag("seller", seller.id()).tag("outcome", outcome).register(registry)).record(reply.elapsedMs(), TimeUnit.MILLISECONDS);
    }

    private static String outcome(WireReply reply) {
        return switch (reply.failure()) {
            case NONE -> reply.ok() ? "ok" : reply.status() == 429 ? "rate_limited" : reply.status() >= 500 ? "error" : "refused";
            case TIMEOUT -> "timed_out";
            case NOT_SENT -> "unreachable";
            case LOST -> "lost";
            case TOO_LARGE -> "too_large";
            case TOO_LATE, CIRCUIT_OPEN, RATE_LIMITED -> "not_asked";
        };
    }
}
