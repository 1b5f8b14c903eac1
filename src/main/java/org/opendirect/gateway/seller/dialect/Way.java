package org.opendirect.gateway.seller.dialect;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A way in which a call was said and not understood.
 *
 * @param choices how it was said; what is not among them was said as the seller was known to want it
 * @param status  HTTP status of the refusal; 200 when it was answered and had no effect, 206 when a list did not come whole
 * @param words   what the seller said to it
 */
public record Way(Map<Choice, String> choices, int status, String words) {

    public Way(Map<Choice, String> choices, int status) {
        this(choices, status, "");
    }

    public static final int NO_EFFECT = 200;
    private static final Pattern NO_SUCH_ACTION = Pattern.compile("(unknown|no such|invalid|unsupported|unrecogni[sz]ed) action"
            + "|(action|reserv\\w*|book\\w*) (is |are )?not (support|implement|recogni|known)|does not (support )?(reserv|this action)", Pattern.CASE_INSENSITIVE);
    /** of a list that was answered, but not to its end */
    public static final int NOT_WHOLE = 206;

    /**
     * Whether a seller says that it does not know an action, rather than that it will not do it now: "targeting is not supported" is a no
     * like any other.
     */
    public static boolean saysNoSuchAction(String words) {
        return NO_SUCH_ACTION.matcher(words).find();
    }

    /**
     * How a call is said at this moment. By the time it is answered more may be known of the seller, and its answer is about this.
     *
     * @param varied  the choices by which the call can be said one way or another
     * @param way     in what it is said otherwise than the seller is known to want it
     * @param profile that it is said by, the way among it
     */
    public static Map<Choice, String> said(List<Choice> varied, Map<Choice, String> way, Profile profile) {
        var said = new EnumMap<Choice, String>(Choice.class);
        said.putAll(way);
        varied.forEach(c -> said.put(c, profile.get(c)));
        return said;
    }

    /** Whether it was said as the seller is known, or assumed, to want it. */
    public static boolean isAsKnown(Map<Choice, String> said, List<Choice> varied, Profile known) {
        return varied.stream().allMatch(c -> known.is(c, said.getOrDefault(c, known.get(c))));
    }

    /** Whether another call has found out meanwhile how the seller wants it: then it is said so before anything is guessed. */
    public static boolean isFoundOut(List<Choice> varied, List<Way> tried, Profile known) {
        // an attempt may have tried ways of another call as well
        List<Way> ofThis = tried.stream().filter(t -> varied.stream().anyMatch(t.choices::containsKey)).toList();
        return !ofThis.isEmpty() && !tried.get(tried.size() - 1).ofWhoMay() && varied.stream().anyMatch(known::knows)
                && ofThis.stream().noneMatch(t -> isAsKnown(t.choices, varied, known));
    }

    /** What of a way is said otherwise than the seller is known, or assumed, to want it. */
    public static Map<Choice, String> differing(Map<Choice, String> way, Profile known) {
        var differing = new EnumMap<Choice, String>(Choice.class);
        way.forEach((choice, value) -> {
            if (!known.is(choice, value)) {
                differing.put(choice, value);
            }
        });
        return differing;
    }

    /** A refusal that is about who asks and what for, not about how it was said. */
    private boolean ofWhoMay() {
        return status == 401 || status == 402 || status == 403;
    }

    /** The method was not known there: not allowed, not implemented, not found. */
    boolean methodRefused() {
        return WireReply.isNotServed(status);
    }
}
