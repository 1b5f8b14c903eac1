package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Deals of the seller agent. A deal is a booked line in the ledger: it takes inventory until it is cancelled, or has been left alone for
 * 30 days. Guarded by the monitor of the books.
 */
final class IabDeals {

    private static final Duration LIFE = Duration.ofDays(30);

    private final boolean head;
    private final SandboxBooks books;
    private final SandboxLedger ledger;
    private final IabQuotes quotes;
    private final IabShapes shapes;
    private final IabReplays replays;

    IabDeals(boolean head, SandboxBooks books, IabQuotes quotes, IabShapes shapes, IabReplays replays) {
        this.head = head;
        this.books = books;
        this.ledger = books.ledger;
        this.quotes = quotes;
        this.shapes = shapes;
        this.replays = replays;
    }

    /** @param fault null for none */
    Answer book(Map<String, Object> json, SandboxFault fault) {
        synchronized (books) {
            var body = new IabBody(json, head);
            if (head) {
                body.required("idempotency_key");
            }
            String quoteId = body.required("quote_id");
            String notes = body.text("notes");
            if (body.isWrong()) {
                return body.refusal();
            }
            return head ? replays.once("deal", body, () -> book(quoteId, notes, fault), first -> deal(idOf(first))) : book(quoteId, notes, fault);
        }
    }

    private Answer book(String quoteId, String notes, SandboxFault fault) {
        var quote = quotes.current(quoteId);
        Answer gone = IabQuotes.gone(quoteId, quote);
        if (gone != null) {
            return gone;
        }
        if (!quote.get("status").equals("available")) {
            return IabQuotes.refused(409, "quote_already_booked", "Quote status is '" + quote.get("status") + "', expected 'available'.");
        }
        SandboxProduct p = books.find((String) quote.get("productId"));
        long impressions = quote.get("impressions") == null ? 0 : SandboxBooks.decimal(quote.get("impressions")).longValue();
        if (impressions > books.left(p)) {
            return IabQuotes.refused(409, "inventory_unavailable", "the impressions are not available any more");
        }
        var deal = line(quote, p, impressions, rate(quote, fault));
        if (notes != null) {
            deal.put("notes", notes);
        }
        ledger.put("lines", deal);
        var booked = new LinkedHashMap<>(quote);
        booked.put("status", "booked");
        booked.put("dealId", deal.get("id"));
        ledger.put("quotes", booked);
        return Answer.ok(shapes.deal(deal, p));
    }

    private Map<String, Object> line(Map<String, Object> quote, SandboxProduct p, long impressions, BigDecimal rate) {
        Instant now = books.clock.instant();
        String quoteId = (String) quote.get("id");
        var deal = new LinkedHashMap<String, Object>();
        deal.put("id", "DEMO-" + quoteId.substring(quoteId.indexOf('-') + 1).toUpperCase(Locale.ROOT));
        deal.put("quoteId", quoteId);
        deal.put("name", p.name());
        deal.put("productId", p.id());
        deal.put("dealType", quote.get("dealType"));
        deal.put("impressions", quote.get("impressions"));
        for (String of : List.of("tier", "tierDiscount", "volumeDiscount", "computedPrice")) {
            deal.put(of, quote.get(of));
        }
        deal.put("flightStart", quote.get("flightStart"));
        deal.put("flightEnd", quote.get("flightEnd"));
        deal.put("startDate", quote.get("flightStart") + "T00:00:00Z");
        deal.put("endDate", quote.get("flightEnd") + "T23:59:59Z");
        deal.put("rateType", "CPM");
        deal.put("rate", rate);
        deal.put("quantity", impressions);
        deal.put("currency", "USD");
        deal.put("cost", SandboxBooks.cost(rate, impressions));
        deal.put("bookingStatus", "Booked");
        deal.put("createdAt", now.toString());
        deal.put("expiresAt", now.plus(LIFE).toString());
        return deal;
    }

