package org.opendirect.gateway.seller.dialect;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The choices of one seller, as far as they are known at one moment. Never changes; a lesson makes another profile. */
public final class Profile {

    /** Nothing is known. */
    public static final Profile UNKNOWN = new Profile(new EnumMap<>(Choice.class));

    private final Map<Choice, Chosen> chosen;

    private Profile(Map<Choice, Chosen> chosen) {
        this.chosen = Collections.unmodifiableMap(chosen);
    }

    /** Where a choice comes from; what stands in the settings is never unlearned. */
    public enum Source {
        SET, LEARNED, DEFAULT;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A choice that is known.
     *
     * @param evidence what the seller did that shows it, in words; empty for a setting
     * @param since    when it was learned; null for a setting
     */
    public record Chosen(String value, Source source, String evidence, Instant since) {

        /** The evidence of what is read off a catalogue: likely to hold for orders as well, and no more than likely. */
        public static final String READ_OFF_PRODUCTS = "its products are written so";

        /** Whether it was only read off the products; a call that was understood is better evidence. */
        public boolean isToBeConfirmed() {
            return evidence.equals(READ_OFF_PRODUCTS);
        }
    }

    public static Profile ofSettings(Map<Choice, String> settings) {
        Profile profile = UNKNOWN;
        for (var setting : settings.entrySet()) {
            profile = profile.with(setting.getKey(), new Chosen(setting.getValue(), Source.SET, "", null));
        }
        return profile;
    }

    /** With one choice more, or another; a setting stays. */
    public Profile with(Choice choice, Chosen value) {
        if (isSet(choice)) {
            return this;
        }
        var all = new EnumMap<Choice, Chosen>(Choice.class);
        all.putAll(chosen);
        all.put(choice, value);
        return new Profile(all);
    }

    public Profile without(Choice choice) {
        if (isSet(choice) || !chosen.containsKey(choice)) {
            return this;
        }
        var all = new EnumMap<Choice, Chosen>(Choice.class);
        all.putAll(chosen);
        all.remove(choice);
        return new Profile(all);
    }

    /** As it would be if the seller had chosen so: to try out a way of saying something. */
    public Profile trying(Map<Choice, String> way) {
        Profile profile = this;
        for (var choice : way.entrySet()) {
            profile = profile.with(choice.getKey(), new Chosen(choice.getValue(), Source.LEARNED, "tried", null));
        }
        return profile;
    }

    /** What is known, or else the default. */
    public String get(Choice choice) {
        Chosen known = chosen.get(choice);
        return known == null ? choice.defaultValue() : known.value();
    }

    public boolean is(Choice choice, String value) {
        return get(choice).equals(value);
    }

    public Optional<Chosen> chosen(Choice choice) {
        return Optional.ofNullable(chosen.get(choice));
    }

    /** Set or learned, rather than assumed. */
    public boolean knows(Choice choice) {
        return chosen.containsKey(choice);
    }

    public boolean isSet(Choice choice) {
        return chosen.containsKey(choice) && chosen.get(choice).source() == Source.SET;
    }

    public int number(Choice choice) {
        return Integer.parseInt(get(choice));
    }

    /** A choice that is a duration; empty where it is left to the gateway's settings. */
    public Optional<Duration> duration(Choice choice) {
        String text = get(choice);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.replaceAll("[a-z]+$", ""));
        return Optional.of(text.endsWith("ms") ? Duration.ofMillis(number) : text.endsWith("s") ? Duration.ofSeconds(number)
                : text.endsWith("m") ? Duration.ofMinutes(number) : Duration.ofHours(number));
    }

    /** The zone of times that are written without one. */
    public ZoneId zone() {
        return ZoneId.of(get(Choice.TIME_ZONE));
    }

    /** Whether a property that can be left out is to be, by its camelCase name. */
    boolean omits(String property) {
        return get(Choice.OMIT).matches("(.*[, ])?" + property + "([, ].*)?");
    }

    /** A choice of pairs, {@code a=b, c=d}: the plain form of the first by the second. */
    Map<String, String> pairs(Choice choice) {
        var pairs = new LinkedHashMap<String, String>();
        for (String pair : get(choice).split(",")) {
            if (pair.contains("=")) {
                pairs.put(pair.substring(0, pair.indexOf('=')).trim(), pair.substring(pair.indexOf('=') + 1).trim());
            }
        }
        return pairs;
    }
}
