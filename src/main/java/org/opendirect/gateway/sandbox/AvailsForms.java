package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.sandbox.Answer.Refusal;
import org.opendirect.gateway.sandbox.SandboxBooks.Stock;

/** Avails in the two forms that are not the seed's: 2.1's list, and the buyer agent's lower-case form of one product. */
final class AvailsForms {

    private static final List<String> LIST_NEEDS = List.of("productIds", "accountId", "startDate", "endDate");
    private static final List<String> ONE_NEEDS = List.of("productid", "startdate", "enddate");

    private final SandboxBooks books;

    AvailsForms(SandboxBooks books) {
        this.books = books;
    }

    /** 2.1's list: a product that does not exist is not in it; {@code price} is per thousand. */
    Answer list(Map<String, Object> request, Words words) {
        List<Refusal> missing = missing(request, LIST_NEEDS.stream().map(words::of).toList());
        if (!missing.isEmpty()) {
            return Answer.refused(400, missing);
        }
        if (!(request.get(words.of("productIds")) instanceof List<?> ids)) {
            return Answer.refused(400, "InvalidProperty", words.of("productIds") + " is no list");
        }
        var avails = new ArrayList<Map<String, Object>>();
        for (Object id : ids) {
            Stock stock = books.stock(String.valueOf(id));
            if (stock != null) {
                var one = new LinkedHashMap<String, Object>();
                one.put(words.of("productId"), stock.product().id());
                one.put(words.of("accountId"), request.get(words.of("accountId")));
                one.put(words.of("availability"), stock.left());
                one.put(words.of("currency"), "USD");
                one.put(words.of("price"), stock.product().price());
                one.put(words.of("startDate"), request.get(words.of("startDate")));
                one.put(words.of("endDate"), request.get(words.of("endDate")));
                avails.add(one);
            }
        }
        return Answer.ok(Map.of(words.of("avails"), avails));
    }

    /** The buyer agent's form of one product. What it asks for beyond the specification is in camelCase, and so is the answer to it. */
    Answer one(Map<String, Object> request) {
        List<Refusal> missing = missing(request, ONE_NEEDS);
        if (!missing.isEmpty()) {
            return Answer.refused(422, missing);
        }
        if (!(request.getOrDefault("requestedImpressions", 0) instanceof Number asked)) {
            return Answer.refused(422, List.of(new Refusal("InvalidProperty", "requestedImpressions is no number", "requestedImpressions")));
        }
        Stock stock = books.stock(String.valueOf(request.get("productid")));
        if (stock == null) {
            return Answer.refused(404, "ProductNotFound", "Product '" + request.get("productid") + "' not found");
        }
        BigDecimal price = stock.product().price();
        long available = Math.min(wanted(asked.longValue(), request.get("budget"), price), stock.left());
        var avails = new LinkedHashMap<String, Object>();
        avails.put("productid", stock.product().id());
        avails.put("availableImpressions", available);
        avails.put("guaranteedImpressions", available);
        avails.put("estimatedCpm", price);
        avails.put("totalCost", SandboxBooks.cost(price, available));
        avails.put("availableTargeting", List.of("device", "geo", "interest"));
        return Answer.ok(avails);
    }

    /** What was asked for, else what the budget buys at the list price, else the fewest that are sold. */
    private static long wanted(long asked, Object budget, BigDecimal price) {
        long bought = budget instanceof Number money ? SandboxBooks.decimal(money).movePointRight(3).divide(price, 0, RoundingMode.DOWN).longValue() : 0;
        return asked > 0 ? asked : bought > 0 ? bought : IabShapes.MIN_IMPRESSIONS;
    }

    private static List<Refusal> missing(Map<String, Object> request, List<String> names) {
        return names.stream().filter(n -> request.get(n) == null)
                .map(n -> new Refusal("RequiredPropertyMissing", n + " is required", n)).toList();
    }
}
