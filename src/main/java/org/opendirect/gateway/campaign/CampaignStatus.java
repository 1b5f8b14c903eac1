package org.opendirect.gateway.campaign;

/** A campaign's life (docs/rest-api.md has the table). */
public enum CampaignStatus {
    RECEIVED, PLANNING, PROPOSED, BOOKING, BOOKED, PARTIALLY_BOOKED, FAILED, CANCELLED, REJECTED, NEEDS_DECISION;

    /** No order of it can have left for a seller: there is nothing to give back. */
    boolean isBeforeBooking() {
        return this == RECEIVED || this == PLANNING || this == PROPOSED;
    }

    /** Nothing more happens by itself. */
    public boolean isFinal() {
        return this == BOOKED || this == PARTIALLY_BOOKED || this == FAILED || this == CANCELLED || this == REJECTED;
    }
}
