package org.opendirect.gateway.seller;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The bean behind the routes {@code fan-out} and {@code converse}. */
public final class Conversations implements AggregationStrategy {

    /** Exchange property of {@code fan-out}: the conversations to hold at once. */
    public static final String ALL = "conversations";
    /** Exchange property: whether there is more to ask. */
    static final String GOING_ON = "goingOn";
    private static final String ONE = "conversation";

    /** Starts the conversation that is the body: its first request becomes the body. */
    public void begin(Exchange exchange) {
        exchange.setProperty(ONE, exchange.getMessage().getBody(Conversation.class));
        ask(exchange);
    }

    /** Hands over the reply that is the body; the next request becomes the body. */
    public void hear(Exchange exchange) {
        exchange.getProperty(ONE, Conversation.class).hear(exchange.getMessage().getBody(WireReply.class));
        ask(exchange);
    }

    private static void ask(Exchange exchange) {
        var request = exchange.getProperty(ONE, Conversation.class).next();
        exchange.setProperty(GOING_ON, request.isPresent());
        exchange.getMessage().setBody(request.orElse(null));
    }

    public void broke(Exchange exchange) {
        Exception e = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        exchange.getProperty(ONE, Conversation.class).broke(e.getClass().getSimpleName() + ": " + e.getMessage());
    }

    /**
     * Nothing is aggregated here: each conversation keeps what it heard, and the parent holds them all. So a reply whose route
     * handled an error cannot stop the parent, and no timeout can fire during an aggregation and be lost (CAMEL-24142).
     */
    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange, Exchange inputExchange) {
        return inputExchange;
    }

    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange) {
        throw new UnsupportedOperationException("Camel calls the form with the input exchange");
    }
}
