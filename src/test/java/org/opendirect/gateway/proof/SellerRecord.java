package org.opendirect.gateway.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.json.Json;

/** The sandbox seller's ledger file: everything it has ever held, in the order in which it came about. */
final class SellerRecord {

    private static final List<String> LIVE = List.of("PendingReservation", "Reserved", "PendingBooking", "Booked");

    private final List<JsonNode> changes = new ArrayList<>();

    SellerRecord(Path file) {
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                changes.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The orders whose names begin with a word. */
    List<JsonNode> orders(String firstWord) {
        return last("orders").values().stream().filter(o -> o.path("name").asText().startsWith(firstWord + " ")).toList();
    }

    List<JsonNode> linesOf(JsonNode order) {
        return last("lines").values().stream().filter(l -> l.path("orderId").asText().equals(order.path("id").asText())).toList();
    }

    List<JsonNode> allLines() {
        return List.copyOf(last("lines").values());
    }

    static boolean isLive(JsonNode line) {
        return LIVE.contains(line.path("bookingStatus").asText());
    }

    static String keyOf(JsonNode object) {
        return object.at("/ext/gatewayKey").asText();
    }

    /** The most that the lines of these orders have cost together at any moment while they were held or booked. */
    BigDecimal highestSum(List<String> orderIds) {
        var held = new LinkedHashMap<String, BigDecimal>();
        BigDecimal highest = BigDecimal.ZERO;
        for (JsonNode change : changes) {
            JsonNode line = change.path("object");
            if (change.path("kind").asText().equals("lines") && orderIds.contains(line.path("orderId").asText())) {
                held.put(line.path("id").asText(), isLive(line) ? line.path("cost").decimalValue() : BigDecimal.ZERO);
                highest = highest.max(held.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
            }
        }
        return highest;
    }

    private Map<String, JsonNode> last(String kind) {
        var objects = new LinkedHashMap<String, JsonNode>();
        for (JsonNode change : changes) {
            if (change.path("kind").asText().equals(kind)) {
                objects.put(change.path("object").path("id").asText(), change.path("object"));
            }
        }
        objects.values().removeIf(o -> o.path("deleted").asBoolean());
        return objects;
    }
}
