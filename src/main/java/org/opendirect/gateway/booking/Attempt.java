package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.Speaker;
import org.opendirect.gateway.seller.dialect.Way;

/** A step under way: its intent has been written, its outcome has not been settled. Part of the row of its order or line. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Attempt {

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
    /** how the pages that were shown began */
    List<String> firstIds = new ArrayList<>();
    /** in what this call is said otherwise than the seller is known to want it */
    Map<Choice, String> way = Map.of();
    /** how it was said when it was sent last; by the time it is answered more may be known of the seller */
    Map<Choice, String> said = Map.of();
    /** the ways in which it was said before and not understood */
    List<Way> tried = List.of();
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
        turn = turn == null ? PageTurn.begin(forms) : turn;
        return turn.page(pageSize);
    }

    /** After a page without what is looked for. A page that begins like one before is the same again. */
    PageTurn.Verdict turnPage(PageOf<?> page, String first, List<String> forms) {
        turn = turn == null ? PageTurn.begin(forms) : turn;
        PageTurn.Verdict verdict = turn.turn(page.received(), !firstIds.contains(first), page.total(), page.next(), forms);
        if (verdict == PageTurn.Verdict.NEXT) {
            firstIds.add(first);
        } else {
            firstIds.clear();
            turn.restart();
        }
        return verdict;
    }

    /** Whether this attempt has been sent, rather than only looked after. */
    boolean sent() {
        return journal > 0;
    }

    /** The same step, said in another way. */
    Attempt otherwise(Map<Choice, String> otherWay, List<Way> triedWays, Instant now) {
        Attempt attempt = of(step, number, now);
        attempt.answered = !step.mutating();
        attempt.way = otherWay;
        attempt.tried = triedWays;
        return attempt;
    }

    /** Keeps how a call is being said, if it is one that can be said in several ways. */
    void says(Call call, Dialect dialect) {
        List<Choice> varied = dialect.booking().variedIn(call);
        said = varied.isEmpty() ? said : Way.said(varied, way, dialect.profile());
    }

    /** Whether it was said as the seller is known to want it now, or as it is assumed to. */
    boolean saidAsKnown(Dialect known) {
        return Way.isAsKnown(spoken(), known.booking().variedIn(step.call()), known.profile());
    }

    /** How it was said; of a row that an earlier version has written, as far as that is known. */
    Map<Choice, String> spoken() {
        return said.isEmpty() ? way : said;
    }

    /**
     * The sign that an action was not understood, as in {@link Way#status}; 0 for none. An answer without effect may only be ahead of what
     * reads show: it is one after a settle window.
     */
    int notUnderstood() {
        return refusal != null ? refusalStatus : ignored && absent > 0 ? Way.NO_EFFECT : 0;
    }

    /** The ways that were tried, with this one, which was not understood either. */
    List<Way> triedWith(int status, String words) {
        var all = new ArrayList<>(tried);
        all.add(new Way(spoken(), status, words));
        return List.copyOf(all);
    }

    /** Another way to say a call that was not understood: as it is known by now, and else one that has not been tried. */
    static Optional<Map<Choice, String>> otherWay(Call call, List<Way> tried, Dialect known) {
        boolean foundOut = Way.isFoundOut(known.booking().variedIn(call), tried, known.profile());
        return foundOut ? Optional.of(Map.of()) : known.booking().otherWay(call, tried).map(w -> Way.differing(w, known.profile()));
    }

    /** Keeps what a call has shown by being understood. What was only assumed when it left does not stand against what is known by now. */
    void understood(Call call, Speaker speaker, String evidence) {
        List<Choice> shown = speaker.dialect().booking().shownBy(call);
        spoken().forEach((choice, value) -> {
            Profile known = speaker.dialect().profile();
            boolean tried = call == step.call() && way.containsKey(choice);
            if (tried || shown.contains(choice) && (!known.knows(choice) || known.is(choice, value))) {
                speaker.learn(choice, value, evidence);
            }
        });
    }

    static Attempt of(Step step, int number, Instant now) {
        var attempt = new Attempt();
        attempt.step = step;
        attempt.number = number;
        attempt.since = now;
        return attempt;
    }
}
