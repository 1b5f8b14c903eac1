package org.opendirect.gateway.seller.dialect;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/**
 * OpenDirect 2.1 in the seed's form: camelCase, {@code $skip}/{@code $top}, {@code ?action=reserve}. Readers are tolerant of the
 * other forms.
 */
public final class OpenDirectDialect {

    private static final int MAX_ORDER_NAME = 100;
    private static final int MAX_LINE_NAME = 200;

    private OpenDirectDialect() {
    }

    // catalogue

    public static WireRequest listProducts(int skip, int top) {
        return WireRequest.get("/products", page(skip, top));
    }

    public static WireRequest searchProducts(Map<String, Object> filters) {
        return WireRequest.post("/products/search", filters);
    }

    public static WireRequest getProduct(String productId) {
        return WireRequest.get("/products/" + WireRequest.segment(productId), "");
    }

    public static Outcome<ProductReader.Products> products(String seller, WireReply reply) {
        return read(reply, json -> ProductReader.list(seller, json));
    }

    /** One product; a product that makes no sense is an answer that cannot be read. */
    public static Outcome<Product> product(String seller, WireReply reply) {
        return read(reply, json -> {
            Loose item = json.get("product").isObject() ? json.get("product") : json;
            return ProductReader.faultOf(item) == null ? Optional.of(ProductReader.one(seller, item)) : Optional.empty();
        });
    }

    // avails

    /** Asks for one product; the seed's form has no list. */
    public static WireRequest avails(String productId, LocalDate start, LocalDate end, Long impressions, Long budgetMicros,
                                     Map<String, Object> targeting) {
        var body = new LinkedHashMap<String, Object>();
        body.put("productId", productId);
        body.put("startDate", startOfDay(start));
        body.put("endDate", endOfDay(end));
        putIfPresent(body, "requestedImpressions", impressions);
        putIfPresent(body, "budget", budgetMicros == null ? null : Money.toAmount(budgetMicros));
        if (!targeting.isEmpty()) {
            body.put("targeting", targeting);
        }
        return WireRequest.post("/products/avails", body);
    }

    /**
     * The avails of one product. In the specification's form a product that is not in the list is not available
     * (facts/opendirect-2.1.md A16), and {@code price} may be a total instead of a CPM (A15).
     */
    public static Outcome<Avail> avail(String seller, String productId, Long impressions, WireReply reply) {
        return read(reply, json -> {
            Loose list = json.node().isArray() ? json : json.get("avails");
            if (!list.isPresent()) {
                return json.isObject() ? availOf(seller, productId, impressions, json) : Optional.empty();
            }
            Optional<Loose> own = list.items().stream()
                    .filter(a -> a.text("productId").map(productId::equals).orElse(list.items().size() == 1)).findFirst();
            return own.isPresent() ? availOf(seller, productId, impressions, own.get())
                    : Optional.of(new Avail(seller, productId, 0L, null, null, null, null, null, List.of(), null));
        });
    }

    private static Optional<Avail> availOf(String seller, String productId, Long impressions, Loose a) {
        Long available = a.whole("availableImpressions", "availability", "impressions").filter(n -> n >= 0).orElse(null);
        Long cpm = a.micros("estimatedCpm", "cpm", "price").filter(m -> m >= 0).orElse(null);
        if (available == null && cpm == null) {
            return Optional.empty();
        }
        return Optional.of(new Avail(seller, productId, available,
                a.whole("guaranteedImpressions").filter(n -> n >= 0).orElse(null), cpm,
                a.micros("totalCost", "cost").filter(m -> m >= 0).orElse(null), a.number("deliveryConfidence", "confidence").orElse(null),
                a.text("currency").filter(Money::isCurrency).orElse(null), a.texts("availableTargeting"),
                a.text("proposalId").orElse(null)));
    }

    // accounts

    public static WireRequest listAccounts(int skip, int top) {
        return WireRequest.get("/accounts", page(skip, top));
    }

    public static WireRequest openAccount(String advertiserId, String buyerId, String name) {
        var body = new LinkedHashMap<String, Object>();
        body.put("advertiserId", advertiserId);
        body.put("buyerId", buyerId);
        body.put("name", cut(name, 36));
        return WireRequest.post("/accounts", body);
    }

    public static Outcome<List<SellerObject>> accounts(WireReply reply) {
        return read(reply, json -> objects(json, "accounts"));
    }

    public static Outcome<SellerObject> account(WireReply reply) {
        return created(reply, "account");
    }

    // orders

    /**
     * What an order says.
     *
     * @param name  bears the natural key
     * @param key   the natural key, also put into ext and providerData.other
     */
    public record OrderDraft(String accountId, String name, String key, String campaignId, String campaignName, String brandId,
                             String publisherId, Money budget, LocalDate start, LocalDate end) {
    }

