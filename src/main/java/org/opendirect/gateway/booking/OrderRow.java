package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.time.LocalDate;
import org.opendirect.gateway.json.StoredObject;
import org.opendirect.gateway.problem.Problem;

/** A booking: one order at one seller. The row's JSON; changed only by {@link OrderMachine}. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class OrderRow extends StoredObject {

    enum State { NEW, OPEN, FAILED, NEEDS_DECISION }

    String id;
    String workId;
    String campaignId;
    String seller;
    /** the dialect in which it was begun, and in which it is gone on with; null before that */
    String dialect;
    String advertiserId;
    String advertiserName;
    String brandId;
    String publisherId;
    String accountId;
    String orderId;
    /** as the seller has shown it last, in upper case */
    String sellerStatus;
    /** the natural key, also in name */
    String key;
    String name;
    String plainName;
    String currency;
    long budgetMicros;
    LocalDate start;
    LocalDate end;
    /** the last day of the order or of a line of it, whichever is later; null for one without an end, or of an earlier version */
    LocalDate lastDay;
    State state = State.NEW;
    Attempt attempt;
    /** another booking finds or opens the account that this one needs: since when it waits, and when it looks again */
    Instant waitsSince;
    Instant waitsUntil;
    /** how often the gateway stopped between an intent and its outcome */
    int interruptions;
    Problem.Brief problem;
    /** it was opened in vain, and the seller has deleted it: nothing is said about it any more */
    boolean removed;
    /** why an order that was opened in vain is not deleted; null as long as nobody has looked */
    String staysBecause;
    Instant createdAt;
    Instant updatedAt;

    /** Whether there is such an order at the seller; where lines are sold one by one, it is ours alone. */
    boolean isAtSeller() {
        return orderId != null && key != null && !orderId.equals(key);
    }
}
