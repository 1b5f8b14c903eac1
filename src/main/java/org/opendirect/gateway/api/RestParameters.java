package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.Unreadable;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.springframework.web.util.UriComponentsBuilder;

/** Reads the parts of a request that several operations have in common. */
public final class RestParameters {

    /** Owner of idempotency keys: until callers have keys of their own, all of them are this machine. */
    static final String CALLER = "local";
    private static final byte[] NONE = {};

    /** Null when none was sent; 400 when there are several. */
    public String idempotencyKey(@Header("Idempotency-Key") Object key) {
        if (key instanceof Collection<?> several) {
            throw Problem.of(400, "invalid_idempotency_key", "The Idempotency-Key cannot be used", "it was sent " + several.size() + " times").asException();
        }
        return key == null ? null : key.toString();
    }

    /** The body as it was sent; empty when none was. */
    public byte[] bytes(@Body byte[] body) {
        return body == null ? NONE : body;
    }

    /**
     * A body that the data format could not read. One of nothing but blanks is left to the operation to judge.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 400 that says where the body stops being JSON
     */
    public JsonNode unreadable(IOException e, byte[] body) {
        if (e instanceof MismatchedInputException && new String(body, StandardCharsets.UTF_8).isBlank()) {
            return body.length == 0 ? null : MissingNode.getInstance();
        }
        throw Problem.unreadable(Unreadable.inWords(e)).asException();
    }

    /** Of a body that may be left out, or be null: then an object without fields. */
    static Fields optional(JsonNode body) {
        return Fields.of(body == null || body.isNull() ? Json.mapper().createObjectNode() : body);
    }

    /** The query parameters of these names, to be read as fields are. The others have been refused before the route was asked. */
    static Fields query(String query, String... names) {
        var sent = UriComponentsBuilder.newInstance().query(query).build().getQueryParams();
        var parameters = new LinkedHashMap<String, List<String>>();
        sent.forEach((name, values) ->
                parameters.put(decoded(name), values.stream().map(RestParameters::decoded).toList()));
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

    /** A seller of a path; 404 when there is none of this name, 409 when nothing may be asked of it. */
    static Seller seller(String id, SellerDirectory sellers) {
        Seller seller = sellers.find(id).orElseThrow(() -> Problem.notFound("seller", id).asException());
        if (!seller.usable()) {
            throw Problem.conflict("seller_incompatible", "seller " + id + " declares another OpenDirect version").asException();
        }
        return seller;
    }

    /** What a person has chosen; the reason may be null. */
    record Decision(String choice, String reason) {
    }

    static Decision decision(JsonNode body) {
        Fields f = Fields.of(body);
        String choice = f.required("choice", f.oneOf("choice", "adopt", "retry", "abandon"));
        String reason = f.text("reason", 500).orElse(null);
        f.end();
        f.throwIfWrong();
        return new Decision(choice, reason);
    }

    /** Why somebody decides so, from a body that may be left out; null when it does not say. */
    static String reason(JsonNode body) {
        Fields f = optional(body);
        String reason = f.text("reason", 500).orElse(null);
        f.end();
        f.throwIfWrong();
        return reason;
    }
}
