package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Way;

/** How a line's calls are said: another way after one was not understood, and what is learned from the one that was. */
final class LineWays {

    private LineWays() {
    }

    /** Says what was not understood in another way, where there is one that may be tried. It is the same send, not a second one. */
    static boolean sayOtherwise(LineRow line, int status, String words, LineMachine.Situation at) {
        List<Way> tried = line.attempt.triedWith(status, words);
        boolean action = line.attempt.step != Step.CREATE_LINE;
        boolean contradicted = status == Way.NO_EFFECT ? line.attempt.number >= Resolver.MAX_SENDS : Way.saysNoSuchAction(words);
        if (action && contradicted && line.attempt.saidAsKnown(at.speaker().dialect())) {
            // what was learned is not so, or not any more
            at.speech().shownBy(line.attempt.step.call()).forEach(c -> at.speaker().forget(c, status == Way.NO_EFFECT
                    ? "twice it answered without doing anything" : "it says: " + line.attempt.refusal));
        }
        Optional<Map<Choice, String>> way = Attempt.otherWay(line.attempt.step.call(), tried, at.speaker().dialect());
        way.ifPresent(w -> line.attempt = line.attempt.otherwise(w, tried, at.now()));
        return way.isPresent();
    }

    /** The same for an action that a read shows to have had no effect. */
    static boolean sayUnmovedOtherwise(LineRow line, LineMachine.Situation at) {
        int sign = line.attempt.notUnderstood();
        return sign != 0 && sayOtherwise(line, sign, Objects.requireNonNullElse(line.attempt.refusalWords, ""), at);
    }

    /** The seller knows no such action, in none of the ways in which it could be said. */
    static boolean cannotReserve(Attempt attempt) {
        boolean notServed = attempt.refusalStatus == 404 || attempt.refusalStatus == 405 || attempt.refusalStatus == 501;
        boolean inWords = attempt.refusal != null && Way.saysNoSuchAction(attempt.refusal);
        return notServed || inWords || attempt.refusal == null && attempt.ignored && !attempt.tried.isEmpty();
    }

    /** An action has had its effect: that is how this seller wants it said. */
    static void moved(LineRow line, LineMachine.Situation at) {
        Attempt attempt = line.attempt;
        // what moved after a refusal was moved by an earlier call, and which one nobody can tell
        if (attempt.step != Step.RESERVE && attempt.step != Step.BOOK || !attempt.sent() || attempt.refusal != null) {
            return;
        }
        attempt.understood(attempt.step.call(), at.speaker(), "a line moved when it was asked to " + attempt.step.routeName() + " so");
        if (attempt.step == Step.BOOK && line.noReserve && !at.profile().knows(Choice.RESERVE)) {
            at.speaker().learn(Choice.RESERVE, "no", "it does not reserve, and books a line that is not reserved");
        } else if (attempt.step == Step.RESERVE) {
            at.speaker().learn(Choice.RESERVE, "yes", "it has reserved a line");
        }
        if (ApprovalState.of(at.order().sellerStatus) == ApprovalState.PENDING && !line.orderApproved && !at.profile().knows(Choice.ORDER_APPROVAL)) {
            at.speaker().learn(Choice.ORDER_APPROVAL, "none", "a line moved while its order was pending");
        }
    }
}
