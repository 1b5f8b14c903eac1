package org.opendirect.gateway.booking;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.opendirect.gateway.seller.dialect.SellerLine;

/** What we put into an order or a line so that it can be found again: {@code gw-} and twelve letters that are not mistaken for one another. */
public final class NaturalKey {

    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 12;
    private static final Pattern FORM = Pattern.compile("gw-[a-km-np-z2-9]{" + LENGTH + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private NaturalKey() {
    }

    static String next() {
        return "gw-" + unique();
    }

    /** Random enough that no two gateways ever choose the same, short enough to stand in a name. */
    public static String unique() {
        return RANDOM.ints(LENGTH, 0, LETTERS.length()).mapToObj(i -> String.valueOf(LETTERS.charAt(i))).collect(Collectors.joining());
    }

    /**
     * The key in the places where one may stand; empty for an object that no gateway has made. The last one counts: it stands at the end of
     * a name, and whoever books the same again may have copied a name that has another.
     */
    public static Optional<String> in(String marks) {
        return FORM.matcher(marks).results().map(MatchResult::group).reduce((before, last) -> last);
    }

    /** The key of another line that a seller shows in the place of ours; empty when it shows ours, or none. */
    static Optional<String> ofAnother(SellerLine held, String ours) {
        String marks = held.name() + "\n" + held.marks();
        return in(marks).filter(key -> !marks.contains(ours));
    }
}
