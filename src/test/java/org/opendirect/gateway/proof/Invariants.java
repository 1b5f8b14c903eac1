package org.opendirect.gateway.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What must hold at the end, counted at the seller (design: booking protocol, I1 to I9). Each violation is one line of text that begins
 * with the invariant's number.
 */
final class Invariants {

    private static final Set<String> ENDED = Set.of("BOOKED", "DECLINED", "EXPIRED", "CANCELLED", "FAILED", "UNFILLED", "NEEDS_DECISION");

    private Invariants() {
    }

    /** Whether none of its lines is under way. */
    static boolean ended(JsonNode booking) {
        return booking.path("lines").valueStream().allMatch(line -> ENDED.contains(line.path("status").asText()));
    }

    /**
     * @param name    the first word of the order's name
     * @param booking as the gateway shows it
     */
    static List<String> violations(String name, JsonNode booking, SellerRecord seller) {
        var found = new ArrayList<String>();
        List<JsonNode> orders = seller.orders(name);
        if (booking == null || booking.path("lines").isEmpty()) {
            return List.of("I1 " + name + ": the booking is lost");
        }
        if (orders.size() > 1) {
            found.add("I2 " + name + ": " + orders.size() + " orders at the seller");
        }
        List<JsonNode> held = orders.stream().flatMap(o -> seller.linesOf(o).stream()).toList();
        Map<String, JsonNode> byId = new LinkedHashMap<>();
        Map<String, Integer> byKey = new LinkedHashMap<>();
        held.forEach(l -> byId.put(l.path("id").asText(), l));
        held.forEach(l -> byKey.merge(SellerRecord.keyOf(l), 1, Integer::sum));
        byKey.forEach((key, n) -> {
            if (n > 1) {
                found.add("I2 " + name + ": " + n + " lines with the key " + key + " at the seller");
            }
        });
        var believed = new ArrayList<String>();
        for (JsonNode line : booking.path("lines")) {
            line(name, line, byId, believed, found);
        }
        held.stream().filter(SellerRecord::isLive).filter(l -> !believed.contains(l.path("id").asText()))
                .forEach(l -> found.add("I8 " + name + ": line " + l.path("id").asText() + " is " + l.path("bookingStatus").asText()
                        + " at the seller and belongs to no line here"));
        BigDecimal highest = seller.highestSum(orders.stream().map(o -> o.path("id").asText()).toList());
        if (highest.compareTo(booking.path("budget").decimalValue()) > 0) {
            found.add("I3 " + name + ": " + highest + " was held or booked at once, the budget is " + booking.path("budget"));
        }
        return found;
    }

    private static void line(String name, JsonNode line, Map<String, JsonNode> byId, List<String> believed, List<String> found) {
        String status = line.path("status").asText();
        JsonNode held = byId.get(line.path("lineId").asText());
        String where = name + "/" + line.path("id").asText();
        if (!ENDED.contains(status)) {
            found.add("I6 " + where + ": still " + status);
        }
        if (status.equals("NEEDS_DECISION") || !ENDED.contains(status)) {
            // said to be open: whatever is held belongs to it, as long as it is one
            believed.add(line.path("lineId").asText());
            return;
        }
        if (status.equals("BOOKED")) {
            if (held == null || !held.path("bookingStatus").asText().equals("Booked")) {
                found.add("I5 " + where + ": shown as booked, at the seller it is " + (held == null ? "nothing" : held.path("bookingStatus").asText()));
            } else if (held.path("rate").decimalValue().compareTo(line.path("rate").decimalValue()) != 0
                    || held.path("quantity").asLong() != line.path("quantity").asLong()) {
                found.add("I4 " + where + ": the seller holds other terms than agreed: " + held);
            }
            if (believed.contains(line.path("lineId").asText())) {
                found.add("I2 " + where + ": shares the seller's line with another");
            }
            believed.add(line.path("lineId").asText());
        } else if (held != null && SellerRecord.isLive(held)) {
            found.add("I5 " + where + ": shown as " + status + ", at the seller it is " + held.path("bookingStatus").asText());
            believed.add(line.path("lineId").asText());
        }
    }

    /** No book arrived at the seller after its hold had ended. */
    static List<String> lateBooks(List<FaultProxy.Call> calls) {
        return calls.stream().filter(c -> c.step() == WireStep.BOOK && c.heldUntil() != null && !c.at().isBefore(c.heldUntil()))
                .map(c -> "I9 " + c.order() + ": book arrived at " + c.at() + ", the hold had ended at " + c.heldUntil()).toList();
    }
}
