package org.opendirect.gateway.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.Headers;
import org.springframework.web.util.UriUtils;

/** Decodes the variables of a path, which platform-http gives as they stand in the address (RFC 3986, section 2.1). */
public final class PathVariables {

    private static final List<String> NAMES = List.of("seller", "productId", "negotiation", "campaign", "booking", "line", "difference");

    public void decode(@Headers Map<String, Object> headers) {
        for (String name : NAMES) {
            if (headers.get(name) instanceof String encoded && encoded.indexOf('%') >= 0) {
                headers.put(name, UriUtils.decode(encoded, StandardCharsets.UTF_8));
            }
        }
    }
}
