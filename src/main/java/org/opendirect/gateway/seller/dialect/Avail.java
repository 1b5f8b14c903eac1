package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.opendirect.gateway.money.Money;

/**
 * What a seller says it has of one product in the asked flight.
 *
 * @param estimatedCpmMicros price per thousand, above 0; null when not said
 * @param deliveryConfidence percent, null when not said
 * @param proposalId         a proposal to negotiate on; null for none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Avail(
        String seller, String productId, Long availableImpressions, Long guaranteedImpressions, @JsonIgnore Long estimatedCpmMicros,
        @JsonIgnore Long totalCostMicros, BigDecimal deliveryConfidence, String currency, List<String> availableTargeting,
        String proposalId) {

    @JsonProperty("estimatedCpm")
    public BigDecimal estimatedCpm() {
        return estimatedCpmMicros == null ? null : Money.toAmount(estimatedCpmMicros);
    }

    @JsonProperty("totalCost")
    public BigDecimal totalCost() {
        return totalCostMicros == null ? null : Money.toAmount(totalCostMicros);
    }
}
