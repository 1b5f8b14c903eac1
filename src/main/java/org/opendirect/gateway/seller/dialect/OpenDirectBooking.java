package org.opendirect.gateway.seller.dialect;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/** Accounts, orders, lines and stats in OpenDirect 2.1, in the forms that sellers give it. */
final class OpenDirectBooking implements BookingSpeech {

    private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

    /** of ProviderData in OpenDirect 1.5.1 */
    private static final int LONGEST_TEXT = 1_000;

    private final Profile profile;

    OpenDirectBooking(Profile profile) {
        this.profile = profile;
    }

    @Override
    public boolean serves(Call call) {
        return true;
    }

    @Override
    public boolean repeatable(Call call) {
        return false;
    }

    @Override
    public boolean quotes() {
        return false;
    }

    @Override
    public boolean renames() {
        return false;
    }

    @Override
    public boolean targets() {
        return true;
    }

    @Override
    public List<String> pagings() {
        return OpenDirectCatalog.pagings(profile);
    }

    // accounts and orders

    @Override
    public WireRequest say(Call call, OrderDraft o, Page page) {
        return switch (call) {
            case LIST_ACCOUNTS -> page.of(WireRequest.get("/accounts", query(filter("advertiserId", o.advertiserId(), "buyerId", o.buyerId()),
                    page.query())));
            case OPEN_ACCOUNT -> WireRequest.post("/accounts", Body.of(profile).put("advertiserId", o.advertiserId()).put("buyerId", o.buyerId())
                    .put("name", Names.cut(o.advertiserName(), Names.MAX_ACCOUNT_NAME)).properties());
            case LIST_ORDERS -> page.of(WireRequest.get(orders(o.accountId()), query(o.name() == null ? "" : filter("name", o.name()), page.query())));
            case CREATE_ORDER -> createOrder(o);
            case READ_ORDER -> WireRequest.get(order(o), "");
            case DELETE_ORDER -> new WireRequest("DELETE", order(o), "", new byte[0], false);
            default -> throw new IllegalArgumentException("not a call about orders: " + call);
        };
    }

    private WireRequest createOrder(OrderDraft o) {
        Body body = Body.of(profile).put("name", o.name()).may("accountId", o.accountId()).may("publisherId", o.publisherId()).put("currency", o.budget().currency()).put("budget", o.budget().amount())
                .put("startDate", Times.startOfDay(o.start())).put("endDate", Times.endOfDay(o.end()));
        if (PropertyCase.of(profile) == PropertyCase.LOWER) {
            // the text of the standard stars it (facts/opendirect-2.1.md section 2.10); whoever names no brand buys for the advertiser
            body.may("advertiserBrandId", o.brandId() == null ? o.advertiserId() : o.brandId());
        } else {
            body.may("brandId", o.brandId());
        }
        body.may("providerData", profile.is(Choice.PROVIDER_DATA, "string") ? asText(o.key(), o.campaignId(), o.campaignName())
                : body.inner().put("campaignId", o.campaignId()).put("campaignName", o.campaignName()).put("other", o.key()).properties());
        return WireRequest.post(orders(o.accountId()), body.may("ext", Map.of("gatewayKey", o.key())).properties());
    }

    @Override
    public Outcome<PageOf<SellerObject>> objects(Call call, WireReply reply) {
        return Replies.read(reply, json -> Replies.objects(json, reply, call == Call.LIST_ACCOUNTS ? "accounts" : "orders"));
    }

    @Override
    public Outcome<SellerObject> object(Call call, WireReply reply) {
        if (call == Call.DELETE_ORDER) {
            // OpenDirect 2.1 does not say with which status and body it is answered
            return Replies.read(reply, () -> Optional.of(new SellerObject("", "", "", "", "")));
        }
        String envelope = call == Call.OPEN_ACCOUNT ? "account" : "order";
        return Replies.read(reply, json -> Replies.objectOf(json.get(envelope).isObject() ? json.get(envelope) : json, reply.location()));
    }

    // lines

