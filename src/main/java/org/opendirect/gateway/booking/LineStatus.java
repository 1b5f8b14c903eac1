package org.opendirect.gateway.booking;

/** Where a line stands, as shown to callers (docs/rest-api.md). */
public enum LineStatus {
    PLANNED, UNFILLED, ORDERED, DRAFT, RESERVING, RESERVED, BOOKING, BOOKED, DECLINED, EXPIRED, CANCELLED, FAILED, UNKNOWN, NEEDS_DECISION;

    /** Ended without a booking, and nothing is held for it. */
    public boolean isLost() {
        return this == UNFILLED || this == DECLINED || this == EXPIRED || this == CANCELLED || this == FAILED;
    }
}
