package org.opendirect.gateway.campaign;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.opendirect.gateway.booking.Retries;
import org.opendirect.gateway.money.Money;

/**
 * A campaign plan, checked. Money in micros of the plan's currency, prices per thousand impressions, days in UTC.
 *
 * @param id       the sender's key; null for none
 * @param warnings what the sender said and the gateway cannot honour
 */
record Plan(String id, String name, String advertiserId, String advertiserName, String brandId, String currency, long budgetMicros,
            LocalDate start, LocalDate end, boolean manualApproval, boolean allOrNothing, List<Line> lines, List<String> warnings) {

    /**
     * What is to be bought.
     *
     * @param budgetMicros null when only impressions are given
     * @param impressions  null when only a budget is given; of both, the smaller binds
     * @param targetMicros opening offer where the seller negotiates; null for none
     * @param maxMicros    never booked above it; null for no other ceiling than the budget
     * @param sellers      the only ones to buy from; empty for all
     * @param preferred    bought from first, when their price fits
     */
    record Line(String id, String channel, String format, Long budgetMicros, Long impressions, Long targetMicros, Long maxMicros,
                List<String> sellers, List<String> excludeSellers, List<String> preferred, Map<String, Object> targeting,
                Haggling haggling) {

        /** What is missing of it; null when nothing is. */
        private Line without(Retries.Bought bought) {
            Long money = budgetMicros == null ? null : (Long) (budgetMicros - bought.micros());
            Long wanted = impressions == null ? null : (Long) (impressions - bought.impressions());
            boolean full = money != null && money <= 0 || wanted != null && wanted <= 0;
            return full ? null : new Line(id, channel, format, money, wanted, targetMicros, maxMicros, sellers, excludeSellers, preferred, targeting,
                    haggling);
        }

        boolean mayBuyFrom(String seller) {
            return (sellers.isEmpty() || sellers.contains(seller)) && !excludeSellers.contains(seller);
        }
    }

    /**
     * How prices are negotiated, where they are.
     *
     * @param strategy by name
     * @param exponent of the curve of {@code deadline}, in thousandths
     */
    record Haggling(String strategy, long stepMicros, int maxRounds, int exponent) {
    }

    Money budget() {
        return new Money(budgetMicros, currency);
    }

    /**
     * What is still missing of it: without what is bought already, of each line and of the whole budget, and from today on.
     *
     * @param bought by line id
     * @param only   the lines to be planned; null for all
     */
    Plan missing(Map<String, Retries.Bought> bought, Set<String> only, LocalDate today) {
        long spent = bought.values().stream().mapToLong(Retries.Bought::micros).sum();
        List<Line> left = lines.stream().filter(l -> only == null || only.contains(l.id()))
                .map(l -> l.without(bought.getOrDefault(l.id(), Retries.Bought.NOTHING))).filter(Objects::nonNull).toList();
        return new Plan(id, name, advertiserId, advertiserName, brandId, currency, Math.max(0, budgetMicros - spent),
                start.isBefore(today) ? today : start, end, manualApproval, allOrNothing, left, warnings);
    }
}
