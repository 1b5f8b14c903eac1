package org.opendirect.gateway.seller.dialect;

import java.time.LocalDate;

/**
 * What is said in a negotiation, and about what.
 *
 * @param proposalId  null before it is opened
 * @param priceMicros our price, or the seller's when it is accepted; null where none is said
 * @param dealType    as what it is asked for where it is opened as a deal; null where the product does not say
 * @param key         the same when the same is said again
 */
public record ProposalDraft(String proposalId, Long priceMicros, String currency, String key, String productId, Long impressions, LocalDate start,
                            LocalDate end, String advertiserId, DealType dealType) {
}
