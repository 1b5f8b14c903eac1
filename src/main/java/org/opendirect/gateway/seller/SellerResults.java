package org.opendirect.gateway.seller;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.opendirect.gateway.RouteProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aggregates a fan-out: each {@link SellerTask} holds its own part of the result, so a task that has ended is only closed, as failed where
 * its route has failed. So it takes the same short time for each, and one seller's fault is its own: the route behind the split goes on with
 * the exchange that came into it, whatever has become of the others (a part's exchange may carry that its route was stopped).
 */
public final class SellerResults implements AggregationStrategy {

    private static final Logger log = LoggerFactory.getLogger(SellerResults.class);

    @Override
    public Exchange aggregate(Exchange aggregated, Exchange part, Exchange input) {
        Exception fault = part.getException();
        if (fault != null) {
            log.error("A task for a seller failed inside the gateway", fault);
            part.getProperty(RouteProperties.SELLER_TASK, SellerTask.class).fail(fault.getClass().getSimpleName() + ": " + fault.getMessage());
        }
        return input;
    }

    @Override
    public Exchange aggregate(Exchange aggregated, Exchange part) {
        throw new UnsupportedOperationException("Camel calls the form with the input exchange");
    }
}
