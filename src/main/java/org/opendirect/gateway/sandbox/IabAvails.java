package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.sandbox.SandboxBooks.Stock;

/** Avails of the seller agent at head, in the form that was asked in: of one product, or 2.1's list (facts/iab-seller-agent.md section 3c). */
final class IabAvails {

    private final SandboxBooks books;
    private final AvailsForms one;

    IabAvails(SandboxBooks books) {
        this.books = books;
        this.one = new AvailsForms(books);
    }

    Answer avails(Map<String, Object> json) {
        if (!json.containsKey("productids")) {
            return one.one(json);
        }
        var body = new IabBody(json, true);
        String account = body.required("accountid");
        body.required("advertiserbrandid");
        String start = body.required("startdate");
        String end = body.required("enddate");
        List<?> ids = json.get("productids") instanceof List<?> list ? list : List.of();
        if (ids.isEmpty()) {
            body.fault("productids", "Input should be a list");
        }
        if (body.isWrong()) {
            return body.refusal();
        }
        List<String> unknown = ids.stream().map(String::valueOf).filter(id -> books.stock(id) == null).toList();
        if (!unknown.isEmpty()) {
            return new Answer(404, FastApi.detail("Products not found: " + String.join(", ", unknown)), Map.of());
        }
        var avails = new ArrayList<Map<String, Object>>();
        for (Object id : ids) {
            avails.add(of(books.stock(String.valueOf(id)), asked(json), account, start, end));
        }
        return Answer.ok(Map.of("avails", avails));
    }

    private static Map<String, Object> of(Stock stock, Long asked, String account, String start, String end) {
        long available = asked == null ? stock.left() : Math.min(asked, stock.left());
        boolean enough = asked == null ? available > 0 : available >= asked;
        var status = new LinkedHashMap<String, Object>();
        status.put("status", enough ? "Available" : available > 0 ? "Partially Available" : "Unavailable");
        if (!enough) {
            status.put("reason", "Booked");
        }
        var avail = new LinkedHashMap<String, Object>();
        avail.put("productid", stock.product().id());
        avail.put("accountid", account);
        avail.put("availability", available);
        avail.put("availsstatus", status);
        avail.put("currency", "USD");
        avail.put("price", stock.product().price());
        avail.put("startdate", start);
        avail.put("enddate", end);
        return avail;
    }

    /** The impressions that are asked for stand in the product targeting; null when they do not. */
    private static Long asked(Map<String, Object> json) {
        List<?> targeting = json.get("producttargeting") instanceof List<?> list ? list : List.of();
        return targeting.stream().filter(t -> t instanceof Map<?, ?> map && "requestedimpressions".equals(map.get("target")))
                .map(t -> ((Map<?, ?>) t).get("targetvalues")).filter(v -> v instanceof List<?> values && !values.isEmpty())
                .map(v -> String.valueOf(((List<?>) v).get(0))).filter(v -> v.matches("\\d{1,15}(\\.\\d+)?"))
                .map(v -> new BigDecimal(v).longValue()).findFirst().orElse(null);
    }
}
