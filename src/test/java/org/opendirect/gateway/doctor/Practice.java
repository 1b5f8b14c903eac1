package org.opendirect.gateway.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.TestSettings;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** A doctor whose time stands still until it waits, for one seller. */
final class Practice implements AutoCloseable {

    static final String SELLER = "patient";
    static final Errand BOOKING = new Errand(true, "", "");

    static {
        // without settings of a log there is one of every byte
        List.of("ROOT", "org.apache").forEach(name -> LoggingSystem.get(Practice.class.getClassLoader()).setLogLevel(name, LogLevel.WARN));
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** no two walks may use the same key */
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final DoctorContext context;
    private final Doctor doctor;

    Practice(GatewaySettings settings, SettableClock clock, LongSupplier nanos, UnaryOperator<Outbound> wire) {
        this.context = new DoctorContext(settings, clock, name -> null);
        this.doctor = new Doctor(context.sellers(), new Exam.Tools(settings, wire.apply(context.outbound()), clock, nanos, clock::forward, () -> "key" + KEYS.incrementAndGet()));
    }

    static Practice of(String baseUrl, SettableClock clock) {
        return new Practice(settings(baseUrl, Map.of()), clock, System::nanoTime, o -> o);
    }

    /** @param more beside the seller */
    static GatewaySettings settings(String baseUrl, Map<String, Object> more) {
        var all = new HashMap<String, Object>(Map.of("gateway.sellers[0].id", SELLER, "gateway.sellers[0].base-url", baseUrl));
        all.putAll(more);
        return TestSettings.with(all);
    }

    /** A sandbox seller that lives in the same time. */
    static SandboxSeller sandbox(String id, SandboxDialect dialect, Clock clock) {
        try {
            return new SandboxSeller(id, 0, null, Duration.ofMinutes(15), clock, dialect);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The states of all lines that a sandbox seller holds. */
    static List<?> states(SandboxSeller seller) {
        return ((List<?>) seller.ledger().get("lines")).stream().map(l -> ((Map<?, ?>) l).get("bookingStatus")).toList();
    }

    static List<String> failed(Report report) {
        return report.findings().stream().filter(f -> f.result() == Result.FAILED).map(f -> f.check().id()).toList();
    }

    Report examine(Errand errand) {
        return doctor.examine(SELLER, errand);
    }

    Doctor doctor() {
        return doctor;
    }

    Seller seller() {
        return context.sellers().get(SELLER);
    }

    @Override
    public void close() {
        context.close();
    }
}
