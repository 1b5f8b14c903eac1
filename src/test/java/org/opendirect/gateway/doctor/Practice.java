package org.opendirect.gateway.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.TestSettings;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** A doctor whose time stands still until it waits, for one seller. */
final class Practice implements AutoCloseable {

    static final String SELLER = "patient";

    static {
        // without settings of a log there is one of every byte
        List.of("ROOT", "org.apache").forEach(name -> LoggingSystem.get(Practice.class.getClassLoader()).setLogLevel(name, LogLevel.WARN));
    }

    private final Standing clock;
    private final DoctorContext context;
    private final Doctor doctor;

    /** @param settings further ones */
    Practice(String baseUrl, Standing clock, Map<String, Object> settings) {
        var all = new HashMap<String, Object>(Map.of("gateway.sellers[0].id", SELLER, "gateway.sellers[0].base-url", baseUrl));
        all.putAll(settings);
        GatewaySettings bound = TestSettings.with(all);
        this.clock = clock;
        this.context = new DoctorContext(bound, clock);
        var keys = new AtomicInteger();
        this.doctor = new Doctor(context.sellers(), new Exam.Tools(bound, context.outbound(), clock, clock::pass, () -> "key" + keys.incrementAndGet()));
    }

    /** A clock that is moved by whoever waits. */
    static final class Standing extends Clock {
        private volatile Instant now = Instant.parse("2027-01-15T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
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

    Standing clock() {
        return clock;
    }

    @Override
    public void close() {
        context.close();
    }
}
