package org.opendirect.gateway.api;

import java.time.Clock;
import java.time.Duration;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.store.StoreFaults;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Ready once every seller's first discovery has ended, or run out of its time, and as long as the database can be written. */
public final class Readiness implements HealthIndicator {

    /** who asks more often hears what the last one heard */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Discovery discovery;
    private final Store store;
    private final Clock clock;
    private volatile long writtenAt;

    public Readiness(Discovery discovery, Store store, Clock clock) {
        this.discovery = discovery;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Health health() {
        if (!discovery.isComplete()) {
            return Health.outOfService().withDetail("waitsFor", "first discovery").build();
        }
        try {
            writeUnlessFresh();
            return Health.up().build();
        } catch (DataAccessException | TransactionException e) {
            return Health.down().withDetail("waitsFor", "a database that can be written: " + StoreFaults.reason(e)).build();
        }
    }

    /** A row is written and committed: a full disk shows nowhere else. */
    private void writeUnlessFresh() {
        long now = clock.millis();
        if (now - writtenAt >= 0 && now - writtenAt < FRESH.toMillis()) {
            return;
        }
        store.write(() -> {
            store.sql().sql("insert into probe (id, at) values (1, ?) on conflict (id) do update set at = excluded.at").param(now).update();
        });
        writtenAt = now;
    }
}
