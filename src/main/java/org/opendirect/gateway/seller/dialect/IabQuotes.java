package org.opendirect.gateway.seller.dialect;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/** Quotes and deals as the IAB seller agent writes them: flat with decimals in its first era, wrapped with micros since (facts section 6). */
final class IabQuotes {

    private IabQuotes() {
    }

    /**
     * {@code POST /api/v1/quotes}.
     *
     * @param dealType     null where the product does not say what it is sold as: then as the seller's profile says
     * @param targetMicros the price that is asked for; null for the seller's own. The seller takes any that is not below its floor
     */
    static WireRequest ask(Profile profile, String productId, DealType dealType, long impressions, LocalDate start, LocalDate end, Long targetMicros,
                           String currency, String key) {
        var body = new LinkedHashMap<String, Object>();
        body.put("idempotency_key", key);
        body.put("product_id", productId);
        body.put("deal_type", dealType == null ? profile.get(Choice.DEAL_TYPE) : dealType.name());
        body.put("impressions", impressions);
        body.put("flight_start", start.toString());
        body.put("flight_end", end.toString());
        identity(profile, body);
        if (targetMicros != null) {
            body.put("target_cpm", money(profile, targetMicros, currency));
        }
        return WireRequest.post("/api/v1/quotes", body);
    }

    /** The same on every call, since a seller agent knows its keys again by it (facts section 6.3). */
    static void identity(Profile profile, Map<String, Object> body) {
        Map<String, String> identity = profile.pairs(Choice.BUYER_IDENTITY);
        if (!identity.isEmpty()) {
            body.put("buyer_identity", identity);
        }
    }

    static Object money(Profile profile, long micros, String currency) {
        if (!profile.is(Choice.MONEY, "micros")) {
            return Money.toAmount(micros);
        }
        var money = new LinkedHashMap<String, Object>();
        money.put("amount_micros", micros);
        money.put("currency", currency);
        return money;
    }

    /** A quote or a deal, wrapped or not, as a line. */
    static Optional<SellerLine> line(Loose json) {
        Loose quote = json.get("quote").isObject() ? json.get("quote") : json;
        Loose deal = json.get("deal").isObject() ? json.get("deal") : json;
        boolean isQuote = json.get("quote").isObject() || json.text("quoteId").isPresent() && json.get("availability").isPresent();
        if (isQuote) {
            return quote.text("quoteId").filter(id -> !Replies.isNoId(id)).map(id -> {
                LineState said = quoteState(quote.text("status").orElse(""));
                LineState state = isPriceUnderstood(quote) ? said : said.isBooked() ? LineState.STRANGE : LineState.DECLINED;
                return line(quote, state.isBooked() ? quote.text("dealId").filter(made -> !Replies.isNoId(made)).orElse(id) : id, state, quote.timestamp("expiresAt").orElse(null));
            });
        }
        return deal.text("dealId").filter(id -> !Replies.isNoId(id)).map(id -> line(deal, id, isPriceUnderstood(deal) ? dealState(deal.text("status").orElse("")) : LineState.STRANGE, null));
    }

    /** A price for a completed view is not one for a thousand impressions, whatever its name says. Where no model is said, it is CPM. */
    private static boolean isPriceUnderstood(Loose item) {
        return item.get("pricing").text("pricingModel").map(m -> RateType.of(m).isPresent()).orElse(true);
    }

    private static SellerLine line(Loose item, String id, LineState state, Timestamp until) {
        Loose pricing = item.get("pricing");
        Loose terms = item.get("terms").isObject() ? item.get("terms") : item;
        Loose price = pricing.get("finalCpm");
        return new SellerLine(id, item.text("notes").orElse(""), item.get("product").text("productId").or(() -> item.text("productId")).orElse(null), state,
                item.text("status").orElse(""), isPriceUnderstood(item) ? item.text("reason").orElse(null)
                : "it is priced by " + item.get("pricing").text("pricingModel").orElse("") + ", which is not a price that was agreed", until,
                pricing.text("pricingModel").flatMap(RateType::of).orElse(RateType.CPM),
                pricing.micros("finalCpm").or(() -> item.micros("actualPriceCpm")).orElse(null), terms.whole("impressions").orElse(null), null,
                (price.isObject() ? price.text("currency") : pricing.text("currency")).map(c -> c.toUpperCase(Locale.ROOT)).orElse(null),
                terms.timestamp("flightStart").orElse(null), terms.timestamp("flightEnd").orElse(null), "");
    }

    private static LineState quoteState(String status) {
        return switch (Loose.plain(status)) {
            case "available" -> LineState.RESERVED;
            case "booked" -> LineState.BOOKED;
            case "expired" -> LineState.EXPIRED;
            case "declined" -> LineState.DECLINED;
            case "" -> LineState.MISSING;
            default -> LineState.STRANGE;
        };
    }

    /** A deal is binding once it is there: nothing ever moves it out of "proposed" (facts section 6.2). */
    private static LineState dealState(String status) {
        return switch (Loose.plain(status)) {
            case "proposed", "confirmed", "active", "booked", "accepted" -> LineState.BOOKED;
            case "completed", "finished" -> LineState.FINISHED;
            case "expired" -> LineState.EXPIRED;
            case "cancelled", "canceled", "rejected" -> LineState.CANCELED;
            case "deprecated" -> LineState.STOPPED;
            case "" -> LineState.MISSING;
            default -> LineState.STRANGE;
        };
    }

    /** Whether a read says that a quote is not there any more: it has expired, and nothing was made of it. */
    static boolean isGone(WireReply reply) {
        return reply.answered() && (reply.status() == 404 || reply.status() == 410)
                && reply.json().flatMap(j -> j.get("detail").text("error")).filter(e -> e.startsWith("quote_")).isPresent();
    }

    /** {@code GET /api/v1/deals/{id}/performance}; figures of a deal that has not delivered yet are placeholders (facts section 8). */
    static LineStats stats(LineDraft line, Loose s) {
        Long served = s.whole("impressionsServed").orElse(null);
        boolean delivered = served != null && served > 0;
        BigDecimal cpm = delivered ? s.micros("avgCpmActual").filter(m -> m > 0).map(Money::toAmount).orElse(null) : null;
        return new LineStats(s.text("dealId").orElse(line.lineId()), served, line.quantity(), null, s.text("deliveryPacing").orElse(null), null,
                cpm == null ? null : line.cost().currency(), cpm, null, null, null, s.instant("lastUpdated").orElse(null));
    }
}
