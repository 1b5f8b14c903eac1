package org.opendirect.gateway.booking;

import org.opendirect.gateway.seller.SellerRequest;

/**
 * What an order or a line needs next: a call to its seller, its seller's identity, or a short wait. The intent of a call that changes
 * something at the seller is in the journal already.
 *
 * @param entityId id of the order or line
 * @param route    id of the route that takes the step
 * @param step     null for a wait
 * @param seller   id of the seller
 * @param request  the call; null for a wait and where the seller is to be identified
 * @param delayMs  how long to wait, in milliseconds; 0 for a call
 */
public record NextStep(String entityId, String route, Step step, String seller, SellerRequest request, long delayMs) {
}
