package org.opendirect.gateway.work;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** After many orders or lines have run at once: nothing to gather, but a fault of one of them, or within it, is a fault of the whole. */
public final class UnitsDone implements AggregationStrategy {

    private static final String FAULT = "fault";

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange, Exchange inputExchange) {
        Exception fault = newExchange.getException() != null ? newExchange.getException() : newExchange.getProperty(FAULT, Exception.class);
        if (fault != null && inputExchange.getProperty(FAULT) == null) {
            // a checked one, such as at a stop that had to be forced, is no less a fault
            inputExchange.setProperty(FAULT, fault instanceof RuntimeException ? fault : new IllegalStateException(fault));
        }
        return inputExchange;
    }

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange) {
        throw new UnsupportedOperationException("Camel calls the form with the input exchange");
    }
}
