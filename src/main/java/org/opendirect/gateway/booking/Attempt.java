package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.time.Instant;

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
    /** the seller said no; believed only when a read agrees */
    String refusal;
    int refusalStatus;
    /** the end of the line that the seller has shown last; believed once it shows the same again */
    String ending;
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
    /** where a search through several pages stands */
    int skip;
    String firstId;

    /** What a step under way needs: its call, or, once that has been answered, the read that shows what became of it. */
    Next pursue(Step read, Instant now) {
        if (next != null && now.isBefore(next)) {
            return new Next.Wait(next);
        }
        return new Next.Send(answered ? read : step);
    }

    /** After a full page without what is looked for: whether there is another. A seller that ignores paging shows the same page again. */
    boolean turnPage(int pageSize, int received, String first) {
        boolean more = received >= pageSize && !first.equals(firstId);
        firstId = more ? first : null;
        skip = more ? skip + received : 0;
        return more;
    }

    static Attempt of(Step step, int number, Instant now) {
        var attempt = new Attempt();
        attempt.step = step;
        attempt.number = number;
        attempt.since = now;
        return attempt;
    }
}
