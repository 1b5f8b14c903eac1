package org.opendirect.gateway.campaign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;

/**
 * How much of each product a plan may want. Sellers answer for avails with no more than they were asked for, and with a number of their own
 * when they were asked for none; so what is asked for is always said, and it is never less than what all lines together may come to buy.
 */
final class Demand {

    /** impressions; no seller has so many, and sums over a plan's lines stay countable */
    static final long MOST = 1_000_000_000_000_000L;

    private final Plan plan;
    private final Map<String, Long> byProduct = new HashMap<>();

    /** @param candidates of each line, as they are before anything was asked about them */
    Demand(Plan plan, Map<Plan.Line, List<Candidate>> candidates) {
        this.plan = plan;
        var lowest = new HashMap<String, Rate>();
        candidates.forEach((line, all) -> all.forEach(c -> {
            Rate rate = lowestRate(line, c);
            byProduct.merge(c.key(), ofLine(line, rate), Long::sum);
            lowest.merge(c.key(), rate, (one, other) -> one.micros() <= other.micros() ? one : other);
        }));
        // whatever the lines want, the plan's budget buys no more than this
        byProduct.replaceAll((key, sum) -> Math.min(sum, Math.max(1, lowest.get(key).quantityWithin(plan.budget(), MOST))));
    }

    /** Impressions, at least 1. */
    long of(Candidate c) {
        return byProduct.get(c.key());
    }

    /** The most that one line buys at a rate: its impressions, or what its money buys; at least 1. */
    long ofLine(Plan.Line line, Rate rate) {
        long micros = line.budgetMicros() == null ? plan.budgetMicros() : Math.min(line.budgetMicros(), plan.budgetMicros());
        long wanted = line.impressions() == null ? MOST : line.impressions();
        return Math.max(1, rate.quantityWithin(new Money(micros, plan.currency()), wanted));
    }

    /** The lowest price that may come about: a seller that shows its floor agrees on nothing below it. */
    private Rate lowestRate(Plan.Line line, Candidate c) {
        long asked = c.askedMicros;
        boolean negotiable = line.targetMicros() != null && c.product.negotiable();
        long agreed = !negotiable ? asked : Math.max(line.targetMicros(), c.product.floorMicros() == null ? 0 : c.product.floorMicros());
        return new Rate(c.product.rateType(), Math.min(asked, agreed), plan.currency());
    }
}