    @Override
    public WireRequest say(Call call, LineDraft l, Page page) {
        return switch (call) {
            case CREATE_LINE -> createLine(l);
            case LIST_LINES -> page.of(WireRequest.get(lines(l), page.query()));
            case READ_LINE -> WireRequest.get(line(l), "");
            case RESERVE -> action(l, "reserve");
            case BOOK -> action(l, "book");
            case RELEASE, CANCEL -> action(l, "cancel");
            case RESET -> action(l, "reset");
            default -> throw new IllegalArgumentException("not a call about lines: " + call);
        };
    }

    private WireRequest createLine(LineDraft l) {
        Body body = Body.of(profile).may("orderId", l.orderId()).put("productId", l.productId()).put("name", l.name())
                .put("startDate", Times.startOfDay(l.start())).put("endDate", Times.endOfDay(l.end()))
                .put("rateType", l.rateType().wireName()).put("rate", Money.toAmount(l.rateMicros())).put(quantityName(), l.quantity())
                .may("cost", l.cost().amount()).targeting(l.targeting());
        body.may("providerData", profile.is(Choice.PROVIDER_DATA, "string") ? asText(l.key())
                : body.inner().put("other", l.key()).properties());
        return WireRequest.post(lines(l), body.may("ext", Map.of("gatewayKey", l.key())).properties());
    }

    /** Our key first, so that it is never cut. */
    private static String asText(String... parts) {
        String text = Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(" "));
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    private String quantityName() {
        return switch (profile.get(Choice.QUANTITY_NAME)) {
            case "qty" -> "qty";
            case "quantity" -> "quantity";
            default -> PropertyCase.of(profile) == PropertyCase.LOWER ? "qty" : "quantity";
        };
    }

    private WireRequest action(LineDraft l, String action) {
        byte[] body = profile.is(Choice.ACTION_BODY, "none") ? new byte[0] : EMPTY_OBJECT;
        return new WireRequest(profile.get(Choice.UPDATE_VERB), line(l), profile.get(Choice.ACTION_FORM).replace("{action}", action), body, false);
    }

    @Override
    public Outcome<PageOf<SellerLine>> lines(WireReply reply) {
        return Replies.read(reply, json -> Replies.listIn(json, "lines").map(list -> new PageOf<>(list.items().stream().filter(Loose::isObject)
                .flatMap(l -> lineOf(l, "").stream()).toList(), list.items().size(), Replies.totalOf(json, reply),
                NextPage.of(json, reply))));
    }

    @Override
    public Outcome<SellerLine> line(Call call, WireReply reply) {
        return Replies.read(reply, json -> lineOf(json.get("line").isObject() ? json.get("line") : json, reply.location()));
    }

    private Optional<SellerLine> lineOf(Loose l, String location) {
        String id = l.text("id", "lineId").orElseGet(() -> Replies.lastSegment(location));
        String state = l.text("bookingStatus", "status", "state").orElse("");
        // an answer to an action may say no more than the new state
        if (!l.isObject() || Replies.isNoId(id) || id.isEmpty() && LineState.of(state) == LineState.MISSING) {
            return Optional.empty();
        }
        Timestamp start = l.timestamp("startDate").map(t -> Times.inZone(profile, t, null)).orElse(null);
        return Optional.of(new SellerLine(id, l.text("name").orElse(""), l.text("productId").orElse(null), LineState.of(alias(state)), state,
                l.text("stateChangeReason", "stateChangedReason", "reason").orElse(null),
                l.timestamp("reservedExpiryDate", "reservedUntil").map(until -> Times.inZone(profile, until, start)).orElse(null),
                l.text("rateType").flatMap(RateType::of).orElse(null), l.micros("rate").orElse(null),
                l.whole("quantity", "qty").orElse(null), l.micros("cost").orElse(null),
                l.text("currency").or(() -> l.get("rate").text("currency")).or(() -> l.get("cost").text("currency"))
                        .map(c -> c.toUpperCase(Locale.ROOT)).orElse(null),
                start, l.timestamp("endDate").map(end -> Times.end(profile, end)).orElse(null), Replies.marks(l), l.text("orderId").orElse(null),
                l.text("accountId").orElse(null)));
    }

    private String alias(String state) {
        return profile.pairs(Choice.STATE_ALIASES).entrySet().stream().filter(a -> Loose.plain(a.getKey()).equals(Loose.plain(state)))
                .map(Map.Entry::getValue).findFirst().orElse(state);
    }

