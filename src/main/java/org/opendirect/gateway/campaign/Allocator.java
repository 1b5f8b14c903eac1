package org.opendirect.gateway.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;

/**
 * Shares a plan's budget and impressions out to products: line by line in the plan's order, each from the cheapest product that
 * satisfies it, then the next, split when one has too little. No more than the plan's budget is ever given out, and no product's
 * impressions are given out twice. A pure function; the reasons say in words what was done and why.
 */
final class Allocator {

    private static final int MAX_REASONS = 20;

    private final String currency;
    private long budgetLeft;
    private final Map<String, Long> taken = new HashMap<>();

    Allocator(Money budget) {
        this.currency = budget.currency();
        this.budgetLeft = budget.micros();
    }

    /** What is bought of one product for one plan line. */
    record Part(Candidate candidate, Rate rate, long quantity, Money cost, List<String> reasons) {
    }

    /**
     * @param parts   in the order they were found, empty when nothing was
     * @param reasons why the line got what it got
     * @param whole   whether nothing of what the line wants is missing for want of inventory
     */
    record Share(List<Part> parts, List<String> reasons, boolean whole) {
    }

    Share share(Plan.Line line, List<Candidate> candidates) {
        var reasons = new ArrayList<String>();
        var parts = new ArrayList<Part>();
        long lineBudget = Math.min(budgetLeft, line.budgetMicros() == null ? Long.MAX_VALUE : line.budgetMicros());
        long wanted = line.impressions() == null ? Long.MAX_VALUE : line.impressions();
        boolean moneyEnds = false;
        for (Candidate c : candidates.stream().sorted(Candidate.BEST_FIRST).toList()) {
            if (wanted == 0 || moneyEnds) {
                break;
            }
            if (line.maxMicros() != null && c.priceMicros() > line.maxMicros()) {
                note(reasons, c.key() + " at " + c.priceInWords() + " is above maxCpm " + Money.toAmount(line.maxMicros()).toPlainString()
                        + outcome(c));
                continue;
            }
            long available = c.available == null ? Long.MAX_VALUE : Math.max(0, c.available - taken.getOrDefault(c.key(), 0L));
            long affordable = c.rate().quantityWithin(new Money(lineBudget, currency), Math.min(wanted, 1_000_000_000_000_000L));
            long quantity = Math.min(affordable, available);
            Money cost = c.rate().cost(quantity);
            if (affordable == 0) {
                // what comes after it costs more, unless it stands before the others because it is preferred
                moneyEnds = !c.preferred;
                note(reasons, c.key() + " at " + c.priceInWords() + ": the budget does not buy one impression more");
                continue;
            }
            if (quantity == 0 || cost.micros() == 0 && c.priceMicros() > 0) {
                note(reasons, c.key() + (quantity == 0 ? " has nothing left" : " has only " + quantity + " left, too little to be billed"));
                continue;
            }
            if (c.product.minSpendMicros() != null && cost.micros() < c.product.minSpendMicros()) {
                note(reasons, c.key() + " takes no order below " + new Money(c.product.minSpendMicros(), currency) + ", this would be " + cost);
                continue;
            }
            parts.add(new Part(c, c.rate(), quantity, cost, List.of(why(c, quantity, cost, available, affordable))));
            taken.merge(c.key(), quantity, Long::sum);
            lineBudget -= cost.micros();
            budgetLeft -= cost.micros();
            moneyEnds = quantity == affordable && affordable < Math.min(wanted, available);
            wanted -= line.impressions() == null ? 0 : quantity;
        }
        boolean whole = !parts.isEmpty() && (line.impressions() != null && wanted == 0 || moneyEnds || budgetIsSpent(parts, lineBudget));
        if (!whole && !parts.isEmpty()) {
            note(reasons, "no more inventory fits" + (line.impressions() == null ? ", " + new Money(lineBudget, currency) + " of the budget is left"
                    : ", " + wanted + " impressions are missing"));
        }
        if (parts.isEmpty() && reasons.isEmpty()) {
            note(reasons, candidates.isEmpty() ? "no product fits" : "the budget of the plan is used up");
        }
        return new Share(parts, reasons, whole);
    }

    /** Whether what is left would not buy one more impression of the cheapest part. */
    private boolean budgetIsSpent(List<Part> parts, long left) {
        return parts.stream().allMatch(p -> p.rate().quantityWithin(new Money(Math.max(0, left), currency), 1) == 0);
    }

    private static String why(Candidate c, long quantity, Money cost, long available, long affordable) {
        String limit = quantity == available && available < affordable ? ", all it has left"
                : c.available == null ? ", the seller does not say how much it has" : "";
        return c.key() + " at " + c.priceInWords() + ": " + quantity + " impressions for " + cost + limit + outcome(c)
                + (c.availsAnswered ? "" : "; avails not confirmed, planned by the catalogue");
    }

    private static String outcome(Candidate c) {
        return c.negotiationOutcome == null ? "" : "; negotiation " + c.negotiationOutcome;
    }

    private static void note(List<String> reasons, String reason) {
        if (reasons.size() < MAX_REASONS) {
            reasons.add(reason);
        }
    }
}
