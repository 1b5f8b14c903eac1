package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The business of a sandbox seller: inventory that runs out, and holds that expire. One thing at a time, {@link SandboxOffers} included. */
class SandboxBooks {

    private static final Duration DECISION_TIME = Duration.ofSeconds(2);
    private static final Duration SHORT_HOLD = Duration.ofMillis(500);

    final String seller;
    final SandboxLedger ledger;
    final Duration hold;
    final Clock clock;
    private final List<SandboxProduct> shelf;
    private final SandboxOffers offers;

    SandboxBooks(String seller, SandboxLedger ledger, Duration hold, Clock clock) {
        this.seller = seller;
        this.ledger = ledger;
        this.hold = hold;
        this.clock = clock;
        this.shelf = SandboxProduct.shelfOf(seller);
        this.offers = new SandboxOffers(this);
    }

    // catalogue

    /** A product, and how many impressions of it can be had. */
    record Stock(SandboxProduct product, long left) {
    }

    /** Null when there is no such product. */
    synchronized Stock stock(String productId) {
        SandboxProduct p = find(productId);
        return p == null ? null : new Stock(p, left(p));
    }

    List<SandboxProduct> products() {
        return shelf;
    }

    synchronized List<Map<String, Object>> shelf() {
        return shelf.stream().map(p -> p.toWire(seller, left(p))).toList();
    }

    synchronized List<Map<String, Object>> search(Map<String, Object> filters) {
        return shelf.stream()
                .filter(p -> filters.get("channel") == null || filters.get("channel").equals(p.channel()))
                .filter(p -> filters.get("maxPrice") == null || p.price().compareTo(decimal(filters.get("maxPrice"))) <= 0)
                .filter(p -> filters.get("minPrice") == null || p.price().compareTo(decimal(filters.get("minPrice"))) >= 0)
                .map(p -> p.toWire(seller, left(p))).toList();
    }

    synchronized Answer product(String id) {
        SandboxProduct p = find(id);
        return p == null ? Answer.refused(404, "ProductNotFound", "there is no product " + id) : Answer.ok(p.toWire(seller, left(p)));
    }

    synchronized Answer avails(Map<String, Object> request) {
        SandboxProduct p = find(String.valueOf(request.get("productId")));
        if (p == null) {
            return Answer.refused(404, "ProductNotFound", "there is no product " + request.get("productId"));
        }
        long left = left(p);
        long asked = request.get("requestedImpressions") == null ? left : decimal(request.get("requestedImpressions")).longValue();
        var avails = new LinkedHashMap<String, Object>();
        avails.put("productId", p.id());
        avails.put("availableImpressions", left);
        avails.put("guaranteedImpressions", left * 95 / 100);
        avails.put("estimatedCpm", p.price());
        avails.put("totalCost", cost(p.price(), Math.min(asked, left)));
        avails.put("deliveryConfidence", left >= asked ? 95 : 70);
        avails.put("currency", "USD");
        avails.put("availableTargeting", List.of("geo", "device", "interest"));
        if (seller.equals("premium-news") && p.floor().compareTo(p.price()) < 0) {
            avails.put("proposalId", offers.open(p, p.price(), ledger.newId("prop")));
        }
        return Answer.ok(avails);
    }

    // accounts, orders, lines

    synchronized List<Map<String, Object>> all(String kind) {
        return ledger.all(kind);
    }

    synchronized Answer account(String id) {
        var account = ledger.get("accounts", id);
        return account == null ? Answer.refused(404, "AccountNotFound", "there is no account " + id) : Answer.ok(account);
    }

    synchronized Answer openAccount(Map<String, Object> request) {
        var account = new LinkedHashMap<>(request);
        account.put("id", ledger.newId("acct"));
        account.put("status", "Approved");
        ledger.put("accounts", account);
        return Answer.ok(account);
    }

    synchronized List<Map<String, Object>> orders(String accountId) {
        return ledger.all("orders").stream().filter(o -> accountId.equals(o.get("accountId"))).toList();
    }

    synchronized Answer order(String accountId, String orderId) {
        var order = ledger.get("orders", orderId);
        return order == null || !accountId.equals(order.get("accountId")) ? Answer.refused(404, "OrderNotFound", orderId) : Answer.ok(order);
    }

    synchronized Answer createOrder(String accountId, Map<String, Object> request) {
        if (ledger.get("accounts", accountId) == null) {
            return Answer.refused(404, "AccountNotFound", "there is no account " + accountId);
        }
        if (orders(accountId).stream().anyMatch(o -> o.get("name").equals(request.get("name")))) {
            return Answer.refused(400, "OrderNameInUse", "the account has an order of this name");
        }
        var order = new LinkedHashMap<>(request);
        order.put("id", ledger.newId("order"));
        order.put("accountId", accountId);
        order.put("orderStatus", "APPROVED");
        ledger.put("orders", order);
        return Answer.ok(order);
    }