    // how else it can be said

    @Override
    public Optional<Map<Choice, String>> otherWay(Call call, List<Way> tried) {
        return OpenDirectWays.next(profile, call, tried);
    }

    @Override
    public List<Choice> shownBy(Call call) {
        return OpenDirectWays.shownBy(call);
    }

    // stats

    @Override
    public WireRequest stats(LineDraft l) {
        return WireRequest.get(line(l) + "/stats", "");
    }

    /** The buyer agent's camelCase object, or the specification's {@code {"stats": […]}} of which the newest record counts. */
    @Override
    public Outcome<LineStats> stats(LineDraft line, WireReply reply) {
        String currency = line.cost().currency();
        return Replies.read(reply, json -> {
            Loose list = json.get("stats");
            if (json.node().isArray() || list.node().isArray()) {
                List<Loose> records = (json.node().isArray() ? json : list).items();
                return records.stream().max(Comparator.comparing(r -> r.instant("reportDate").orElse(Instant.EPOCH)))
                        .map(r -> statsOf(line.lineId(), currency, r))
                        .or(() -> Optional.of(new LineStats(line.lineId(), null, null, null, null, null, null, null, null, null, null, null)));
            }
            return json.isObject() ? Optional.of(statsOf(line.lineId(), currency, json)) : Optional.empty();
        });
    }

    private LineStats statsOf(String lineId, String currency, Loose s) {
        BigDecimal spend = s.micros(names("spend", "amountSpent")).map(Money::toAmount).orElse(null);
        BigDecimal cpm = s.micros(names("effectiveCpm", "ecpm")).map(Money::toAmount).orElse(null);
        return new LineStats(s.text("lineId").orElse(lineId), s.whole(names("impressionsDelivered", "impressions")).orElse(null),
                s.whole(names("targetImpressions")).orElse(null), s.number(names("deliveryRate")).orElse(null),
                s.text(names("pacing", "pacingStatus")).orElse(null), spend,
                spend == null && cpm == null ? null : s.text("currency").filter(Money::isCurrency).orElse(currency), cpm,
                s.number(names("vcr", "videoCompletionRate")).orElse(null), s.number(names("viewability")).orElse(null), s.number(names("ctr")).orElse(null),
                s.instant(names("asOf", "lastUpdated", "reportDate")).orElse(null));
    }

    /** The seller's own name for a figure first, where one is set; the first of the given names is ours. */
    private String[] names(String... known) {
        return Stream.concat(profile.pairs(Choice.STATS_ALIASES).entrySet().stream().filter(a -> a.getValue().equals(known[0]))
                .map(Map.Entry::getKey), Arrays.stream(known)).toArray(String[]::new);
    }

    // paths and queries

    private static String orders(String accountId) {
        return "/accounts/" + WireRequest.segment(accountId) + "/orders";
    }

    private static String order(OrderDraft o) {
        return orders(o.accountId()) + "/" + WireRequest.segment(o.orderId());
    }

    private static String lines(LineDraft l) {
        return orders(l.accountId()) + "/" + WireRequest.segment(l.orderId()) + "/lines";
    }

    private static String line(LineDraft l) {
        return lines(l) + "/" + WireRequest.segment(l.lineId());
    }

    /** Narrows a list in the seller's form; what comes back is compared here all the same. */
    private String filter(String... namesAndValues) {
        var filter = new StringBuilder();
        boolean odata = profile.is(Choice.FILTER, "odata");
        for (int i = 0; i < namesAndValues.length && !profile.is(Choice.FILTER, "none"); i += 2) {
            String name = PropertyCase.of(profile).write(namesAndValues[i]);
            String value = namesAndValues[i + 1];
            filter.append(filter.isEmpty() ? odata ? "$filter=" : "" : odata ? "%20and%20" : "&")
                    .append(odata ? name + "%20eq%20" + encoded("'" + value.replace("'", "''") + "'") : name + "=" + encoded(value));
        }
        return filter.toString();
    }

    private static String query(String filter, String paging) {
        return filter.isEmpty() || paging.isEmpty() ? filter + paging : filter + "&" + paging;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
