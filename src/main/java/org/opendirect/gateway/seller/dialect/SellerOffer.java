package org.opendirect.gateway.seller.dialect;

import org.opendirect.gateway.json.Loose;

/**
 * What a seller answers to an offer.
 *
 * @param proposalId  as answered to the opening of a proposal; null when not said
 * @param priceMicros the seller's standing price; null when missing
 * @param currency    null when not said
 * @param roundsLeft  how many further offers it will hear; null when not said
 */
public record SellerOffer(String proposalId, Action action, Long priceMicros, String currency, Integer roundsLeft, String rationale) {

    /** Accept, counter, last word, or no; or a proposal that was opened without the price having been heard. */
    public enum Action {
        ACCEPT, COUNTER, FINAL_OFFER, REJECT, FAILED, OPENED;

        static Action of(String action, String status) {
            return switch (Loose.plain(action)) {
                case "accept", "accepted" -> ACCEPT;
                case "finaloffer", "final" -> FINAL_OFFER;
                case "reject", "rejected", "decline", "declined" -> REJECT;
                case "counter", "countered", "counteroffer" -> COUNTER;
                default -> switch (Loose.plain(status)) {
                    case "accepted" -> ACCEPT;
                    case "rejected", "declined", "expired", "closed" -> REJECT;
                    case "failed" -> FAILED;
                    default -> COUNTER;
                };
            };
        }
    }
}
