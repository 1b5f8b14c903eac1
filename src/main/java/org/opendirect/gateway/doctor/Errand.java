package org.opendirect.gateway.doctor;

/**
 * What is asked of the doctor.
 *
 * @param book         whether to book a small line and cancel it again; else nothing is changed at the seller
 * @param productId    the product to look at closely, and to book; blank for the cheapest suitable one
 * @param advertiserId whose account to order under; blank for the buyer's own
 */
public record Errand(boolean book, String productId, String advertiserId) {

    /** A walk that only reads. */
    public static final Errand READING = new Errand(false, "", "");

    public Errand {
        productId = productId == null ? "" : productId.trim();
        advertiserId = advertiserId == null ? "" : advertiserId.trim();
    }
}
