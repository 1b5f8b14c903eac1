package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.sandbox.SandboxBooks.Stock;

/**
 * Negotiation messages of the seller agent at head, about a quote (facts/iab-seller-agent.md section 4.5, its traps included). The
 * concessions are those of every sandbox seller, {@link SandboxOffers}. Guarded by the monitor of the books.
 */
final class IabNegotiations {

    private static final int SHARE_DIGITS = 6;

    private final SandboxBooks books;
    private final SandboxLedger ledger;
    private final IabQuotes quotes;
    private final IabShapes shapes;
    private final IabReplays replays;

    IabNegotiations(SandboxBooks books, IabQuotes quotes, IabShapes shapes, IabReplays replays) {
        this.books = books;
        this.ledger = books.ledger;
        this.quotes = quotes;
        this.shapes = shapes;
        this.replays = replays;
    }

    Answer message(Map<String, Object> json) {
        synchronized (books) {
            var body = new IabBody(json, true);
            body.required("idempotency_key");
            String action = body.required("action");
            BigDecimal price = body.money("buyer_price");
            String key = key(body);
            boolean priced = "counter".equals(action) || "final_offer".equals(action);
            if (priced && !body.has("buyer_price") || "reject".equals(action) && body.has("buyer_price")) {
                body.fault("buyer_price", priced ? "Field required" : "a rejection has no price");
            }
            if (action != null && !priced && !List.of("accept", "reject").contains(action)) {
                body.fault("action", "Input should be 'counter', 'final_offer', 'accept' or 'reject'");
            }
            if (body.isWrong()) {
                return body.refusal();
            }
            return replays.once("negotiation", body, () -> priced ? counter(key, price) : close(key, action), Answer::ok);
        }
    }

    /** Histories are kept under the quote, yet an id of the negotiation is looked up first: then there is none. */
    private static String key(IabBody body) {
        String key = null;
        for (String name : List.of("proposal_id", "negotiation_id", "quote_id")) {
            String given = body.text(name);
            key = key == null ? given : key;
        }
        if (key == null) {
            body.fault("quote_id", "one of negotiation_id, proposal_id, quote_id");
        }
        return key;
    }

    private Answer counter(String key, BigDecimal price) {
        var known = ledger.get("proposals", key);
        if (known == null) {
            var quote = quotes.current(key);
            Stock stock = quote == null || IabQuotes.gone(key, quote) != null ? null : books.stock((String) quote.get("productId"));
            if (stock == null) {
                return new Answer(404, FastApi.detail("Proposal not found"), Map.of());
            }
            books.offers().open(stock.product(), SandboxBooks.decimal(quote.get("price")), key);
            known = ledger.get("proposals", key);
        }
        if (!known.get("status").equals("open")) {
            return new Answer(400, FastApi.detail("Negotiation is " + status(known) + ", cannot counter"), Map.of());
        }
        boolean hopeless = price.signum() <= 0 || rounds(known).size() >= SandboxOffers.MAX_ROUNDS
                && price.compareTo(SandboxBooks.decimal(known.get("sellerPrice"))) < 0;
        Answer answered = books.offers().counter(key, hopeless ? Map.of("action", "decline") : Map.of("price", price));
        takesOverbid(key, price);
        return recorded(key, price, (String) ((Map<?, ?>) answered.body()).get("action"));
    }

    /** A buyer that offers more than is asked pays what it has offered. */
    private void takesOverbid(String key, BigDecimal offer) {
        var proposal = new LinkedHashMap<>(ledger.get("proposals", key));
        if (proposal.get("agreedPrice") != null && offer.compareTo(SandboxBooks.decimal(proposal.get("agreedPrice"))) > 0) {
            proposal.put("agreedPrice", offer);
            proposal.put("sellerPrice", offer);
            ledger.put("proposals", proposal);
        }
    }

