package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.VariantRetry;

/** A step under way: its intent has been written, its outcome has not been settled. Part of the row of its order or line. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Attempt extends VariantRetry {

    Step step;
    /** how often the step has been sent, 1 for the first time */
    int number;
    /** sequence of the intent in the journal, 0 as long as it is not written */
    long journal;
    /** whether an answer to the call itself has been recorded; if not, a restart finds an unknown outcome */
    boolean answered;
    /** it has left, and nobody knows whether it has arrived: a call that may be repeated is not answered for that */
    boolean perhapsDone;
    /** the seller said no; believed only when a read agrees */
    String refusal;
    int refusalStatus;
    String refusalWords;
    /** the end of the line that the seller has shown last, and since when; believed once a read a settle window later shows the same */
    String ending;
    Instant endingSince;
    /** consecutive reads that did not show the effect */
    int absent;
    /** consecutive calls that failed */
    int failures;
    /** consecutive reads that showed a passing state */
    int polls;
    Instant since;
    /** not to be looked at before; null for at once */
    Instant next;
    /** what is known of the unknown, for people */
    String evidence;
    /** the seller does not show the line by itself: it is looked for in its order's list */
    boolean byList;
    /** where a search through several pages stands; null before the first page */
    PageTurn turn;
    /** it was answered, and the answer showed no effect */
    boolean ignored;

    /** What a step under way needs: its call, or, once that has been answered, the read that shows what became of it. */
    Next pursue(Step read, Instant now) {
        if (next != null && now.isBefore(next)) {
            return new Next.Wait(next);
        }
        return new Next.Send(answered ? read : step);
    }

    /** The page to ask for. */
    Page page(int pageSize, List<String> forms) {
        turn = turn(forms);
        return turn.page(pageSize);
    }

    /** Whether a list that was refused is to be asked for with its page in another form. */
    boolean retriesPage(Outcome.Refused<?> refused, List<String> forms) {
        turn = turn(forms);
        return turn.retries(refused, forms);
    }

    private PageTurn turn(List<String> forms) {
        return turn == null ? PageTurn.begin(forms) : turn;
    }

    /** After a page without what is looked for; the next look begins with the first page again. */
    <T> PageTurn.Verdict turnPage(PageOf<T> page, Function<T, String> id, List<String> forms) {
        turn = turn(forms);
        PageTurn.Verdict verdict = turn.turn(page, id, forms);
        if (verdict != PageTurn.Verdict.NEXT) {
            turn.restart();
        }
        return verdict;
    }

    /** Whether this attempt has been sent, rather than only looked after. */
    boolean sent() {
        return journal > 0;
    }

    /** The same step, to be sent in the variant that was chosen. */
    Attempt anew(Instant now) {
        Attempt attempt = of(step, number, now);
        attempt.answered = !step.mutating();
        attempt.continueFrom(this);
        return attempt;
    }

    /** The seller's no; null where it has not refused. */
    Outcome.Refused<?> refused() {
        return refusal == null ? null : new Outcome.Refused<>(refusalStatus, refusal, Objects.requireNonNullElse(refusalWords, ""));
    }

    /** Whether an action has had no effect. An answer without effect may only be ahead of what reads show: it is one after a settle window. */
    boolean hadNoEffect() {
        return refusal != null ? refusalStatus != 0 : ignored && absent > 0;
    }

    static Attempt of(Step step, int number, Instant now) {
        var attempt = new Attempt();
        attempt.step = step;
        attempt.number = number;
        attempt.since = now;
        return attempt;
    }
}
