package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendirect.gateway.sandbox.SandboxBooks.Stock;

/**
 * Quotes of the seller agent: a price that is good for as long as a sandbox seller holds a line, and that holds no inventory. Guarded by
 * the monitor of the books.
 */
final class IabQuotes {

    private static final Duration SHORT_HOLD = Duration.ofMillis(500);
    private static final int DEFAULT_FLIGHT_DAYS = 30;

    private final boolean head;
    private final SandboxBooks books;
    private final SandboxLedger ledger;
    private final Clock clock;
    private final IabShapes shapes;
    private final IabReplays replays;

    IabQuotes(boolean head, SandboxBooks books, IabShapes shapes, IabReplays replays) {
        this.head = head;
        this.books = books;
        this.ledger = books.ledger;
        this.clock = books.clock;
        this.shapes = shapes;
        this.replays = replays;
    }

    /** @param fault null for none */
    Answer open(Map<String, Object> json, IabTier tier, SandboxFault fault) {
        synchronized (books) {
            var body = new IabBody(json, head);
            if (head) {
                body.required("idempotency_key");
            }
            var asked = new Asked(body.required("product_id"), dealType(body), body.whole("impressions"), body.money("target_cpm"),
                    body.date("flight_start", today()), body.date("flight_end", today().plusDays(DEFAULT_FLIGHT_DAYS)), tier);
            if (body.isWrong()) {
                return body.refusal();
            }
            return head ? replays.once("quote", body, () -> open(asked, fault), first -> quote(idOf(first))) : open(asked, fault);
        }
    }

    private record Asked(String productId, String dealType, Long impressions, BigDecimal target, LocalDate start, LocalDate end, IabTier tier) {
    }

    /** Head knows the types by their exact names; before, any case did, and the rest was a refusal of its own kind. */
    private String dealType(IabBody body) {
        String type = body.required("deal_type");
        if (type == null || !head) {
            return type == null ? null : type.toUpperCase(Locale.ROOT);
        }
        if (!List.of("PG", "PD", "PA").contains(type)) {
            body.fault("deal_type", "Input should be 'PG', 'PD' or 'PA'");
        }
        return type;
    }

    private Answer open(Asked asked, SandboxFault fault) {
        Stock stock = books.stock(asked.productId());
        if (!List.of("PG", "PD", "PA").contains(asked.dealType())) {
            return refused(400, "invalid_deal_type", "PG, PD or PA");
        }
        if (asked.dealType().equals("PG") && (asked.impressions() == null || asked.impressions() == 0)) {
            return refused(400, "pg_requires_impressions", "PG needs impressions");
        }
        if (asked.impressions() != null && asked.impressions() != 0 && asked.impressions() < IabShapes.MIN_IMPRESSIONS) {
            return refused(400, "below_minimum_impressions", "at least " + IabShapes.MIN_IMPRESSIONS);
        }
        if (stock == null) {
            return refused(404, "product_not_found", "there is no product " + asked.productId());
        }
        Instant now = clock.instant();
        var quote = new LinkedHashMap<String, Object>();
        quote.put("id", ledger.newCode("qt"));
        quote.put("status", "available");
        quote.put("productId", asked.productId());
        quote.put("dealType", asked.dealType());
        quote.put("impressions", asked.impressions());
        quote.put("flightStart", asked.start().toString());
        quote.put("flightEnd", asked.end().toString());
        BigDecimal computed = asked.tier().price(stock.product().price(), asked.impressions());
        quote.put("tier", asked.tier().word());
        quote.put("tierDiscount", asked.tier().discount());
        quote.put("volumeDiscount", asked.tier().volumeDiscount(asked.impressions()));
        quote.put("computedPrice", computed);
        quote.put("price", price(stock.product(), computed, asked.target(), fault));
        quote.put("createdAt", now.toString());
        quote.put("expiresAt", now.plus(fault == SandboxFault.SHORT_HOLD ? SHORT_HOLD : books.hold).toString());
        ledger.put("quotes", quote);
        return Answer.ok(shapes.quote(quote, stock.product(), stock.left()));
    }

    /** What the buyer names replaces the price in both directions, so long as it is not below the floor; then it is ignored. */
    private static BigDecimal price(SandboxProduct p, BigDecimal computed, BigDecimal target, SandboxFault fault) {
        BigDecimal price = target != null && target.compareTo(p.floor().max(BigDecimal.ONE)) >= 0 ? target : computed;
        return fault == SandboxFault.PRICE ? price.add(BigDecimal.ONE) : price;
    }

    /** {@code POST /pricing}: what a volume costs this buyer; in numbers, in both eras. */
    Answer pricing(Map<String, Object> json, IabTier tier) {
        synchronized (books) {
            var body = new IabBody(json, head);
            String productId = body.required("product_id");
            Long volume = body.whole("volume");
            if (body.isWrong()) {
                return body.refusal();
            }
            Stock stock = books.stock(productId);
            if (stock == null) {
                return new Answer(404, FastApi.detail("Product not found"), Map.of());
            }
            BigDecimal list = stock.product().price();
            var pricing = new LinkedHashMap<String, Object>();
            pricing.put("product_id", productId);
            pricing.put("base_price", list);
            pricing.put("final_price", tier.price(list, volume));
            pricing.put("currency", "USD");
            pricing.put("tier_discount", tier.discount().movePointLeft(2));
            pricing.put("volume_discount", tier.volumeDiscount(volume).movePointLeft(2));
            pricing.put("rationale", "Base price: $" + list + " CPM | Final price: $" + tier.price(list, volume) + " CPM");
            return Answer.ok(pricing);
        }
    }

    Answer quote(String id) {
        synchronized (books) {
            var quote = current(id);
            Answer gone = gone(id, quote);
            if (gone != null) {
                return gone;
            }
            Stock stock = books.stock((String) quote.get("productId"));
            return Answer.ok(shapes.quote(quote, stock.product(), stock.left()));
        }
    }

    /** Why a quote cannot be used any more, whether or not it was booked before; null when it can. */
    static Answer gone(String id, Map<String, Object> quote) {
        return quote == null ? refused(404, "quote_not_found", "there is no quote " + id)
                : "expired".equals(quote.get("status")) ? refused(410, "quote_expired", "the quote is over since " + quote.get("expiresAt")) : null;
    }

    /** A quote as it is by now; null when there is none. */
    Map<String, Object> current(String id) {
        var quote = ledger.get("quotes", id);
        if (quote == null || clock.instant().isBefore(Instant.parse((String) quote.get("expiresAt")))) {
            return quote;
        }
        var expired = new LinkedHashMap<>(quote);
        expired.put("status", "expired");
        ledger.put("quotes", expired);
        return expired;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static String idOf(Map<String, Object> answer) {
        return (String) ((Map<?, ?>) answer.get("quote")).get("quote_id");
    }

    static Answer refused(int status, String error, String message) {
        return new Answer(status, FastApi.detail(error, message), Map.of());
    }
}
