package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One call that is sent in one variant after another until the seller understands it: chooses the next variant, and keeps what the one
 * that was understood has shown of the seller. Another variant is the same send, not a second one. Its state is part of what is stored of a step.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class VariantRetry {

    /** the options in which the next send differs from what the seller is known to want */
    @JsonProperty("way")
    private Map<Choice, String> overrides = Map.of();
    /** the options of the last send; by the time it is answered more may be known of the seller */
    @JsonProperty("said")
    private Map<Choice, String> sent = Map.of();
    /** the variants that were not understood */
    @JsonProperty("tried")
    private List<Way> failed = List.of();

    /** The dialect for the next send of the call, whose options are kept. */
    public final Dialect prepare(Call call, Speaker seller) {
        Dialect dialect = seller.dialect(overrides);
        List<Choice> varied = dialect.booking().variedIn(call);
        sent = varied.isEmpty() ? sent : Way.said(varied, overrides, dialect.profile());
        return dialect;
    }

    public final Map<Choice, String> overrides() {
        return overrides;
    }

    /** The options of the last send; of one that an earlier version has stored, as far as they are known. */
    public final Map<Choice, String> sentOptions() {
        return sent.isEmpty() ? overrides : sent;
    }

    /** Takes over the variant of another attempt at the same call, and which ones have failed. */
    protected final void continueFrom(VariantRetry before) {
        overrides = before.overrides;
        failed = before.failed;
    }

    /** After a refusal: whether there is another variant that may be sent, which is then the next. */
    public final boolean retryRefused(Call call, Outcome.Refused<?> refused, Speaker seller) {
        return retry(call, new Way(sentOptions(), refused.status(), refused.words()), Way.saysNoSuchAction(refused.words()),
                "it says: " + refused.reason(), seller);
    }

    /**
     * After an action that was answered and had no effect: as {@link #retryRefused}.
     *
     * @param twice whether it was sent for the second time
     */
    public final boolean retryIgnored(Call call, boolean twice, Speaker seller) {
        return retry(call, new Way(sentOptions(), Way.NO_EFFECT), twice, "twice it answered without doing anything", seller);
    }

    /** After a list that did not come whole: as {@link #retryRefused}. */
    public final boolean retryCut(Call call, Speaker seller) {
        return retry(call, new Way(sentOptions(), Way.NOT_WHOLE), false, "", seller);
    }

    /** @param contradicted whether what is known of the seller is not so, or not any more, if it was sent so */
    private boolean retry(Call call, Way last, boolean contradicted, String why, Speaker seller) {
        List<Choice> varied = seller.dialect().booking().variedIn(call);
        if (call.isAction() && contradicted && Way.isAsKnown(last.choices(), varied, seller.dialect().profile())) {
            seller.dialect().booking().shownBy(call).forEach(choice -> seller.forget(choice, why));
        }
        var all = new ArrayList<>(failed);
        all.add(last);
        Dialect known = seller.dialect();
        Optional<Map<Choice, String>> next = Way.isFoundOut(varied, all, known.profile()) ? Optional.of(Map.of())
                : known.booking().otherWay(call, all).map(way -> Way.differing(way, known.profile()));
        next.ifPresent(way -> {
            overrides = way;
            failed = List.copyOf(all);
        });
        return next.isPresent();
    }

    /**
     * Whether the seller knows no such action, in none of the variants that may be sent.
     *
     * @param refused the refusal; null where the action was answered and had no effect
     */
    public final boolean isUnknownAction(Outcome.Refused<?> refused) {
        return refused == null ? !failed.isEmpty() : refused.notServed() || Way.saysNoSuchAction(refused.reason());
    }

    /** Keeps what a call has shown by being understood. What was only assumed when it left does not stand against what is known by now. */
    public final void understood(Call call, Speaker seller, String evidence) {
        List<Choice> shown = seller.dialect().booking().shownBy(call);
        sentOptions().forEach((choice, value) -> {
            Profile known = seller.dialect().profile();
            boolean tried = overrides.containsKey(choice);
            // a list may be read for a call that has variants of its own, and one that comes as it is shows nothing of how it may be narrowed
            boolean ofThisCall = shown.contains(choice) || tried && !call.isList();
            boolean agrees = known.knows(choice) ? known.is(choice, value) : !call.isList();
            if (ofThisCall && (tried || agrees)) {
                seller.learn(choice, value, evidence);
            }
        });
    }

    /**
     * Keeps what a line shows that an action has moved.
     *
     * @param unreserved whether it was not reserved before, at a seller that has a call for that
     * @param order      the state of its order before
     */
    public final void moved(Call call, boolean unreserved, ApprovalState order, Speaker seller) {
        understood(call, seller, "a line moved when it was asked to " + call.name().toLowerCase(Locale.ROOT) + " so");
        if (call == Call.BOOK && unreserved && !seller.dialect().profile().knows(Choice.RESERVE)) {
            seller.learn(Choice.RESERVE, "no", "it does not reserve, and books a line that is not reserved");
        } else if (call == Call.RESERVE) {
            seller.learn(Choice.RESERVE, "yes", "it has reserved a line");
        }
        boolean forward = call == Call.RESERVE || call == Call.BOOK;
        if (forward && order == ApprovalState.PENDING && !seller.dialect().profile().knows(Choice.ORDER_APPROVAL)) {
            seller.learn(Choice.ORDER_APPROVAL, "none", "a line moved while its order was pending");
        }
    }
}
