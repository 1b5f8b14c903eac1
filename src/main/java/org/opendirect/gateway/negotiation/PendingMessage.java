package org.opendirect.gateway.negotiation;

import org.opendirect.gateway.seller.SellerRequest;

/**
 * A message of a negotiation that is in the database and is about to be sent.
 *
 * @param negotiationId id of the negotiation
 * @param sequence      its number within the negotiation; an answer to an earlier one is not taken
 * @param request       the call to the seller
 * @param delayMs       how long to wait before the call, in milliseconds
 */
public record PendingMessage(String negotiationId, int sequence, SellerRequest request, long delayMs) {
}
