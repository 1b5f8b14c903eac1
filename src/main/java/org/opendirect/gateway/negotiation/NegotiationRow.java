package org.opendirect.gateway.negotiation;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.opendirect.gateway.problem.Problem;

/** A negotiation as it is stored. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class NegotiationRow {

    enum Status { OPEN, ACCEPTED, WALKED_AWAY, DECLINED, ERROR }

    enum Kind { OPEN, COUNTER, ACCEPT, DECLINE }

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
    Long targetMicros;
    Long maxMicros;
    long stepMicros;
    int maxRounds;
    String currency;
    Status status = Status.OPEN;
    Long finalMicros;
    Long sellerMicros;
    Long sellerBefore;
    boolean finalOffer;
    List<Round> rounds = new ArrayList<>();
    Problem.Brief problem;
    /** what has been sent and not been answered yet */
    Kind pending;
    Long pendingMicros;
    /** why it is walked away from, while the decline is under way */
    String farewell;
    Instant createdAt;

    // only where the proposal has to be opened first
    String productId;
    Long impressions;
    LocalDate start;
    LocalDate end;
    String advertiserId;

    Long lastOffer() {
        return rounds.stream().map(r -> r.buyerMicros).filter(Objects::nonNull).reduce((a, b) -> b).orElse(null);
    }
}
