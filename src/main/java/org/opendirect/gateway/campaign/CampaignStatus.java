package org.opendirect.gateway.campaign;

/** A campaign's life (docs/rest-api.md has the table). */
public enum CampaignStatus {
    RECEIVED, PLANNING, WAITING, PROPOSED, BOOKING, BOOKED, PARTIALLY_BOOKED, FAILED, CANCELLED, REJECTED, NEEDS_DECISION;

    /** It is being planned, or its proposal waits: nothing of that has left for a seller. */
    boolean isBeforeBooking() {
        return this == RECEIVED || this == PLANNING || this == WAITING || this == PROPOSED;
    }

    /** Nothing more happens by itself. */
    public boolean isFinal() {
        return this == BOOKED || this == PARTIALLY_BOOKED || this == FAILED || this == CANCELLED || this == REJECTED;
    }
}
