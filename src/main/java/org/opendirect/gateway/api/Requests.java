package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.Unreadable;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;

/** Reads the parts of a request that several endpoints have in common. */
final class Requests {

    private Requests() {
    }

    /** All values of a query parameter that may stand several times. */
    static List<String> all(Object header) {
        return header instanceof Collection<?> many ? many.stream().map(String::valueOf).toList() : List.of(String.valueOf(header));
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

    static byte[] bytes(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return body == null ? new byte[0] : body;
    }

    static JsonNode json(Exchange exchange) {
        try {
            return Json.parse(bytes(exchange));
        } catch (IOException e) {
            throw Problem.unreadable(Unreadable.inWords(e)).asException();
        }
    }
}
