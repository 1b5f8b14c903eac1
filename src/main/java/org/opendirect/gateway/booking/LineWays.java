package org.opendirect.gateway.booking;

import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.Outcome;

/** How a line's calls are said: another way after one was not understood, and what is learned from the one that was. */
final class LineWays {

    private LineWays() {
    }

    /** Chooses another variant for a call that was refused, where there is one. It is the same send, not a second one. */
    static boolean sayOtherwise(LineRow line, Outcome.Refused<?> refused, LineMachine.Situation at) {
        return again(line, line.attempt.retryRefused(line.attempt.step.call(), refused, at.speaker()), at);
    }

    /** The same for an action that a read shows to have had no effect. */
    static boolean sayUnmovedOtherwise(LineRow line, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        if (!attempt.hadNoEffect()) {
            return false;
        }
        return attempt.refusal != null ? sayOtherwise(line, attempt.refused(), at)
                : again(line, attempt.retryIgnored(attempt.step.call(), attempt.number >= Resolver.MAX_SENDS, at.speaker()), at);
    }

    private static boolean again(LineRow line, boolean chosen, LineMachine.Situation at) {
        line.attempt = chosen ? line.attempt.anew(at.now()) : line.attempt;
        return chosen;
    }

    /** An action has had its effect: that is how this seller wants it said. */
    static void moved(LineRow line, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        // what moved after a refusal was moved by an earlier call, and which one nobody can tell
        if ((attempt.step == Step.RESERVE || attempt.step == Step.BOOK) && attempt.sent() && attempt.refusal == null) {
            ApprovalState order = line.orderApproved ? ApprovalState.APPROVED : ApprovalState.of(at.order().sellerStatus);
            attempt.moved(attempt.step.call(), line.noReserve, order, at.speaker());
        }
    }
}
