package org.opendirect.gateway.seller.dialect;

/**
 * The price of a product for this buyer, with the discounts of its tier and volume.
 *
 * @param cpmMicros per thousand impressions, above 0
 * @param currency  null when the seller does not say
 */
public record BuyerPrice(long cpmMicros, String currency) {
}