    public static WireRequest createOrder(OrderDraft order) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", order.name());
        body.put("accountId", order.accountId());
        putIfPresent(body, "publisherId", order.publisherId());
        putIfPresent(body, "brandId", order.brandId());
        body.put("currency", order.budget().currency());
        body.put("budget", order.budget().amount());
        body.put("startDate", startOfDay(order.start()));
        body.put("endDate", endOfDay(order.end()));
        body.put("providerData", Map.of("campaignId", order.campaignId(), "campaignName", order.campaignName(), "other", order.key()));
        body.put("ext", Map.of("gatewayKey", order.key()));
        return WireRequest.post(ordersPath(order.accountId()), body);
    }

    public static WireRequest listOrders(String accountId, int skip, int top) {
        return WireRequest.get(ordersPath(accountId), page(skip, top));
    }

    public static Outcome<List<SellerObject>> orders(WireReply reply) {
        return read(reply, json -> objects(json, "orders"));
    }

    public static Outcome<SellerObject> order(WireReply reply) {
        return created(reply, "order");
    }

    // lines

    public record LineDraft(String orderId, String productId, String name, String key, RateType rateType, long rateMicros, long quantity,
                            Money cost, LocalDate start, LocalDate end, Map<String, Object> targeting) {
    }

    public static WireRequest createLine(String accountId, LineDraft line) {
        var body = new LinkedHashMap<String, Object>();
        body.put("orderId", line.orderId());
        body.put("productId", line.productId());
        body.put("name", line.name());
        body.put("startDate", startOfDay(line.start()));
        body.put("endDate", endOfDay(line.end()));
        body.put("rateType", line.rateType().wireName());
        body.put("rate", Money.toAmount(line.rateMicros()));
        body.put("quantity", line.quantity());
        body.put("cost", line.cost().amount());
        if (!line.targeting().isEmpty()) {
            body.put("targeting", line.targeting());
        }
        body.put("providerData", Map.of("other", line.key()));
        body.put("ext", Map.of("gatewayKey", line.key()));
        return WireRequest.post(linesPath(accountId, line.orderId()), body);
    }

    public static WireRequest listLines(String accountId, String orderId, int skip, int top) {
        return WireRequest.get(linesPath(accountId, orderId), page(skip, top));
    }

    public static WireRequest getLine(String accountId, String orderId, String lineId) {
        return WireRequest.get(linePath(accountId, orderId, lineId), "");
    }

    /** One of reserve, book, cancel, reset. */
    public static WireRequest lineAction(String accountId, String orderId, String lineId, String action) {
        return WireRequest.patch(linePath(accountId, orderId, lineId), "action=" + action);
    }

    public static Outcome<List<SellerLine>> lines(WireReply reply) {
        return read(reply, json -> {
            Loose list = json.node().isArray() ? json : json.get("lines");
            return list.node().isArray() ? Optional.of(list.items().stream().filter(Loose::isObject)
                    .flatMap(l -> lineOf(l, "").stream()).toList()) : Optional.empty();
        });
    }

    /** A created line, or one that was read or acted on. */
    public static Outcome<SellerLine> line(WireReply reply) {
        return read(reply, json -> lineOf(json.get("line").isObject() ? json.get("line") : json, reply.location()));
    }

    private static Optional<SellerLine> lineOf(Loose l, String location) {
        String id = l.text("id", "lineId").orElseGet(() -> lastSegment(location));
        String state = l.text("bookingStatus", "status", "state").orElse("");
        // an answer to an action may say no more than the new state
        if (!l.isObject() || id.isEmpty() && LineState.of(state) == LineState.MISSING) {
            return Optional.empty();
        }
        return Optional.of(new SellerLine(id, l.text("name").orElse(""), l.text("productId").orElse(null), LineState.of(state), state,
                l.text("stateChangeReason", "stateChangedReason", "reason").orElse(null),
                l.instant("reservedExpiryDate", "reservedUntil").orElse(null),
                l.text("rateType").flatMap(RateType::of).orElse(null), l.micros("rate").orElse(null),
                l.whole("quantity", "qty").orElse(null), l.micros("cost").orElse(null),
                l.text("currency").map(c -> c.toUpperCase(Locale.ROOT)).orElse(null),
                l.instant("startDate").orElse(null), l.instant("endDate").orElse(null), marks(l)));
    }

    // stats

    public static WireRequest stats(String accountId, String orderId, String lineId) {
        return WireRequest.get(linePath(accountId, orderId, lineId) + "/stats", "");
    }

    /** The buyer agent's camelCase object, or the specification's {@code {"stats": […]}} of which the newest record counts. */
    public static Outcome<LineStats> lineStats(String lineId, String currency, WireReply reply) {
        return read(reply, json -> {
            Loose list = json.get("stats");
            if (json.node().isArray() || list.node().isArray()) {
                List<Loose> records = (json.node().isArray() ? json : list).items();
                return records.stream().max(Comparator.comparing(r -> r.instant("reportDate").orElse(Instant.EPOCH)))
                        .map(r -> statsOf(lineId, currency, r))
                        .or(() -> Optional.of(new LineStats(lineId, null, null, null, null, null, null, null, null, null, null, null)));
            }
            return json.isObject() ? Optional.of(statsOf(lineId, currency, json)) : Optional.empty();
        });
    }

    private static LineStats statsOf(String lineId, String currency, Loose s) {
        BigDecimal spend = s.micros("spend", "amountSpent").map(Money::toAmount).orElse(null);
        BigDecimal cpm = s.micros("effectiveCpm", "ecpm").map(Money::toAmount).orElse(null);
        return new LineStats(s.text("lineId").orElse(lineId), s.whole("impressionsDelivered", "impressions").orElse(null),
                s.whole("targetImpressions").orElse(null), s.number("deliveryRate").orElse(null),
                s.text("pacing", "pacingStatus").orElse(null), spend,
                spend == null && cpm == null ? null : s.text("currency").filter(Money::isCurrency).orElse(currency), cpm,
                s.number("vcr", "videoCompletionRate").orElse(null), s.number("viewability").orElse(null), s.number("ctr").orElse(null),
                s.instant("asOf", "lastUpdated", "reportDate").orElse(null));
    }

    // proposals

    public static WireRequest openProposal(String productId, long priceMicros, long impressions, LocalDate start, LocalDate end,
                                           String advertiserId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("product_id", productId);
        body.put("deal_type", "PD");
        body.put("price", Money.toAmount(priceMicros));
        body.put("impressions", impressions);
        body.put("start_date", start.toString());
        body.put("end_date", end.toString());
        putIfPresent(body, "advertiser_id", advertiserId);
        return WireRequest.post("/proposals", body);
    }

    /** @param buyerPrice whether the seller wants its offers as {@code buyer_price} */
    public static WireRequest counter(String proposalId, long priceMicros, boolean buyerPrice) {
        return WireRequest.post(counterPath(proposalId), Map.of(priceName(buyerPrice), Money.toAmount(priceMicros)));
    }

    public static WireRequest accept(String proposalId, long sellerPriceMicros, boolean buyerPrice) {
        var body = new LinkedHashMap<String, Object>();
        body.put(priceName(buyerPrice), Money.toAmount(sellerPriceMicros));
        body.put("action", "accept");
        return WireRequest.post(counterPath(proposalId), body);
    }

    public static WireRequest decline(String proposalId) {
        return WireRequest.post(counterPath(proposalId), Map.of("action", "decline"));
    }

    private static String priceName(boolean buyerPrice) {
        return buyerPrice ? "buyer_price" : "price";
    }

    public static WireRequest readProposal(String proposalId) {
        return WireRequest.get("/proposals/" + WireRequest.segment(proposalId), "");
    }

    /**
     * A proposal as the seller shows it. Sellers need not serve this.
     *
     * @param buyerMicros the last offer that it has heard; null when it does not say
     * @param rounds      how many it has heard; 0 when it does not say
     */
    public record Proposal(Long buyerMicros, int rounds, SellerOffer offer) {
    }

    public static Outcome<Proposal> proposal(WireReply reply) {
        return read(reply, json -> {
            var rounds = json.items("rounds");
            Loose last = rounds.isEmpty() ? json : rounds.get(rounds.size() - 1);
            return json.isObject() ? Optional.of(new Proposal(last.micros("buyerPrice", "lastBuyerPrice", "offer").orElse(null), rounds.size(), offerOf(last.node() == json.node()
                    ? json : last))) : Optional.empty();
        });
    }

    /** The seller's answer to an offer, or to the opening of a proposal. */
    public static Outcome<SellerOffer> offer(WireReply reply) {
        return read(reply, json -> json.isObject() ? Optional.of(offerOf(json)) : Optional.empty());
    }

    private static SellerOffer offerOf(Loose json) {
        Loose round = json.get("round").isObject() ? json.get("round") : json.get("counterTerms").isObject() ? json.get("counterTerms") : json;
        Long price = round.micros("sellerPrice", "currentPrice", "proposedPrice").or(() -> json.micros("sellerPrice", "currentPrice"))
                .or(() -> round.micros("price")).orElse(null);
        Loose money = round.get("sellerPrice", "currentPrice");
        String currency = (money.isObject() ? money.text("currency") : round.text("currency").or(() -> json.text("currency"))).orElse(null);
        String action = round.text("action").or(() -> json.text("action", "recommendation")).orElse("");
        return new SellerOffer(json.text("proposalId", "id").orElse(null), SellerOffer.Action.of(action, json.text("status").orElse("")),
                price, currency == null ? null : currency.toUpperCase(Locale.ROOT), json.whole("roundsRemaining", "roundsLeft").map(Long::intValue).orElse(null),
                round.text("rationale").or(() -> json.text("rationale", "message")).orElse(""));
    }

    // shared

    private static <T> Outcome<T> read(WireReply reply, Function<Loose, Optional<T>> reader) {
        if (!reply.answered()) {
            return new Outcome.Unknown<>(reply.reason(), reply.failure() == WireReply.Failure.NOT_SENT
                    || reply.failure() == WireReply.Failure.TOO_LATE, "");
        }
        int status = reply.status();
        if (status >= 200 && status < 300) {
            return reply.json().flatMap(reader).<Outcome<T>>map(Outcome.Accepted::new)
                    .orElseGet(() -> new Outcome.Unknown<>("the answer cannot be read (HTTP " + status + ", " + reply.body().length + " bytes)"));
        }
        boolean known = status >= 400 && status < 500 && status != 408 && status != 409 && status != 425 && status != 429 || status == 501;
        return known ? new Outcome.Refused<>(status, reply.reason()) : new Outcome.Unknown<>(reply.reason(), false, reply.retryAfter());
    }

    private static Outcome<SellerObject> created(WireReply reply, String envelope) {
        return read(reply, json -> objectOf(json.get(envelope).isObject() ? json.get(envelope) : json, reply.location()));
    }

    private static Optional<List<SellerObject>> objects(Loose json, String envelope) {
        Loose list = json.node().isArray() ? json : json.get(envelope);
        if (!list.node().isArray()) {
            return Optional.empty();
        }
        var objects = new ArrayList<SellerObject>();
        list.items().forEach(o -> objectOf(o, "").ifPresent(objects::add));
        return Optional.of(objects);
    }

    private static Optional<SellerObject> objectOf(Loose o, String location) {
        String id = o.text("id").orElseGet(() -> lastSegment(location));
        return !o.isObject() || id.isEmpty() ? Optional.empty() : Optional.of(new SellerObject(id, o.text("name").orElse(""),
                o.text("orderStatus", "status").orElse("").toUpperCase(Locale.ROOT),
                o.text("advertiserId").orElse("") + "/" + o.text("buyerId").orElse(""), marks(o)));
    }

    private static String marks(Loose o) {
        return o.text("name").orElse("") + "\n" + o.get("ext").text("gatewayKey").orElse("") + "\n"
                + o.get("providerData").text("other").orElse("");
    }

    private static String ordersPath(String accountId) {
        return "/accounts/" + WireRequest.segment(accountId) + "/orders";
    }

    private static String linesPath(String accountId, String orderId) {
        return ordersPath(accountId) + "/" + WireRequest.segment(orderId) + "/lines";
    }

    private static String linePath(String accountId, String orderId, String lineId) {
        return linesPath(accountId, orderId) + "/" + WireRequest.segment(lineId);
    }

    private static String counterPath(String proposalId) {
        return "/proposals/" + WireRequest.segment(proposalId) + "/counter";
    }

    private static String page(int skip, int top) {
        return "$skip=" + skip + "&$top=" + top;
    }

    /** A name with its natural key at the end, the name cut where both together would be too long. */
    public static String orderName(String name, String key) {
        return withKey(name, key, MAX_ORDER_NAME);
    }

    public static String lineName(String name, String key) {
        return withKey(name, key, MAX_LINE_NAME);
    }

    private static String withKey(String name, String key, int max) {
        String suffix = " [" + key + "]";
        return cut(name, max - suffix.length()) + suffix;
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /** Full UTC timestamps, since a date alone is read differently from seller to seller (facts/opendirect-2.1.md A36). */
    public static String startOfDay(LocalDate date) {
        return date + "T00:00:00Z";
    }

    public static String endOfDay(LocalDate date) {
        return date + "T23:59:59Z";
    }

    /** Whether a time that the seller echoes is the one that was sent, to the day: sellers cut and round times. */
    public static boolean sameDay(Instant echoed, LocalDate sent) {
        return echoed.truncatedTo(ChronoUnit.DAYS).equals(sent.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static String lastSegment(String location) {
        String path = location.replaceAll("[?#].*", "").replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void putIfPresent(Map<String, Object> body, String name, Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }
}
