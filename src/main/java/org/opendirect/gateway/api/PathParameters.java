package org.opendirect.gateway.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;

/** Camel hands the parts of a path over as they stand in the URL; from here on they are what they mean. */
public final class PathParameters {

    private static final List<String> NAMES = List.of("seller", "productId", "negotiation", "campaign", "line", "booking");

    public void decode(Exchange exchange) {
        for (String name : NAMES) {
            if (exchange.getMessage().getHeader(name) instanceof String raw && raw.indexOf('%') >= 0) {
                exchange.getMessage().setHeader(name, URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
    }
}
