package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Negotiations of a sandbox seller: its price gives way to a floor in equal steps. Guarded by the monitor of its books. */
final class SandboxOffers {

    static final int MAX_ROUNDS = 5;

    private final SandboxBooks books;
    private final SandboxLedger ledger;

    SandboxOffers(SandboxBooks books) {
        this.books = books;
        this.ledger = books.ledger;
    }

    Answer propose(Map<String, Object> request) {
        synchronized (books) {
            SandboxProduct p = books.find(String.valueOf(request.get("product_id")));
            if (p == null || books.seller.equals("budget-network")) {
                return Answer.refused(404, "NotFound", p == null ? "there is no such product" : "prices are not negotiated here");
            }
            String id = open(p, p.price(), ledger.newId("prop"));
            return request.get("price") == null ? Answer.ok(Map.of("proposalId", id)) : counter(id, request);
        }
    }

    /** Opens a negotiation at the price that the buyer has without one; answers its id. */
    String open(SandboxProduct p, BigDecimal asked, String id) {
        var proposal = new LinkedHashMap<String, Object>();
        proposal.put("id", id);
        proposal.put("productId", p.id());
        proposal.put("basePrice", asked);
        proposal.put("sellerPrice", asked);
        proposal.put("round", 0);
        proposal.put("status", "open");
        ledger.put("proposals", proposal);
        return id;
    }

    /** Gives way to the floor in equal steps; the last offer is the last. */
    Answer counter(String proposalId, Map<String, Object> request) {
        synchronized (books) {
            var proposal = ledger.get("proposals", proposalId);
            if (proposal == null) {
                return Answer.refused(404, "ProposalNotFound", "there is no proposal " + proposalId);
            }
            if (!proposal.get("status").equals("open")) {
                return Answer.refused(400, "ProposalClosed", "the negotiation is " + proposal.get("status"));
            }
            return answer(new LinkedHashMap<>(proposal), request);
        }
    }

    private Answer answer(Map<String, Object> proposal, Map<String, Object> request) {
        BigDecimal standing = SandboxBooks.decimal(proposal.get("sellerPrice"));
        String action = String.valueOf(request.getOrDefault("action", "counter"));
        if (action.equals("decline")) {
            return close(proposal, "declined", null, "reject");
        }
        if (request.get("price") == null) {
            return Answer.refused(422, "PriceMissing", "price is missing");
        }
        BigDecimal offer = SandboxBooks.decimal(request.get("price"));
        if (action.equals("accept") || offer.compareTo(standing) >= 0) {
            return offer.compareTo(standing) >= 0 ? close(proposal, "accepted", standing, "accept")
                    : Answer.refused(400, "PriceTooLow", "the standing price is " + standing);
        }
        int round = SandboxBooks.decimal(proposal.get("round")).intValue() + 1;
        BigDecimal next = price(books.find((String) proposal.get("productId")), SandboxBooks.decimal(proposal.get("basePrice")), round);
        proposal.put("round", round);
        if (offer.compareTo(next) >= 0) {
            return close(proposal, "accepted", offer, "accept");
        }
        proposal.put("sellerPrice", next);
        ledger.put("proposals", proposal);
        return Answer.ok(offer(proposal, round >= MAX_ROUNDS ? "final_offer" : "counter"));
    }

    private static BigDecimal price(SandboxProduct p, BigDecimal base, int round) {
        return base.subtract(base.subtract(p.floor().min(base)).multiply(BigDecimal.valueOf(Math.min(round, MAX_ROUNDS)))
                .divide(BigDecimal.valueOf(MAX_ROUNDS), 2, RoundingMode.HALF_UP));
    }

    private Answer close(Map<String, Object> proposal, String status, BigDecimal agreed, String action) {
        proposal.put("status", status);
        if (agreed != null) {
            proposal.put("sellerPrice", agreed);
            proposal.put("agreedPrice", agreed);
        }
        ledger.put("proposals", proposal);
        return Answer.ok(offer(proposal, action));
    }

    private static Map<String, Object> offer(Map<String, Object> proposal, String action) {
        var offer = new LinkedHashMap<String, Object>();
        offer.put("proposalId", proposal.get("id"));
        offer.put("action", action);
        offer.put("sellerPrice", proposal.get("sellerPrice"));
        offer.put("currency", "USD");
        offer.put("status", proposal.get("status"));
        offer.put("rationale", "round " + proposal.get("round") + " of " + MAX_ROUNDS);
        return offer;
    }
}