    synchronized List<Map<String, Object>> lines(String orderId) {
        return ledger.all("lines").stream().filter(l -> orderId.equals(l.get("orderId"))).map(this::settled).toList();
    }

    /** What was made last. */
    synchronized Answer last(String kind) {
        List<Map<String, Object>> all = ledger.all(kind);
        return all.isEmpty() ? Answer.refused(404, "NotFound", "there are no " + kind) : Answer.ok(all.get(all.size() - 1));
    }

    /** @param fault null for none */
    synchronized Answer createLine(String accountId, String orderId, Map<String, Object> request, SandboxFault fault) {
        if (order(accountId, orderId).status() != 200) {
            return Answer.refused(404, "OrderNotFound", "there is no order " + orderId);
        }
        SandboxProduct p = find(String.valueOf(request.get("productId")));
        if (p == null || request.get("quantity") == null || decimal(request.get("quantity")).signum() <= 0) {
            return Answer.refused(400, "InvalidLine", p == null ? "there is no such product" : "quantity must be above 0");
        }
        var line = new LinkedHashMap<>(request);
        line.put("id", ledger.newId("line"));
        line.put("orderId", orderId);
        line.put("currency", "USD");
        line.put("cost", cost(decimal(line.getOrDefault("rate", p.price())), decimal(line.get("quantity")).longValue()));
        line.put("bookingStatus", "Draft");
        if (fault == SandboxFault.OTHER_PRODUCT) {
            line.put("productId", "magic-none-other");
        } else if (fault == SandboxFault.RESERVED) {
            apply(line, "reserve", null);
        } else if (fault == SandboxFault.BOOKED) {
            apply(line, "book", null);
        }
        ledger.put("lines", line);
        return Answer.ok(line);
    }

    synchronized Answer line(String orderId, String lineId) {
        var line = ledger.get("lines", lineId);
        return line == null || !orderId.equals(line.get("orderId")) ? noLine(lineId) : Answer.ok(settled(line));
    }

    synchronized String productOf(String lineId) {
        var line = ledger.get("lines", lineId);
        return line == null ? "" : String.valueOf(line.get("productId"));
    }

    synchronized Answer deleteOrder(String accountId, String orderId) {
        Answer found = order(accountId, orderId);
        if (found.status() != 200) {
            return found;
        }
        var lines = lines(orderId);
        if (!lines.stream().allMatch(l -> state(l).equals("Draft"))) {
            return Answer.refused(400, "InvalidState", "only an order of drafts may be deleted");
        }
        lines.forEach(l -> ledger.remove("lines", String.valueOf(l.get("id"))));
        ledger.remove("orders", orderId);
        return Answer.ok(Map.of());
    }

    synchronized Answer deleteLine(String orderId, String lineId) {
        Answer found = line(orderId, lineId);
        if (found.status() != 200) {
            return found;
        }
        if (!state(ledger.get("lines", lineId)).equals("Draft")) {
            return Answer.refused(400, "InvalidState", "only a draft may be deleted");
        }
        ledger.remove("lines", lineId);
        return Answer.ok(Map.of());
    }

    synchronized Answer act(String orderId, String lineId, String action) {
        Answer found = line(orderId, lineId);
        if (found.status() != 200) {
            return found;
        }
        var line = new LinkedHashMap<>(settled(ledger.get("lines", lineId)));
        String from = state(line);
        boolean allowed = switch (action) {
            case "reserve" -> from.equals("Draft");
            case "book" -> from.equals("Draft") || from.equals("Reserved");
            case "cancel" -> from.equals("Reserved") || from.equals("Booked");
            case "reset" -> from.equals("Reserved") || from.equals("Declined") || from.equals("Expired");
            default -> false;
        };
        if (!allowed) {
            return Answer.refused(400, "InvalidState", "'" + action + "' is not possible while the line is " + from);
        }
        SandboxProduct p = find(productOf(lineId));
        var fault = SandboxFault.of(p.id(), action, lineId + "/made", ledger).orElse(null);
        String refusal = fault == SandboxFault.DECLINED ? "declined, as asked for" : refusal(p, line, action, from);
        if (refusal != null) {
            line.put("bookingStatus", "Declined");
            line.put("stateChangeReason", refusal);
        } else {
            apply(line, action, fault);
        }
        ledger.put("lines", line);
        return Answer.ok(line);
    }

    private void apply(Map<String, Object> line, String action, SandboxFault fault) {
        Instant now = clock.instant();
        line.remove("stateChangeReason");
        switch (action) {
            case "reserve" -> {
                line.put("bookingStatus", fault == SandboxFault.PENDING ? "PendingReservation" : "Reserved");
                line.put("reservedExpiryDate", now.plus(fault == SandboxFault.SHORT_HOLD ? SHORT_HOLD : hold).toString());
            }
            case "book" -> line.put("bookingStatus", fault == SandboxFault.PENDING ? "PendingBooking" : "Booked");
            case "cancel" -> line.put("bookingStatus", "Canceled");
            default -> line.put("bookingStatus", "Draft");
        }
        if (fault == SandboxFault.PENDING) {
            line.put("decidedAt", now.plus(DECISION_TIME).toString());
        }
        if (fault == SandboxFault.PRICE && !action.equals("cancel")) {
            line.put("rate", decimal(line.get("rate")).add(BigDecimal.ONE));
            line.put("cost", cost(decimal(line.get("rate")), decimal(line.get("quantity")).longValue()));
        }
    }

