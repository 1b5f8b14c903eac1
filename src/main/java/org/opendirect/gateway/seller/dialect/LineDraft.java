package org.opendirect.gateway.seller.dialect;

import java.time.LocalDate;
import java.util.Map;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/**
 * A line as we mean it, and where it is.
 *
 * @param lineId        the seller's id; null until it is known
 * @param reservationId the id that the seller knew it by when it was only held; null where it is the same
 * @param renewals      how often it was asked for anew after its hold had ended
 * @param dealType      as what it is asked for where lines are deals; null where the product does not say
 * @param negotiated    whether the rate was agreed on, rather than taken from the catalogue
 */
public record LineDraft(String accountId, String orderId, String lineId, String reservationId, String productId, String name, String key,
                        RateType rateType, long rateMicros, boolean negotiated, long quantity, Money cost, LocalDate start, LocalDate end,
                        Map<String, Object> targeting, String advertiserId, int renewals, DealType dealType) {

    /** A booked line of which no more is known than where it is. */
    public static LineDraft booked(String accountId, String orderId, String lineId) {
        return new LineDraft(accountId, orderId, lineId, "", null, null, null, null, 0, false, 0, null, null, null, Map.of(), null, 0, null);
    }

    /** Whether the seller knows it as more than a reservation. */
    boolean isBooked() {
        return reservationId != null && !reservationId.equals(lineId);
    }
}
