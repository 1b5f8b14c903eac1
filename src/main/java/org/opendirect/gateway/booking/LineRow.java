package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.json.StoredObject;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.DealType;

/** A line of a booking. The row's JSON; changed only by {@link LineMachine}. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
final class LineRow extends StoredObject {

    String workId;
    String id;
    String planLine;
    int position;
    String bookingId;
    String seller;
    String advertiserId;
    String productId;
    String key;
    String name;
    RateType rateType;
    long rateMicros;
    Long listRateMicros;
    long quantity;
    /** what was proposed, where the seller's prices have made it less since; null where it is the same */
    Long proposedQuantity;
    long costMicros;
    String currency;
    LocalDate start;
    LocalDate end;
    Map<String, Object> targeting = Map.of();
    String negotiationId;
    /** as what it is asked for where lines are deals; null where the product does not say */
    DealType dealType;
    /** whether the rate was agreed on; null in lines from before that was kept, where a negotiation means so */
    Boolean negotiated;
    /** what the seller stands by, as it can be booked itself; null for none */
    NewOrder.Offer offer;
    /** the most that it may be booked at where the seller has its own price for it; null for no more than the rate */
    Long ceilingMicros;
    List<String> reasons = new ArrayList<>();

    LineStatus status = LineStatus.PLANNED;
    String sellerLineId;
    /** the id under which the seller held it before it was booked, where that is another */
    String reservationId;
    /** what the seller's draft says otherwise than agreed; it counts where nothing is reserved before it is booked */
    List<String> draftDifferences = List.of();
    /** the rate before the seller quoted less; null where it did not */
    Long plannedRateMicros;
    /** its order has been seen approved, after the seller had refused something while it was not */
    boolean orderApproved;
    /** the seller's own word for the state, as last read */
    String sellerState;
    /** the terms that the seller has shown last; null where it showed none */
    Long heldRateMicros;
    Long heldQuantity;
    Long heldCostMicros;
    String heldCurrency;
    Instant reservedAt;
    Instant reservedUntil;
    /** when the hold before this one ended, by the seller's clock; null as long as none has been taken anew */
    Instant endedHold;
    /** the seller has no reserve: book goes straight from draft */
    boolean noReserve;
    /** reading after book has shown what was agreed */
    boolean verified;
    /** how often the gateway stopped between an intent and its outcome */
    int interruptions;
    /** holds that ran out and were taken anew */
    int renewals;
    /** set when the line is to be given back although the rest goes on: what it ends as */
    LineStatus endsAs;
    /** it came to nothing, and others have been planned in its place: it counts and is shown no more with its campaign */
    boolean superseded;
    /** a person has decided to keep it although it was to be given back */
    boolean kept;
    long reservedMicros;
    long bookedMicros;
    Attempt attempt;
    Problem.Brief problem;
    /** what of this line the ledger's sums contain at this moment of the transaction; not stored */
    transient long inLedger;

    /** Less is bought than was proposed. */
    void reduceTo(long less) {
        proposedQuantity = proposedQuantity == null ? (Long) quantity : proposedQuantity;
        quantity = less;
    }

    /** Whether the whole cost is part of what the limits count. */
    boolean isFunded() {
        return reservedMicros + bookedMicros >= costMicros;
    }

    Rate rate() {
        return new Rate(rateType, rateMicros, currency);
    }

    boolean isNegotiated() {
        return negotiated == null ? negotiationId != null : negotiated;
    }

    /** Whether the seller knows it, for now, by the proposal that its price was agreed in. */
    boolean isOnOffer() {
        return offer != null && offer.proposalId() != null && offer.proposalId().equals(sellerLineId);
    }

    /** What it costs less than at the price that is asked without a negotiation; null when that is not known. */
    Long savingMicros() {
        return listRateMicros == null || rateType == null ? null : (Long) (new Rate(rateType, listRateMicros, currency).cost(quantity).micros() - costMicros);
    }

    Money cost() {
        return new Money(costMicros, currency);
    }
}
