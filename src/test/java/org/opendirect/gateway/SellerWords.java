package org.opendirect.gateway;

import java.util.stream.Stream;

/** The words of sellers for the states of orders, as all who read them have to understand them. */
public final class SellerWords {

    private SellerWords() {
    }

    /** The order stands: its lines may be reserved and booked. */
    public static Stream<String> approved() {
        return Stream.of("Approved", "ACCEPTED", "active", "Open", "confirmed", "Booked", "Live");
    }

    /** The seller has not decided yet. */
    public static Stream<String> pending() {
        return Stream.of("Pending", "PENDING_APPROVAL", "awaiting approval", "InReview", "Submitted", "draft", "New");
    }

    /** Nothing will come of the order. */
    public static Stream<String> rejected() {
        return Stream.of("Rejected", "DECLINED", "Disapproved", "canceled", "Cancelled");
    }
}
