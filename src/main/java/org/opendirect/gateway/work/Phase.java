package org.opendirect.gateway.work;

/** How far the lines of a campaign or booking may go. */
public enum Phase {
    /** all_or_nothing, until every line is reserved */
    RESERVE,
    /** each line may be booked */
    BOOK,
    /** everything held or booked is given back */
    RELEASE
}
