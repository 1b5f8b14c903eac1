package org.opendirect.gateway.campaign;

/** A campaign's life (docs/rest-api.md has the table). */
public enum CampaignStatus {
    RECEIVED, PLANNING, PROPOSED, BOOKING, BOOKED, PARTIALLY_BOOKED, FAILED, CANCELLED, REJECTED, NEEDS_DECISION;

    /** Nothing more happens by itself. */
    public boolean isFinal() {
        return this == BOOKED || this == PARTIALLY_BOOKED || this == FAILED || this == CANCELLED || this == REJECTED;
    }
}
