package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import org.opendirect.gateway.money.RateType;

/**
 * A seller's product as the gateway shows it.
 *
 * @param priceMicros          base price per unit of the rate type; null when the seller gives it only on request
 * @param formats              lower case; empty when the seller does not say
 * @param channel              as declared, else as the product's own words suggest; null when they do not
 * @param availableImpressions null when not said
 * @param minSpendMicros       null for none
 * @param proposalId           a standing proposal to negotiate on; null for none
 * @param negotiable           false only when the seller says so
 * @param floorMicros          the least that the seller says it takes; null when it does not say
 * @param written              its JSON, kept when it is shown again and again
 */
@JsonSerialize(using = ProductWriter.class)
public record Product(
        String seller, String id, String name, String description, String publisherId, String currency,
        Long priceMicros, RateType rateType, String deliveryType, List<String> formats, String channel,
        Long availableImpressions, Long minSpendMicros, List<String> targeting, String proposalId, boolean negotiable,
        Long floorMicros, Written written) {

    Product(String seller, String id, String name, String description, String publisherId, String currency, Long priceMicros, RateType rateType,
            String deliveryType, List<String> formats, String channel, Long availableImpressions, Long minSpendMicros, List<String> targeting,
            String proposalId, boolean negotiable, Long floorMicros) {
        this(seller, id, name, description, publisherId, currency, priceMicros, rateType, deliveryType, formats, channel, availableImpressions,
                minSpendMicros, targeting, proposalId, negotiable, floorMicros, new Written());
    }
}
