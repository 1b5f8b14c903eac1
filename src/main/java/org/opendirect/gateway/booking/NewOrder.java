package org.opendirect.gateway.booking;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.dialect.DealType;

/**
 * An order to be placed at one seller.
 *
 * @param accountId  null to find or open the advertiser's account
 * @param budget     what the order says its budget is; the ceiling that counts is the work's
 * @param brandId    null for none
 * @param publisherId null for none
 */
public record NewOrder(String seller, String accountId, String advertiserId, String advertiserName, String brandId, String publisherId,
                       String name, Money budget, LocalDate start, LocalDate end, List<NewLine> lines) {

    /**
     * A line of it.
     *
     * @param planLine      the plan line it is a part of; null for a booking of its own
     * @param listRateMicros the list price, null when not known
     * @param negotiationId null when the price was not negotiated
     * @param dealType      as what it is asked for where lines are deals; null where the product does not say
     * @param offer         what came of the negotiation; null when nothing did
     * @param ceilingMicros the most that it may be booked at where the seller has its own price for it; null for no more than the rate
     */
    public record NewLine(String id, String planLine, int position, String name, String productId, Rate rate, Long listRateMicros, long quantity,
                          LocalDate start, LocalDate end, Map<String, Object> targeting, String negotiationId, Offer offer, Long ceilingMicros,
                          DealType dealType, List<String> reasons) {
    }

    /**
     * A price that the seller stands by.
     *
     * @param negotiated  whether it was agreed on, rather than asked of this buyer anyway
     * @param proposalId  by which it can be booked itself; null where it cannot
     * @param quantity    impressions that the proposal is for; null when not known
     * @param askedMicros what the seller may still show as the proposal's price until it is booked; null when not known
     * @param standsUntil when the proposal ends by itself; null when not known
     */
    public record Offer(boolean negotiated, String proposalId, Long quantity, Long askedMicros, Instant standsUntil) {

        /** The price alone, once the proposal is gone. */
        Offer withoutProposal() {
            return new Offer(negotiated, null, null, null, null);
        }
    }

    /** A plan line for which nothing was found; it is kept so that it is shown. */
    public record Unfilled(String id, String planLine, int position, String name, String currency, List<String> reasons) {
    }
}
