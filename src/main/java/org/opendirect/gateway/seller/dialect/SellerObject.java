package org.opendirect.gateway.seller.dialect;

/**
 * An order or an account as the seller shows it, as far as the gateway needs it.
 *
 * @param id     the seller's id
 * @param name   as the seller has it, empty when missing
 * @param status {@code orderstatus} or {@code status} in upper case, empty when missing
 * @param owner  of an account: {@code advertiserid/buyerid}; else empty
 * @param marks  the places where our natural key may stand
 * @param currency in capitals; empty when missing
 * @param accountId of an order, the account that it belongs to; empty when missing
 */
public record SellerObject(String id, String name, String status, String owner, String marks, String currency, String accountId) {

    /** Without a currency and an account. */
    public SellerObject(String id, String name, String status, String owner, String marks) {
        this(id, name, status, owner, marks, "", "");
    }

    public ApprovalState state() {
        return ApprovalState.of(status);
    }

    /** Whether it is an account of this advertiser and buyer, and may be ordered under. */
    public boolean isAccountOf(String advertiserId, String buyerId) {
        return state() != ApprovalState.REJECTED && owner.equals(advertiserId + "/" + buyerId);
    }

    public boolean bears(String naturalKey) {
        return marks.contains(naturalKey);
    }
}
