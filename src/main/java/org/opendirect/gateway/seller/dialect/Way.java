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
     * @param shown   the choices that the call shows to be right or wrong
     * @param way     in what it is said otherwise than the seller is known to want it
     * @param profile that it is said by, the way among it
     */
    public static Map<Choice, String> said(List<Choice> shown, Map<Choice, String> way, Profile profile) {
        var said = new EnumMap<Choice, String>(Choice.class);
        said.putAll(way);
        shown.forEach(c -> said.put(c, profile.get(c)));
        return said;
    }

    /** Whether it was said as the seller is known, or assumed, to want it. */
    public static boolean isAsKnown(Map<Choice, String> said, List<Choice> shown, Profile known) {
        return shown.stream().allMatch(c -> known.is(c, said.getOrDefault(c, known.get(c))));
    }

    /** Whether another call has found out meanwhile how the seller wants it: then it is said so before anything is guessed. */
    public static boolean isFoundOut(List<Choice> shown, List<Way> tried, Profile known) {
        return shown.stream().anyMatch(known::knows) && tried.stream().noneMatch(t -> isAsKnown(t.choices, shown, known));
    }

    /** The method was not known there: not allowed, not implemented, not found. */
    boolean methodRefused() {
        return status == 404 || status == 405 || status == 501;
    }
}
