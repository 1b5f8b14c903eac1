package org.opendirect.gateway.seller.dialect;

import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.money.RateType;

/**
 * A line as the seller shows it. Anything may be missing; a missing value is null.
 *
 * @param id       empty where an answer does not repeat it
 * @param rawState what the seller wrote for the state
 * @param start    of the flight, as it is written; and so are its end, and when the hold ends
 * @param marks    the places where our natural key may stand: name, ext, providerdata.other
 * @param orderId   the order that it belongs to, by the seller's id
 * @param accountId the account that it belongs to, by the seller's id
 */
public record SellerLine(
        String id, String name, String productId, LineState state, String rawState, String reason, Timestamp reservedUntil,
        RateType rateType, Long rateMicros, Long quantity, Long costMicros, String currency, Timestamp start, Timestamp end, String marks, String orderId,
        String accountId) {

    /** Of a seller that names neither the order nor the account with a line. */
    public SellerLine(String id, String name, String productId, LineState state, String rawState, String reason, Timestamp reservedUntil, RateType rateType,
                      Long rateMicros, Long quantity, Long costMicros, String currency, Timestamp start, Timestamp end, String marks) {
        this(id, name, productId, state, rawState, reason, reservedUntil, rateType, rateMicros, quantity, costMicros, currency, start, end, marks, null, null);
    }

    /** The same, known to be ours by where it was read, at a seller that repeats no name of ours. */
    public SellerLine knownAs(String naturalKey) {
        return marks.isBlank() ? new SellerLine(id, name, productId, state, rawState, reason, reservedUntil, rateType, rateMicros, quantity, costMicros, currency,
                start, end, naturalKey, orderId, accountId) : this;
    }

    public boolean bears(String naturalKey) {
        return marks.contains(naturalKey);
    }
}
