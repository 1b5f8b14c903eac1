package org.opendirect.gateway.seller.dialect;

import org.opendirect.gateway.json.Loose;

/** A line's {@code bookingstatus} (OpenDirect 2.1 section 3.1), in one spelling, plus the two cases of not knowing. */
public enum LineState {
    DRAFT, PENDING_RESERVATION, RESERVED, PENDING_BOOKING, BOOKED, IN_FLIGHT, FINISHED, STOPPED, CANCELED, PAUSED, EXPIRED, DECLINED,
    CHANGE_PENDING,
    /** the seller does not say */
    MISSING,
    /** the seller says something that OpenDirect does not know */
    STRANGE;

    public static LineState of(String text) {
        if (text == null || text.isBlank()) {
            return MISSING;
        }
        return switch (Loose.plain(text)) {
            case "draft", "new" -> DRAFT;
            case "pendingreservation" -> PENDING_RESERVATION;
            case "reserved" -> RESERVED;
            case "pendingbooking" -> PENDING_BOOKING;
            case "booked" -> BOOKED;
            case "inflight" -> IN_FLIGHT;
            case "finished" -> FINISHED;
            case "stopped" -> STOPPED;
            case "canceled", "cancelled" -> CANCELED;
            case "pause", "paused" -> PAUSED;
            case "expired" -> EXPIRED;
            case "declined", "rejected" -> DECLINED;
            case "changepending", "pendingchange", "changerequestpending" -> CHANGE_PENDING;
            default -> STRANGE;
        };
    }

    /** The buyer is bound: booked, or later than that. */
    public boolean isBooked() {
        return this == BOOKED || this == IN_FLIGHT || this == FINISHED || this == PAUSED || this == CHANGE_PENDING;
    }

    public boolean isPending() {
        return this == PENDING_RESERVATION || this == PENDING_BOOKING;
    }

    /** Nothing is held and nobody is bound. */
    public boolean isFree() {
        return this == DRAFT || this == CANCELED || this == STOPPED || this == EXPIRED || this == DECLINED;
    }
}
