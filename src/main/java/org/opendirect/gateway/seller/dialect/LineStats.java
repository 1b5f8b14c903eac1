package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Delivery of a booked line. Rates in percent 0 to 100, money in the line's currency; what the seller does not report is null and
 * does not appear, never 0.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LineStats(
        String lineId, Long impressionsDelivered, Long targetImpressions, BigDecimal deliveryRate, String pacing, BigDecimal spend,
        String currency, BigDecimal effectiveCpm, BigDecimal vcr, BigDecimal viewability, BigDecimal ctr, Instant asOf) {
}
