package org.opendirect.gateway.booking;

import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.OrderDraft;

/** Orders and lines as they are said to a seller. */
final class Drafts {

    private Drafts() {
    }

    static OrderDraft of(OrderRow o, String buyerId) {
        return new OrderDraft(o.accountId, o.orderId, o.name, o.key, o.campaignId == null ? o.id : o.campaignId, o.plainName, o.advertiserId,
                o.advertiserName, buyerId, o.brandId, o.publisherId, new Money(o.budgetMicros, o.currency), o.start, o.end);
    }

    static LineDraft of(LineRow l, OrderRow o) {
        return new LineDraft(o.accountId, o.orderId, l.sellerLineId, l.reservationId, l.productId, l.name, l.key, l.rateType, l.rateMicros,
                l.isNegotiated(), l.quantity, l.cost(), l.start, l.end, l.targeting, l.advertiserId, l.renewals, l.dealType);
    }
}
