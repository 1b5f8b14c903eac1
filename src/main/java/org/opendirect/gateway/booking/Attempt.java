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
    /** where a search through several pages stands */
    int skip;
    String firstId;

    static Attempt of(Step step, int number, Instant now) {
        var attempt = new Attempt();
        attempt.step = step;
        attempt.number = number;
        attempt.since = now;
        return attempt;
    }
}
