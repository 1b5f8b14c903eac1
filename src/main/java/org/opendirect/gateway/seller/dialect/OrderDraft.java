package org.opendirect.gateway.seller.dialect;

import java.time.LocalDate;
import org.opendirect.gateway.money.Money;

/**
 * An order as we mean it.
 *
 * @param accountId null until it is known
 * @param orderId   the seller's id; null until it is known
 * @param name      bears the natural key
 * @param key       the natural key, also put into ext and providerData.other
 */
public record OrderDraft(String accountId, String orderId, String name, String key, String campaignId, String campaignName, String advertiserId,
                         String advertiserName, String buyerId, String brandId, String publisherId, Money budget, LocalDate start, LocalDate end) {

    /** No order, but the account that orders are under. */
    public static OrderDraft under(String accountId) {
        return new OrderDraft(accountId, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
