package org.opendirect.gateway.booking;

import java.util.Optional;
import java.util.regex.Pattern;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerObject;

/**
 * Orders that the seller has to approve before anything happens to their lines (facts/opendirect-2.1.md A40). Most sellers show an order
 * as pending and act on its lines all the same, so it is looked at only after one has refused something.
 */
final class OrderApproval {

    /** looks at an order that is pending, where the seller has not said that this is why it refuses */
    private static final int MAX_LOOKS = 4;
    private static final Pattern OF_APPROVAL = Pattern.compile("approv|pending", Pattern.CASE_INSENSITIVE);

    private final Resolver resolver;

    OrderApproval(Resolver resolver) {
        this.resolver = resolver;
    }

    /** Whether the seller is known to approve orders first, and this one has not been seen approved. */
    static boolean awaits(LineRow line, LineMachine.Situation at) {
        return at.profile().is(Choice.ORDER_APPROVAL, "wait") && !line.orderApproved && at.speech().serves(Call.READ_ORDER);
    }

    /** Something was refused under an order that the seller had not approved when it was made: perhaps that is why. */
    boolean looks(LineRow line, String refusal, LineMachine.Situation at) {
        boolean perhaps = !line.orderApproved && ApprovalState.of(at.order().sellerStatus).mayBlockLines(at.speaker().dialect());
        if (perhaps) {
            boolean held = line.attempt.step == Step.BOOK && !line.noReserve;
            line.attempt = Attempt.of(Step.READ_ORDER, 1, at.now());
            line.attempt.answered = true;
            line.attempt.refusal = refusal;
            line.status = line.sellerLineId == null ? LineStatus.ORDERED : held ? LineStatus.RESERVED : LineStatus.DRAFT;
        }
        return perhaps;
    }

    /** The order as the seller shows it now. */
    void read(LineRow line, Outcome<SellerObject> outcome, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        if (outcome instanceof Outcome.Accepted<SellerObject> order) {
            switch (order.value().state()) {
                case REJECTED -> rejected(line, Problem.Brief.of("order_rejected",
                        "the seller shows the order as " + order.value().status()));
                case APPROVED -> {
                    if (attempt.refusal != null) {
                        at.speaker().learn(Choice.ORDER_APPROVAL, "wait", "it refused a line under a pending order (" + attempt.refusal + "), and has approved the order since");
                    }
                    line.orderApproved = true;
                    line.attempt = null;
                }
                default -> stillPending(line, at);
            }
        } else if (outcome instanceof Outcome.Refused<SellerObject> refused) {
            refusedForGood(line, refused.reason());
        } else if (outcome instanceof Outcome.Unknown<SellerObject> unknown
                && !resolver.failedAgain(attempt, unknown.reason(), unknown.retryAfter(), at.now())) {
            refusedForGood(line, unknown.reason());
        }
    }

    static boolean speaksOf(String refusal) {
        return OF_APPROVAL.matcher(refusal).find();
    }

    private void stillPending(LineRow line, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        boolean goesOn = resolver.pending(attempt, at.now(), at.profile());
        boolean known = at.profile().is(Choice.ORDER_APPROVAL, "wait") || attempt.refusal != null && speaksOf(attempt.refusal);
        if (!goesOn || !known && attempt.polls > MAX_LOOKS) {
            refusedForGood(line, "the seller has left the order pending since " + attempt.since);
        }
    }

    private static void rejected(LineRow line, Problem.Brief problem) {
        if (line.status == LineStatus.RESERVED) {
            // the hold is given back: perhaps it stands although its order does not
            line.attempt = null;
            line.endsAs = LineStatus.FAILED;
            line.problem = problem;
        } else {
            LineEnds.end(line, LineStatus.FAILED, problem);
        }
    }

    private static void refusedForGood(LineRow line, String why) {
        String reason = Optional.ofNullable(line.attempt.refusal).orElse(why);
        if (line.status == LineStatus.RESERVED) {
            LineEnds.ask(line, "the seller refuses to book (" + reason + ") and holds the line");
            return;
        }
        LineEnds.end(line, line.sellerLineId == null ? LineStatus.FAILED : LineStatus.DECLINED, line.sellerLineId == null
                ? Problem.Brief.of("seller_refused", reason) : Problem.Brief.of("seller_declined", reason));
    }
}