    /** What was agreed about this quote, else what it says. */
    private BigDecimal rate(Map<String, Object> quote, SandboxFault fault) {
        var negotiation = ledger.get("proposals", (String) quote.get("id"));
        Object agreed = negotiation == null ? null : negotiation.get("agreedPrice");
        BigDecimal rate = SandboxBooks.decimal(agreed == null ? quote.get("price") : agreed);
        return fault == SandboxFault.PRICE ? rate.add(BigDecimal.ONE) : rate;
    }

    Answer deal(String id) {
        synchronized (books) {
            var deal = current(id);
            return deal == null ? noDeal(id) : Answer.ok(shapes.deal(deal, books.find((String) deal.get("productId"))));
        }
    }

    /** The product of a deal, or of a quote; empty when there is neither. */
    String productOf(String id) {
        var known = ledger.get("lines", id) == null ? ledger.get("quotes", id) : ledger.get("lines", id);
        return known == null ? "" : (String) known.get("productId");
    }

    private Map<String, Object> current(String id) {
        var deal = ledger.get("lines", id);
        boolean over = deal != null && deal.get("bookingStatus").equals("Booked")
                && !books.clock.instant().isBefore(Instant.parse((String) deal.get("expiresAt")));
        return over ? moved(deal, "Expired") : deal;
    }

    private Map<String, Object> moved(Map<String, Object> deal, String state) {
        var moved = new LinkedHashMap<>(deal);
        moved.put("bookingStatus", state);
        ledger.put("lines", moved);
        return moved;
    }

    /** Of the operations only cancel is served, as in the era before head; each succeeds or fails for itself. */
    Answer bulk(Map<String, Object> json) {
        synchronized (books) {
            if (!(json.get("operations") instanceof List<?> operations)) {
                var body = new IabBody(json, head);
                body.required("operations");
                return body.refusal();
            }
            var results = new ArrayList<Map<String, Object>>();
            int succeeded = 0;
            for (Object operation : operations) {
                var result = result(results.size(), operation instanceof Map<?, ?> o ? o : Map.of());
                succeeded += result.get("success") == Boolean.TRUE ? 1 : 0;
                results.add(result);
            }
            return Answer.ok(Map.of("total", results.size(), "succeeded", succeeded, "failed", results.size() - succeeded, "results", results));
        }
    }

    private Map<String, Object> result(int index, Map<?, ?> operation) {
        String id = String.valueOf(operation.get("deal_id"));
        String error = !"cancel".equals(operation.get("action")) ? "not supported" : current(id) == null ? "Deal '" + id + "' not found" : null;
        if (error == null) {
            moved(current(id), "Canceled");
        }
        var result = new LinkedHashMap<String, Object>();
        result.put("index", index);
        result.put("action", operation.get("action"));
        result.put("success", error == null);
        result.put("deal_id", operation.get("deal_id"));
        result.put("error", error);
        return result;
    }

    /** Delivered evenly over the flight, where the original says 0 unless an ad server stands behind it. Prices are numbers in both eras. */
    Answer performance(String id) {
        synchronized (books) {
            var deal = current(id);
            if (deal == null) {
                return noDeal(id);
            }
            long target = SandboxBooks.decimal(deal.get("quantity")).longValue();
            long served = deal.get("bookingStatus").equals("Booked") ? books.delivered(deal) : 0;
            var performance = new LinkedHashMap<String, Object>();
            performance.put("deal_id", id);
            performance.put("impressions_available", target);
            performance.put("impressions_served", served);
            performance.put("fill_rate", target == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(served).divide(BigDecimal.valueOf(target), 4, RoundingMode.HALF_UP));
            performance.put("win_rate", new BigDecimal("0.0"));
            performance.put("avg_cpm_actual", served == 0 ? new BigDecimal("0.0") : deal.get("rate"));
            performance.put("delivery_pacing", served == 0 ? "not_started" : served == target ? "completed" : "on_track");
            performance.put("last_updated", books.clock.instant().toString());
            return Answer.ok(performance);
        }
    }

    private static Answer noDeal(String id) {
        return IabQuotes.refused(404, "deal_not_found", "there is no deal " + id);
    }

    private static String idOf(Map<String, Object> answer) {
        return (String) ((Map<?, ?>) answer.get("deal")).get("deal_id");
    }
}
