package org.opendirect.gateway.proof;

import java.util.Arrays;
import java.util.List;

/** What can go wrong on the way (design: booking protocol, "The faults it must stand"). */
enum Fault {
    CONNECT_REFUSED(false), TIMEOUT_BEFORE(false), TIMEOUT_AFTER(true), RESET_BEFORE(false), RESET_AFTER(true),
    ERROR_500_BEFORE(false), ERROR_500_AFTER(true), ERROR_502(false), ERROR_503_SECONDS(false), ERROR_504_AFTER(true),
    ERROR_429_SECONDS(false), ERROR_429_DATE(false),
    /** commits, resets, and reads go on showing the state before for a while */
    LAGGING_READS(true),
    /** does nothing and resets; the next read shows an end of the line that has not come about */
    FALSE_END(false),
    /** does nothing and resets; the next read and the next list do not show the line */
    HIDDEN(false),
    MALFORMED(true), TRUNCATED(true), WRONG_TYPED(true), HTML_200(true), EMPTY_200(true), ENDLESS(true), HUGE(true), DRIP(true),
    REDIRECT(false),
    /** commits; the answer and the next two reads name a state that OpenDirect does not know */
    UNKNOWN_STATUS(true),
    /** commits; the answer says Declined, reads say the truth */
    LYING_STATUS(true),
    /** commits; from here on the seller shows a rate that is one unit higher */
    CHANGED_PRICE(true),
    /** does what it was asked and answers late, though in time */
    SLOW(true),
    /** refuses once as unauthorized, as a token that has just expired */
    TOKEN_EXPIRED(false);

    /** Whether the seller has done what it was asked before it goes wrong. */
    final boolean commits;

    Fault(boolean commits) {
        this.commits = commits;
    }

    /** Those that say nothing wrong about what is agreed or allowed: whatever they do, the booking can be completed. */
    static List<Fault> passing() {
        return Arrays.stream(values()).filter(f -> f != CHANGED_PRICE && f != TOKEN_EXPIRED && f != CONNECT_REFUSED).toList();
    }
}