    private String refusal(SandboxProduct p, Map<String, Object> line, String action, String from) {
        boolean takesInventory = action.equals("reserve") || action.equals("book") && from.equals("Draft");
        if (!takesInventory) {
            return null;
        }
        if (decimal(line.get("quantity")).longValue() > left(p)) {
            return "The requested impressions are not available";
        }
        BigDecimal rate = decimal(line.getOrDefault("rate", p.price()));
        boolean agreed = ledger.all("proposals").stream().anyMatch(o -> p.id().equals(o.get("productId"))
                && o.get("agreedPrice") != null && decimal(o.get("agreedPrice")).compareTo(rate) <= 0);
        return rate.compareTo(p.price()) < 0 && !agreed ? "The rate is below the price and nothing else was agreed" : null;
    }

    synchronized Answer stats(String orderId, String lineId) {
        Answer found = line(orderId, lineId);
        if (found.status() != 200) {
            return found;
        }
        var line = ledger.get("lines", lineId);
        if (!state(line).equals("Booked")) {
            return Answer.refused(400, "NotBooked", "only a booked line has stats");
        }
        long quantity = decimal(line.get("quantity")).longValue();
        long delivered = delivered(line);
        var stats = new LinkedHashMap<String, Object>();
        stats.put("lineId", lineId);
        stats.put("impressionsDelivered", delivered);
        stats.put("targetImpressions", quantity);
        stats.put("deliveryRate", BigDecimal.valueOf(delivered * 100).divide(BigDecimal.valueOf(quantity), 2, RoundingMode.HALF_UP));
        stats.put("pacingStatus", "On Track");
        stats.put("amountSpent", cost(decimal(line.get("rate")), delivered));
        stats.put("effectiveCpm", line.get("rate"));
        stats.put("lastUpdated", clock.instant().toString());
        return Answer.ok(stats);
    }

    /** Impressions so far: evenly over the flight. */
    long delivered(Map<String, Object> line) {
        Instant start = Instant.parse(String.valueOf(line.get("startDate")));
        Instant end = Instant.parse(String.valueOf(line.get("endDate")));
        double share = Math.max(0, Math.min(1, (double) Duration.between(start, clock.instant()).toMillis()
                / Math.max(1, Duration.between(start, end).toMillis())));
        return (long) (decimal(line.get("quantity")).longValue() * share);
    }

    /** The negotiations. */
    SandboxOffers offers() {
        return offers;
    }

    // shared

    synchronized Map<String, Object> ledger() {
        ledger.all("lines").forEach(this::settled);
        return ledger.whole();
    }

    /** A line as it is by now: pending ones are decided, holds that are over have expired. */
    Map<String, Object> settled(Map<String, Object> line) {
        Instant now = clock.instant();
        String state = state(line);
        String next = state;
        if (state.startsWith("Pending") && !now.isBefore(Instant.parse((String) line.get("decidedAt")))) {
            next = state.equals("PendingReservation") ? "Reserved" : "Booked";
        }
        if (next.equals("Reserved") && !now.isBefore(Instant.parse((String) line.get("reservedExpiryDate")))) {
            next = "Expired";
        }
        if (next.equals(state)) {
            return line;
        }
        var settled = new LinkedHashMap<>(line);
        settled.put("bookingStatus", next);
        ledger.put("lines", settled);
        return settled;
    }

    long left(SandboxProduct p) {
        long taken = ledger.all("lines").stream().filter(l -> p.id().equals(l.get("productId")))
                .map(this::settled).filter(l -> state(l).matches("PendingReservation|Reserved|PendingBooking|Booked"))
                .mapToLong(l -> decimal(l.get("quantity")).longValue()).sum();
        return Math.max(0, p.inventory() - taken);
    }

    SandboxProduct find(String id) {
        return shelf.stream().filter(p -> p.id().equals(id)).findFirst().orElseGet(() -> SandboxProduct.magic(id));
    }

    private static String state(Map<String, Object> line) {
        return String.valueOf(line.get("bookingStatus"));
    }

    static Answer noLine(String lineId) {
        return Answer.refused(404, "LineNotFound", "there is no line " + lineId);
    }

    static BigDecimal cost(BigDecimal rate, long impressions) {
        return rate.multiply(BigDecimal.valueOf(impressions)).divide(BigDecimal.valueOf(1000), 2, RoundingMode.HALF_UP);
    }

    static BigDecimal decimal(Object number) {
        return new BigDecimal(String.valueOf(number));
    }
}
