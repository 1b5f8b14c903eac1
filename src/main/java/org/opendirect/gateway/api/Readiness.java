package org.opendirect.gateway.api;

import org.opendirect.gateway.seller.Discovery;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Ready once every seller's first discovery has ended, or run out of its time. */
public final class Readiness implements HealthIndicator {

    private final Discovery discovery;

    public Readiness(Discovery discovery) {
        this.discovery = discovery;
    }

    @Override
    public Health health() {
        return discovery.firstEnded() ? Health.up().build() : Health.outOfService().withDetail("waitsFor", "first discovery").build();
    }
}
