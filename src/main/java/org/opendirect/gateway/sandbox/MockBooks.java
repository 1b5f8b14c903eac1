package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The business of the IAB buyer agent's mock (facts/iab-buyer-agent.md section 11): whatever is asked for happens. No account, product,
 * state, date or inventory is looked at, nothing expires, and an action that it does not know is answered with the line as it is.
 */
final class MockBooks extends SandboxBooks {

    private static final long DEFAULT_IMPRESSIONS = 1_000_000;
    private static final BigDecimal DEFAULT_RATE = new BigDecimal("15.00");

    MockBooks(String seller, SandboxLedger ledger, Duration hold, Clock clock) {
        super(seller, ledger, hold, clock);
    }

    @Override
    synchronized List<Map<String, Object>> search(Map<String, Object> filters) {
        String channel = String.valueOf(filters.getOrDefault("channel", "")).toLowerCase(Locale.ROOT);
        Object deliveryType = filters.get("deliveryType");
        return shelf().stream()
                .filter(p -> (p.get("name") + "\n" + p.get("description")).toLowerCase(Locale.ROOT).contains(channel))
                .filter(p -> deliveryType == null || deliveryType.equals(p.get("deliveryType"))).toList();
    }

    @Override
    synchronized Answer avails(Map<String, Object> request) {
        SandboxProduct p = find(String.valueOf(request.get("productId")));
        if (p == null) {
            return Answer.refused(404, "ProductNotFound", "Product not found");
        }
        long asked = whole(request.get("requestedImpressions"));
        long available = Math.min(asked, p.inventory());
        var avails = new LinkedHashMap<String, Object>();
        avails.put("productId", p.id());
        avails.put("availableImpressions", available);
        avails.put("guaranteedImpressions", available * 95 / 100);
        avails.put("estimatedCpm", p.price());
        avails.put("totalCost", cost(p.price(), available));
        avails.put("deliveryConfidence", available >= asked ? 95 : 70);
        avails.put("availableTargeting", List.of("geo", "device", "interest"));
        return Answer.ok(avails);
    }

    @Override
    synchronized Answer createOrder(String accountId, Map<String, Object> request) {
        var order = new LinkedHashMap<>(request);
        order.put("id", ledger.newId("order"));
        order.put("accountId", accountId);
        order.put("orderStatus", "PENDING");
        ledger.put("orders", order);
        return Answer.ok(order);
    }

    @Override
    synchronized Answer createLine(String accountId, String orderId, Map<String, Object> request, SandboxFault fault) {
        var line = new LinkedHashMap<>(request);
        line.put("id", ledger.newId("line"));
        line.put("orderId", orderId);
        line.put("bookingStatus", "Draft");
        ledger.put("lines", line);
        return Answer.ok(line);
    }

    @Override
    synchronized Answer deleteOrder(String accountId, String orderId) {
        return Answer.refused(405, "NotServed", "Method Not Allowed");
    }

    @Override
    synchronized Answer deleteLine(String orderId, String lineId) {
        return Answer.refused(405, "NotServed", "Method Not Allowed");
    }

    @Override
    synchronized Answer act(String orderId, String lineId, String action) {
        var line = ledger.get("lines", lineId);
        if (line == null) {
            return noLine(lineId);
        }
        String state = switch (action) {
            case "reserve" -> "Reserved";
            case "book" -> "Booked";
            case "cancel" -> "Cancelled";
            default -> null;
        };
        if (state == null) {
            return Answer.ok(line);
        }
        var moved = new LinkedHashMap<>(line);
        moved.put("bookingStatus", state);
        ledger.put("lines", moved);
        return Answer.ok(moved);
    }

    /** Says that 45 % have been delivered, whatever the state and the day. */
    @Override
    synchronized Answer stats(String orderId, String lineId) {
        var line = ledger.get("lines", lineId);
        if (line == null) {
            return noLine(lineId);
        }
        long quantity = whole(line.get("quantity"));
        BigDecimal rate = line.get("rate") instanceof Number given ? decimal(given) : DEFAULT_RATE;
        long delivered = quantity * 45 / 100;
        var stats = new LinkedHashMap<String, Object>();
        stats.put("lineId", lineId);
        stats.put("impressionsDelivered", delivered);
        stats.put("targetImpressions", quantity);
        stats.put("deliveryRate", new BigDecimal("45.0"));
        stats.put("pacingStatus", "On Track");
        stats.put("amountSpent", cost(rate, delivered));
        stats.put("budget", cost(rate, quantity));
        stats.put("budgetUtilization", new BigDecimal("45.0"));
        stats.put("effectiveCpm", rate);
        stats.put("vcr", new BigDecimal("78.5"));
        stats.put("viewability", new BigDecimal("72.3"));
        stats.put("ctr", new BigDecimal("0.08"));
        stats.put("lastUpdated", clock.instant().toString());
        return Answer.ok(stats);
    }

    @Override
    Map<String, Object> settled(Map<String, Object> line) {
        return line;
    }

    @Override
    long left(SandboxProduct p) {
        return p.inventory();
    }

    private static long whole(Object number) {
        return number instanceof Number given ? given.longValue() : DEFAULT_IMPRESSIONS;
    }
}
