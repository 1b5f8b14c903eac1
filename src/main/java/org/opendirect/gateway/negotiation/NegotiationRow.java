package org.opendirect.gateway.negotiation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.json.StoredObject;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.DealType;
import org.opendirect.gateway.seller.dialect.ProposalSpeech.Kind;

/** A negotiation as it is stored; changed only by {@link NegotiationMachine} and {@link Negotiations}. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class NegotiationRow extends StoredObject {

    enum Status { OPEN, ACCEPTED, WALKED_AWAY, DECLINED, ERROR }

    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    static final class Round {
        int round;
        Long buyerMicros;
        Long sellerMicros;
        String action;
        String rationale;
        Instant at;
    }

    String id;
    String seller;
    String proposalId;
    boolean auto;
    /** null in manual mode without a strategy */
    Tactics tactics;
    String currency;
    /** the plan line whose sellers are negotiated with at once; null outside of campaigns */
    String group;
    Status status = Status.OPEN;
    Long finalMicros;
    Long sellerMicros;
    /** what the seller asks of this buyer without an offer; null where it was not asked */
    Long askedMicros;
    /** when what was named last ends by itself; null when the seller does not say */
    Instant standsUntil;
    /** no price is accepted before a person has approved what it is for */
    boolean untilApproved;
    /** the seller has said that it takes no further offer */
    boolean lastWord;
    /** the standing price is kept in mind until all sellers of the group have been heard */
    boolean standing;
    List<Round> rounds = new ArrayList<>();
    Problem.Brief problem;
    /** the seller does not negotiate with a buyer of our tier */
    boolean tierRefused;
    /** what is about to be said, or has been and is not answered; the intent, written before it leaves */
    Kind pending;
    Long pendingMicros;
    /** the form {@code buyer_price} was used for what is pending */
    boolean pendingAsBuyerPrice;
    Instant pendingSince;
    /** counts what was said, so that an answer is not taken for the answer to something else */
    int message;
    /** after a 422 the same is said with the price under its other name */
    boolean otherForm;
    /** the acceptance that is pending is a repetition */
    boolean repeated;
    /** how often what is pending was said in vain */
    int failures;
    /** when it is said again; null for at once */
    Instant notBefore;
    /** reading, to find out what became of what is pending */
    boolean reading;
    /** why it is walked away from, while the decline is under way */
    String farewell;
    Instant createdAt;
    /** when the time of the strategy began */
    Instant startedAt;

    // only where the proposal has to be opened first
    String productId;
    Long impressions;
    LocalDate start;
    LocalDate end;
    String advertiserId;
    DealType dealType;

    /** Whether an offer has been made, rather than a price taken that this buyer has anyway. */
    boolean offered() {
        return rounds.stream().anyMatch(r -> r.buyerMicros != null);
    }

    /** Whether what was named last has ended by itself. */
    boolean isOver(Instant now) {
        return standsUntil != null && !now.isBefore(standsUntil);
    }

    /** The tactics, with nothing offered that is not below what the seller asks anyway. */
    Tactics limits() {
        return askedMicros == null ? tactics : tactics.between(tactics.targetMicros(), Math.min(tactics.maxMicros(), askedMicros - 1));
    }

    List<Strategy.Exchange> exchanges() {
        return rounds.stream().filter(r -> r.buyerMicros != null).map(r -> new Strategy.Exchange(r.buyerMicros, r.sellerMicros)).toList();
    }
}
