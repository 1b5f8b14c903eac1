package org.opendirect.gateway.seller.dialect;

import java.time.Instant;
import org.opendirect.gateway.json.Loose;

/**
 * What a seller answers to an offer.
 *
 * @param proposalId  as answered to the opening of a proposal; null when not said
 * @param priceMicros the seller's standing price; null when missing
 * @param currency    null when not said
 * @param roundsLeft  how many further offers it will hear; null when not said
 * @param standsUntil when what it names ends by itself; null when not said
 */
public record SellerOffer(String proposalId, Action action, Long priceMicros, String currency, Integer roundsLeft, String rationale,
                          Instant standsUntil) {

    /** One that does not say how long it stands. */
    SellerOffer(String proposalId, Action action, Long priceMicros, String currency, Integer roundsLeft, String rationale) {
        this(proposalId, action, priceMicros, currency, roundsLeft, rationale, null);
    }

    /** Accept, counter, last word, or no; or a proposal that was opened, with the price that is asked without an offer. */
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
