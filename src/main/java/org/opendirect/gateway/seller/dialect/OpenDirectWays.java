package org.opendirect.gateway.seller.dialect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How else a call can be said when it was not understood. Only ways that can do no harm: a refused call has had no effect, and an
 * action that was answered without effect is guarded by the line's state. PUT without a body is tried only where PATCH is not known
 * as a method, since to a seller that does not know the action it means something else.
 */
final class OpenDirectWays {

    private static final List<Choice> OF_ACTIONS = List.of(Choice.UPDATE_VERB, Choice.ACTION_FORM, Choice.ACTION_BODY);
    private static final List<String> ACTION_FORMS = List.of("action={action}", "{action}", "{action}=true");

    private OpenDirectWays() {
    }

    static Optional<Map<Choice, String>> next(Profile profile, Call call, List<Way> tried) {
        return switch (call) {
            case RESERVE, BOOK, CANCEL, RELEASE, RESET -> action(profile, tried);
            case OPEN_ACCOUNT, CREATE_ORDER, CREATE_LINE -> body(profile, call, tried);
            case LIST_ACCOUNTS, LIST_ORDERS -> filter(profile, tried);
            default -> Optional.empty();
        };
    }

    static List<Choice> shownBy(Call call) {
        return switch (call) {
            case RESERVE, BOOK, CANCEL, RELEASE, RESET -> OF_ACTIONS;
            case OPEN_ACCOUNT, CREATE_ORDER -> List.of(Choice.PROPERTY_CASE, Choice.OMIT, Choice.PROVIDER_DATA);
            case CREATE_LINE -> List.of(Choice.PROPERTY_CASE, Choice.OMIT, Choice.QUANTITY_NAME, Choice.PROVIDER_DATA);
            case LIST_ACCOUNTS, LIST_ORDERS -> List.of(Choice.FILTER);
            default -> List.of();
        };
    }

    private static Optional<Map<Choice, String>> action(Profile profile, List<Way> tried) {
        Way last = tried.get(tried.size() - 1);
        boolean contradicted = last.methodRefused();
        if (profile.knows(Choice.ACTION_FORM) && !contradicted) {
            return Optional.empty();
        }
        boolean patchIsKnown = tried.stream().anyMatch(w -> verb(profile, w).equals("PATCH") && !w.methodRefused())
                || profile.knows(Choice.UPDATE_VERB) && profile.is(Choice.UPDATE_VERB, "PATCH") && last.status() == 404;
        var ways = new ArrayList<Map<Choice, String>>();
        for (String body : List.of("none", "{}")) {
            for (String verb : List.of("PATCH", "PUT")) {
                boolean known = tried.stream().anyMatch(w -> verb(profile, w).equals(verb) && w.methodRefused());
                for (String form : ACTION_FORMS) {
                    if (!known && !(verb.equals("PUT") && patchIsKnown)) {
                        ways.add(Map.of(Choice.UPDATE_VERB, verb, Choice.ACTION_FORM, form, Choice.ACTION_BODY, body));
                    }
                }
            }
        }
        return untried(profile, ways, tried);
    }

    private static String verb(Profile profile, Way way) {
        return profile.trying(way.choices()).get(Choice.UPDATE_VERB);
    }

    private static Optional<Map<Choice, String>> body(Profile profile, Call call, List<Way> tried) {
        Way last = tried.get(tried.size() - 1);
        if (last.status() != 415 && !WireReply.isMalformed(last.status())) {
            return Optional.empty();
        }
        Optional<Map<Choice, String>> mended = Complaint.mended(profile, last, tried, false);
        if (mended.isPresent()) {
            return mended;
        }
        // what its products are written like need not hold for its orders
        boolean onlyLikely = profile.chosen(Choice.PROPERTY_CASE).filter(Profile.Chosen::isToBeConfirmed).isPresent() && Complaint.saysNoMore(last.words());
        boolean caseKnown = profile.knows(Choice.PROPERTY_CASE)
                && (profile.isSet(Choice.PROPERTY_CASE) || !onlyLikely && !Complaint.ofMissing(last.words()));
        if (caseKnown && (call != Call.CREATE_LINE || profile.knows(Choice.QUANTITY_NAME))) {
            return Optional.empty();
        }
        var ways = new ArrayList<Map<Choice, String>>();
        for (String names : caseKnown ? List.of(profile.get(Choice.PROPERTY_CASE)) : List.of("camel", "lower", "pascal")) {
            if (call != Call.CREATE_LINE || profile.knows(Choice.QUANTITY_NAME)) {
                ways.add(Map.of(Choice.PROPERTY_CASE, names));
                continue;
            }
            for (String quantity : names.equals("lower") ? List.of("qty", "quantity") : List.of("quantity", "qty")) {
                ways.add(Map.of(Choice.PROPERTY_CASE, names, Choice.QUANTITY_NAME, quantity));
            }
        }
        return untried(profile, ways, tried);
    }

    private static Optional<Map<Choice, String>> filter(Profile profile, List<Way> tried) {
        int status = tried.get(tried.size() - 1).status();
        if (profile.isSet(Choice.FILTER) || !WireReply.isMalformed(status) && status != Way.NOT_WHOLE) {
            return Optional.empty();
        }
        return untried(profile, List.of(Map.of(Choice.FILTER, "field"), Map.of(Choice.FILTER, "odata"), Map.of(Choice.FILTER, "none")), tried);
    }

    /** The first that differs from all that was said, as far as the settings leave it open. */
    private static Optional<Map<Choice, String>> untried(Profile profile, List<Map<Choice, String>> ways, List<Way> tried) {
        return ways.stream().filter(w -> w.entrySet().stream().allMatch(c -> !profile.isSet(c.getKey()) || profile.is(c.getKey(), c.getValue())))
                .filter(w -> tried.stream().noneMatch(t -> same(profile, t.choices(), w))).findFirst();
    }

    private static boolean same(Profile profile, Map<Choice, String> said, Map<Choice, String> way) {
        Profile as = profile.trying(said);
        Profile then = profile.trying(way);
        var names = new EnumMap<Choice, String>(Choice.class);
        names.putAll(said);
        names.putAll(way);
        return names.keySet().stream().allMatch(c -> effective(as, c).equals(effective(then, c)));
    }

    private static String effective(Profile profile, Choice choice) {
        boolean byCase = choice == Choice.QUANTITY_NAME && profile.is(choice, "by-case");
        return byCase ? PropertyCase.of(profile) == PropertyCase.LOWER ? "qty" : "quantity" : profile.get(choice);
    }
}
