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
     * @param missing how much of what the line wants it does not get, in words; null for nothing
     */
    record Share(List<Part> parts, List<String> reasons, String missing) {

        boolean whole() {
            return missing == null;
        }
    }

    Share share(Plan.Line line, List<Candidate> candidates) {
        var reasons = new ArrayList<String>();
        var parts = new ArrayList<Part>();
        long own = line.budgetMicros() == null ? Long.MAX_VALUE : line.budgetMicros();
        boolean ownBudgetBinds = own <= budgetLeft;
        long lineBudget = Math.min(budgetLeft, own);
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
            long affordable = c.rate().quantityWithin(new Money(lineBudget, currency), Math.min(wanted, Demand.MOST));
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
            String tooSmall = tooSmall(c, quantity, cost);
            if (tooSmall != null) {
                note(reasons, c.key() + " takes no order below " + tooSmall);
                continue;
            }
            parts.add(new Part(c, c.rate(), quantity, cost, List.of(why(c, quantity, cost, available, affordable))));
            taken.merge(c.key(), quantity, Long::sum);
            lineBudget -= cost.micros();
            budgetLeft -= cost.micros();
            moneyEnds = quantity == affordable && affordable < Math.min(wanted, available);
            wanted -= line.impressions() == null ? 0 : quantity;
        }
        boolean spent = moneyEnds || budgetIsSpent(parts, lineBudget);
        boolean whole = !parts.isEmpty() && (line.impressions() != null && wanted == 0 || spent && ownBudgetBinds);
        String missing = whole ? null : missing(line, wanted, own == Long.MAX_VALUE ? 0 : own - parts.stream().mapToLong(p -> p.cost().micros()).sum());
        if (!whole && !parts.isEmpty()) {
            note(reasons, (spent ? "the plan's budget is used up, " : "no more inventory fits, ") + missing);
        }
        if (parts.isEmpty() && reasons.isEmpty() && !candidates.isEmpty()) {
            note(reasons, "the budget of the plan is used up");
        }
        return new Share(parts, reasons, missing);
    }

    /** The minimum that an order would be below, and what it would be; null for none. */
    private String tooSmall(Candidate c, long quantity, Money cost) {
        Long spend = c.product.minSpendMicros();
        Long impressions = c.product.terms().minImpressions();
        if (spend != null && cost.micros() < spend) {
            return new Money(spend, currency) + ", this would be " + cost;
        }
        return impressions == null || quantity >= impressions ? null : impressions + " impressions, this would be " + quantity;
    }

    private String missing(Plan.Line line, long impressions, long money) {
        return line.impressions() == null ? new Money(money, currency) + " of its budget is left" : impressions + " impressions are missing";
    }

    /** Whether what is left would not buy one more impression of the cheapest part. */
    private boolean budgetIsSpent(List<Part> parts, long left) {
        return parts.stream().allMatch(p -> p.rate().quantityWithin(new Money(Math.max(0, left), currency), 1) == 0);
    }

    private static String why(Candidate c, long quantity, Money cost, long available, long affordable) {
        String limit = quantity == available && available < affordable ? ", all it has left"
                : c.available == null && !c.availsSuffice ? ", the seller does not say how much it has" : "";
        return c.key() + " at " + c.priceInWords() + ": " + quantity + " impressions for " + cost + limit + outcome(c)
                + (c.availsAnswered ? "" : "; avails not confirmed, planned by the catalogue") + minimums(c);
    }

    private static String minimums(Candidate c) {
        Long spend = c.product.minSpendMicros();
        Long impressions = c.product.terms().minImpressions();
        return (spend == null ? "" : "; its minimum is " + new Money(spend, c.currency))
                + (impressions == null ? "" : "; its minimum is " + impressions + " impressions");
    }

    private static String outcome(Candidate c) {
        return c.negotiationOutcome == null ? "" : (c.wouldAgreeMicros == null ? "; negotiation " : "; would be negotiated ") + c.negotiationOutcome;
    }

    private static void note(List<String> reasons, String reason) {
        if (reasons.size() < MAX_REASONS) {
            reasons.add(reason);
        }
    }
}
