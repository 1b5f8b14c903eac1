package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import java.util.List;
import org.opendirect.gateway.money.Money;
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
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"seller", "id", "name", "description", "publisherId", "currency", "price", "rateType", "deliveryType", "formats",
    "channel", "availableImpressions", "minSpend"})
public record Product(
        String seller, String id, String name, String description, String publisherId, String currency,
        @JsonIgnore Long priceMicros, RateType rateType, String deliveryType, List<String> formats, String channel,
        Long availableImpressions, @JsonIgnore Long minSpendMicros, List<String> targeting, String proposalId, boolean negotiable,
        @JsonIgnore Long floorMicros) {

    @JsonProperty("price")
    public BigDecimal price() {
        return priceMicros == null ? null : Money.toAmount(priceMicros);
    }

    @JsonProperty("minSpend")
    public BigDecimal minSpend() {
        return minSpendMicros == null ? null : Money.toAmount(minSpendMicros);
    }
}
