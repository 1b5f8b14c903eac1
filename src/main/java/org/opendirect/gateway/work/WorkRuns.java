package org.opendirect.gateway.work;

import java.time.Instant;
import org.apache.camel.Exchange;

/** The bean behind the route {@code run-work}: claims the work whose id is the body, and gives it back. */
public final class WorkRuns {

    private final Works works;

    public WorkRuns(Works works) {
        this.works = works;
    }

    /** Property {@code claim}: the claim, or null when there is nothing to do here. */
    public void claim(Exchange exchange) {
        boolean stopping = exchange.getContext().isStopping();
        exchange.setProperty("claim", stopping ? null : works.claim(exchange.getMessage().getBody(String.class)).orElse(null));
    }

    public void release(Exchange exchange) {
        works.release(exchange.getProperty("claim", Claim.class), exchange.getProperty("nextAt", Instant.class));
    }

    public void releaseFailed(Exchange exchange) {
        works.releaseFailed(exchange.getProperty("claim", Claim.class), exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }
}
