package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.camel.Exchange;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.Unreadable;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.springframework.web.util.UriComponentsBuilder;

/** Reads the parts of a request that several endpoints have in common. */
final class Requests {

    /** Whose idempotency keys they are: until callers have keys of their own, everybody is this machine. */
    static final String CALLER = "local";

    private Requests() {
    }

    /** Null when none was sent; 400 when there are several. */
    static String idempotencyKey(Exchange exchange) {
        Object key = exchange.getMessage().getHeader("Idempotency-Key");
        if (key instanceof Collection<?> several) {
            throw Problem.of(400, "invalid_idempotency_key", "The Idempotency-Key cannot be used", "it was sent " + several.size() + " times").asException();
        }
        return key == null ? null : key.toString();
    }

    /** The query parameters of these names, to be read as fields are. The others have been refused before the route was asked. */
    static Fields query(Exchange exchange, String... names) {
        var sent = UriComponentsBuilder.newInstance().query(exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class)).build().getQueryParams();
        var parameters = new LinkedHashMap<String, List<String>>();
        sent.forEach((name, values) -> parameters.put(decoded(name), values.stream().map(Requests::decoded).toList()));
        parameters.keySet().retainAll(List.of(names));
        return Fields.ofQuery(parameters);
    }

    /** As a form is decoded, so that a plus is a space; a parameter without a value is an empty text. */
    private static String decoded(String text) {
        return text == null ? "" : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** How many to pass over, 0 when it is not said. */
    static int skip(Fields query) {
        return query.wholeNumber("skip", 0, Integer.MAX_VALUE).orElse(0L).intValue();
    }

    /** How many to answer. */
    static int top(Fields query, int byDefault, int max) {
        return query.wholeNumber("top", 1, max).orElse((long) byDefault).intValue();
    }

    /** The seller of the path; 404 when there is none of this name, 409 when nothing may be asked of it. */
    static Seller seller(Exchange exchange, SellerDirectory sellers) {
        String id = exchange.getMessage().getHeader("seller", String.class);
        Seller seller = sellers.find(id).orElseThrow(() -> Problem.notFound("seller", id).asException());
        if (!seller.usable()) {
            throw Problem.conflict("seller_incompatible", "seller " + id + " declares another OpenDirect version").asException();
        }
        return seller;
    }

    /** What a person has chosen; the reason may be null. */
    record Decision(String choice, String reason) {
    }

    static Decision decision(Exchange exchange) {
        Fields f = Fields.of(json(exchange));
        String choice = f.required("choice", f.oneOf("choice", "adopt", "retry", "abandon"));
        String reason = f.text("reason", 500).orElse(null);
        f.end();
        f.throwIfWrong();
        return new Decision(choice, reason);
    }

    /** Why somebody decides so, from a body that may be left out; null when it does not say. */
    static String reason(Exchange exchange) {
        Fields f = Fields.of(optionalJson(exchange));
        String reason = f.text("reason", 500).orElse(null);
        f.end();
        f.throwIfWrong();
        return reason;
    }

    static byte[] bytes(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        // a stream would be empty when somebody reads it again
        exchange.getMessage().setBody(body == null ? new byte[0] : body);
        return exchange.getMessage().getBody(byte[].class);
    }

    /** Of a body that may be left out, or be null: then an object without fields. */
    static JsonNode optionalJson(Exchange exchange) {
        JsonNode json = bytes(exchange).length == 0 ? null : json(exchange);
        return json == null || json.isNull() ? Json.mapper().createObjectNode() : json;
    }

    static JsonNode json(Exchange exchange) {
        try {
            return Json.parse(bytes(exchange));
        } catch (IOException e) {
            throw Problem.unreadable(Unreadable.inWords(e)).asException();
        }
    }
}
