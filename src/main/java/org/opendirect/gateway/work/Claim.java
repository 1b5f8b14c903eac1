package org.opendirect.gateway.work;

/**
 * The right to act for one campaign or booking.
 *
 * @param kind    {@code campaign}, {@code booking}, {@code negotiation} or {@code drift}
 * @param epoch   counts the claims; a write with an older epoch is refused
 * @param wakes   how often it had been woken when claimed, to notice what happens meanwhile
 * @param askedBy who wants the work done, for the audit
 */
public record Claim(String workId, String kind, long epoch, long wakes, String askedBy) {

    public static final String CAMPAIGN = "campaign";
    public static final String BOOKING = "booking";
    public static final String NEGOTIATION = "negotiation";
    public static final String DRIFT = "drift";
}
