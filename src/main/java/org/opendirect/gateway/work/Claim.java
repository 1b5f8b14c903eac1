package org.opendirect.gateway.work;

/**
 * The right to act for one campaign or booking.
 *
 * @param kind  {@code campaign} or {@code booking}
 * @param epoch counts the claims; a write with an older epoch is refused
 * @param wakes how often it had been woken when claimed, to notice what happens meanwhile
 */
public record Claim(String workId, String kind, long epoch, long wakes) {

    public static final String CAMPAIGN = "campaign";
    public static final String BOOKING = "booking";
}
