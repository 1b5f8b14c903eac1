package org.opendirect.gateway.work;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** After many orders or lines have run at once: nothing to gather, but a fault of one of them is a fault of the whole. */
public final class UnitsDone implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange, Exchange inputExchange) {
        if (newExchange.getException() != null && inputExchange.getProperty("fault") == null) {
            inputExchange.setProperty("fault", newExchange.getException());
        }
        return inputExchange;
    }

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange) {
        throw new UnsupportedOperationException("Camel calls the form with the input exchange");
    }
}
