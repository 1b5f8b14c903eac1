package org.opendirect.gateway.seller.dialect;

import java.time.LocalDate;
import java.util.Map;

/**
 * What is asked of one product's avails.
 *
 * @param accountId    the account it would be ordered under; null when none is known yet
 * @param impressions  null when not asked for
 * @param budgetMicros null when not asked for
 * @param listMicros   the price in the catalogue, against which an answer is held; null when it is not known
 */
public record AvailsQuestion(String productId, String accountId, String advertiserId, LocalDate start, LocalDate end, Long impressions,
                             Long budgetMicros, Map<String, Object> targeting, Long listMicros) {
}
