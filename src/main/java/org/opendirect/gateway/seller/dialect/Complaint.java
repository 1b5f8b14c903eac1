package org.opendirect.gateway.seller.dialect;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a seller that refuses unknown properties says about ours. Only those are left out that the order or line is the same without;
 * a seller that does not know, say, targeting must not be sold a line that is without it.
 */
final class Complaint {

    /** in camelCase; what says who and what for is in the path, in the name, or known to the seller */
    private static final List<String> CAN_BE_LEFT_OUT = List.of("brandId", "advertiserBrandId", "publisherId", "providerData", "ext", "cost", "orderId",
            "accountId", "qty", "requestedImpressions", "budget");
    /** without a budget an order would be another one */
    private static final List<String> NEVER_IN_ORDERS = List.of("budget");
    /** of properties, not of their values */
    private static final Pattern OF_UNKNOWN = Pattern.compile("not a (known |valid )?(property|field|attribute)|not permitted|not allowed|"
            + "(unknown|unexpected|unrecogni[sz]ed|unsupported|additional|extra|invalid) (propert|field|attribute|parameter|input|key)|no such (property|field)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TARGETING = Pattern.compile("(?<![A-Za-z])targeting", Pattern.CASE_INSENSITIVE);

    /** such as "ProviderData must be a string" */
    private static final Pattern OF_A_TEXT = Pattern.compile("providerdata(?s:.{0,100})\\b(string|text)\\b|\\b(string|text)\\b(?s:.{0,60})providerdata",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OF_MISSING = Pattern.compile("missing|required|must (have|be given|not be (null|empty))|mandatory", Pattern.CASE_INSENSITIVE);
    private static final Pattern ALWAYS_SENT = Pattern.compile("(?<![a-z])(startdate|enddate|productid|ratetype|advertiserid|buyerid|name|currency)(?![a-z])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OF_THE_FORM = Pattern.compile("bad request|(invalid|malformed) (body|request|payload|json)|validation|unprocessable|schema",
            Pattern.CASE_INSENSITIVE);

    private Complaint() {
    }

    /** The same call with what the seller has named said otherwise or left out; empty when it named nothing that can be. */
    static Optional<Map<Choice, String>> mended(Profile profile, Way last, List<Way> tried, boolean avails) {
        Profile said = profile.trying(last.choices());
        var way = new EnumMap<Choice, String>(Choice.class);
        way.putAll(last.choices());
        boolean targeting = !profile.isSet(Choice.TARGETING) && TARGETING.matcher(last.words()).find()
                && tried.stream().noneMatch(t -> t.choices().containsKey(Choice.TARGETING));
        if (targeting) {
            way.put(Choice.TARGETING, Body.asSegments(said) ? "object" : "segments");
            return Optional.of(way);
        }
        boolean wantsText = !profile.isSet(Choice.PROVIDER_DATA) && said.is(Choice.PROVIDER_DATA, "object")
                && OF_A_TEXT.matcher(last.words().replace("_", "")).find();
        if (wantsText) {
            way.put(Choice.PROVIDER_DATA, "string");
            return Optional.of(way);
        }
        Optional<String> omit = profile.isSet(Choice.OMIT) ? Optional.empty() : about(said, last.words(), avails);
        omit.ifPresent(o -> way.put(Choice.OMIT, o));
        return omit.map(o -> way);
    }

    /** Whether the seller says no more than that it cannot read this: then it may be the way it is written. */
    static boolean saysNoMore(String words) {
        return words.isBlank() || words.length() <= 2 || OF_THE_FORM.matcher(words).find();
    }

    /** Whether the seller misses what was sent: then it was not read, as happens when names are written in another case. */
    static boolean ofMissing(String words) {
        String plain = words.replace("_", "");
        return OF_MISSING.matcher(words).find() && ALWAYS_SENT.matcher(plain).find();
    }

    /**
     * What to leave out as well, after what was said with these choices was refused; empty when the seller named nothing that can be.
     *
     * @return as for {@link Choice#OMIT}
     */
    private static Optional<String> about(Profile said, String words, boolean avails) {
        if (!OF_UNKNOWN.matcher(words).find()) {
            return Optional.empty();
        }
        var omitted = new TreeSet<String>();
        boolean more = false;
        for (String property : CAN_BE_LEFT_OUT) {
            boolean named = Pattern.compile("(?i)(?<![A-Za-z_])" + property + "(?![A-Za-z_])").matcher(words.replace("_", "")).find();
            boolean may = avails || !NEVER_IN_ORDERS.contains(property);
            if (said.omits(property)) {
                omitted.add(property);
            } else if (named && may) {
                omitted.add(property);
                more = true;
            }
        }
        return more ? Optional.of(String.join(", ", omitted)) : Optional.empty();
    }
}