    /** Accepting or rejecting what has ended is answered as if it had been done; what is kept stays as it was. */
    private Answer close(String key, String action) {
        var known = ledger.get("proposals", key);
        if (known == null) {
            return new Answer(404, FastApi.detail("No negotiation found for this proposal"), Map.of());
        }
        BigDecimal standing = SandboxBooks.decimal(known.get("sellerPrice"));
        if (!known.get("status").equals("open")) {
            return Answer.ok(wire(known, round(known, standing, action), action.equals("accept") ? "accepted" : "rejected"));
        }
        books.offers().counter(key, action.equals("accept") ? Map.of("action", "accept", "price", standing) : Map.of("action", "decline"));
        return recorded(key, standing, action);
    }

    private Answer recorded(String key, BigDecimal buyerPrice, String action) {
        var proposal = new LinkedHashMap<>(ledger.get("proposals", key));
        var round = round(proposal, buyerPrice, action);
        var rounds = new ArrayList<>(rounds(proposal));
        rounds.add(round);
        proposal.put("rounds", rounds);
        ledger.put("proposals", proposal);
        return Answer.ok(wire(proposal, round, status(proposal)));
    }

    private Map<String, Object> round(Map<String, Object> proposal, BigDecimal buyerPrice, String action) {
        BigDecimal list = SandboxBooks.decimal(proposal.get("basePrice"));
        BigDecimal sellerPrice = SandboxBooks.decimal(proposal.get("sellerPrice"));
        List<Map<String, Object>> before = rounds(proposal);
        BigDecimal last = before.isEmpty() ? list : SandboxBooks.decimal(before.get(before.size() - 1).get("seller_price"));
        var round = new LinkedHashMap<String, Object>();
        round.put("round_number", before.size() + 1);
        round.put("buyer_price", buyerPrice);
        round.put("seller_price", sellerPrice);
        round.put("action", action);
        round.put("concession_pct", last.subtract(sellerPrice).divide(list, SHARE_DIGITS, RoundingMode.HALF_UP));
        round.put("cumulative_concession_pct", list.subtract(sellerPrice).divide(list, SHARE_DIGITS, RoundingMode.HALF_UP));
        round.put("rationale", "Round " + (before.size() + 1) + " of " + SandboxOffers.MAX_ROUNDS);
        round.put("timestamp", books.clock.instant().toString());
        return round;
    }

    private Map<String, Object> wire(Map<String, Object> proposal, Map<String, Object> round, String status) {
        var inMicros = new LinkedHashMap<>(round);
        inMicros.put("buyer_price", shapes.money(round.get("buyer_price")));
        inMicros.put("seller_price", shapes.money(round.get("seller_price")));
        var wire = new LinkedHashMap<String, Object>();
        wire.put("negotiation_id", negotiationId(proposal));
        wire.put("status", status);
        wire.put("round", inMicros);
        wire.put("rounds_remaining", status.equals("active") ? SandboxOffers.MAX_ROUNDS - rounds(proposal).size() : 0);
        return wire;
    }

    /** The whole history, in numbers, with the floor: so does the agent. */
    Answer history(String key) {
        synchronized (books) {
            var proposal = ledger.get("proposals", key);
            if (proposal == null) {
                return new Answer(404, FastApi.detail("No negotiation found for this proposal"), Map.of());
            }
            SandboxProduct p = books.find((String) proposal.get("productId"));
            var history = new LinkedHashMap<String, Object>();
            history.put("negotiation_id", negotiationId(proposal));
            history.put("proposal_id", key);
            history.put("product_id", p.id());
            history.put("buyer_tier", "public");
            history.put("base_price", proposal.get("basePrice"));
            history.put("floor_price", p.floor());
            history.put("status", status(proposal));
            history.put("total_rounds", rounds(proposal).size());
            history.put("max_rounds", SandboxOffers.MAX_ROUNDS);
            history.put("rounds", rounds(proposal));
            return Answer.ok(history);
        }
    }

    private static String negotiationId(Map<String, Object> proposal) {
        String quote = (String) proposal.get("id");
        return "neg-" + quote.substring(quote.indexOf('-') + 1);
    }

    private static String status(Map<String, Object> proposal) {
        return switch ((String) proposal.get("status")) {
            case "open" -> "active";
            case "declined" -> "rejected";
            default -> "accepted";
        };
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rounds(Map<String, Object> proposal) {
        return (List<Map<String, Object>>) proposal.getOrDefault("rounds", List.of());
    }
}
