package org.opendirect.gateway.campaign;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
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
}
