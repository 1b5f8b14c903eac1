package org.opendirect.gateway.seller.dialect;

/**
 * Asks what a product costs this buyer.
 *
 * @param impressions by which the seller may have volume prices
 */
public record PriceQuestion(String productId, long impressions) {
}
