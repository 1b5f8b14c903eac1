package org.opendirect.gateway.seller.dialect;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.json.Timestamp;

/**
 * Days as times: sent as full UTC timestamps, since a date alone is read differently from seller to seller (facts/opendirect-2.1.md A36),
 * and read as whatever a seller makes of them.
 */
public final class Times {

    private static final LocalTime LAST_SECOND = LocalTime.of(23, 59, 59);
    /** no place on earth is further ahead of UTC, or further behind it */
    private static final Duration FURTHEST_EAST = Duration.ofHours(14);
    private static final Duration FURTHEST_WEST = Duration.ofHours(-12);
    private static final Duration SUMMER_TIME = Duration.ofHours(1);
    /** sellers keep minutes, or whole seconds */
    private static final Duration ROUNDING = Duration.ofMinutes(1);
    private static final Duration STEP_OF_ZONES = Duration.ofMinutes(15);

    private Times() {
    }

    static String startOfDay(LocalDate date) {
        return date + "T00:00:00Z";
    }

    static String endOfDay(LocalDate date) {
        return date + "T" + LAST_SECOND + "Z";
    }

    /** A time in the zone that is set for the seller, or else in that of another time of the same line. */
    static Timestamp inZone(Profile profile, Timestamp time, Timestamp sibling) {
        if (profile.isSet(Choice.TIME_ZONE)) {
            return time.in(profile.zone());
        }
        return sibling != null && sibling.hasZone() ? time.in(sibling.offset()) : time;
    }

    /** The end of a flight, where the settings say what one at midnight means. */
    static Timestamp end(Profile profile, Timestamp written) {
        Timestamp end = inZone(profile, written, null);
        boolean midnight = end.time() == null || end.time().equals(LocalTime.MIDNIGHT);
        if (!midnight || profile.is(Choice.FLIGHT_END, "auto")) {
            return end;
        }
        return Timestamp.of(profile.is(Choice.FLIGHT_END, "exclusive") ? end.day().minusDays(1) : end.day());
    }

    /**
     * When a hold ends, as far as the seller can be believed. An end without a zone that is over already is written in a zone that
     * nobody has said, and so tells nothing; and so does one that was over when the hold was taken: the clocks differ. Then the hold
     * stands for as long as the seller says so.
     *
     * @param shown  as the seller shows it now; null where it does not
     * @param before as it was known before; null where it was not
     * @param taken  whether this is the answer to the call that has taken the hold
     */
    public static Instant holdEnd(Timestamp shown, Instant before, boolean taken, Instant now, Profile profile) {
        if (shown == null) {
            return before;
        }
        Instant end = shown.at(profile.zone());
        boolean doubtful = taken || !shown.hasZone();
        return doubtful && !end.isAfter(now) ? before : end;
    }

    /**
     * Compares a flight that a seller shows with the days that were sent. The same are: the day itself, in the zone it is written in; the
     * moment that was sent, in any zone; for the end the midnight after it; and days that all begin and end earlier or later by what one zone of the earth, summer
     * time included, makes of them. What the seller does not show is not compared.
     *
     * @return the differences in words
     */
    public static List<String> flightDifferences(Timestamp start, Timestamp end, LocalDate sentStart, LocalDate sentEnd) {
        boolean sameStart = start == null || startsOn(start, sentStart);
        boolean sameEnd = end == null || endsOn(end, sentEnd);
        var differences = new ArrayList<String>();
        if (sameStart && sameEnd || start != null && end != null && inAnotherZone(start, end, sentStart, sentEnd)) {
            return differences;
        }
        if (!sameStart) {
            differences.add("start " + start + " instead of " + sentStart);
        }
        if (!sameEnd) {
            differences.add("end " + end + " instead of " + sentEnd);
        }
        return differences;
    }

    private static boolean startsOn(Timestamp shown, LocalDate sent) {
        return isDay(shown, sent, sent.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static boolean endsOn(Timestamp shown, LocalDate sent) {
        boolean midnightAfter = shown.time() != null && shown.time().equals(LocalTime.MIDNIGHT) && shown.day().minusDays(1).equals(sent);
        return midnightAfter || isDay(shown, sent, sent.atTime(LAST_SECOND).toInstant(ZoneOffset.UTC))
                || shown.time() != null && shown.at(ZoneOffset.UTC).equals(endOf(sent));
    }

    /** @param instant the moment that was sent for the day */
    private static boolean isDay(Timestamp shown, LocalDate sent, Instant instant) {
        boolean cut = shown.time() == null && shown.hasZone() && instant.atOffset(shown.offset()).toLocalDate().equals(shown.day());
        boolean sameMoment = shown.time() != null && Duration.between(instant, shown.at(ZoneOffset.UTC)).abs().compareTo(ROUNDING) < 0;
        return cut || sameMoment || shown.day().equals(sent);
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static boolean inAnotherZone(Timestamp start, Timestamp end, LocalDate sentStart, LocalDate sentEnd) {
        if (start.time() == null || end.time() == null) {
            return false;
        }
        Duration ahead = Duration.between(start.at(ZoneOffset.UTC), sentStart.atStartOfDay().toInstant(ZoneOffset.UTC));
        Duration aheadLater = Duration.between(roundedUp(end.at(ZoneOffset.UTC)), endOf(sentEnd));
        return isOfAZone(ahead) && isOfAZone(aheadLater) && ahead.minus(aheadLater).abs().compareTo(SUMMER_TIME) <= 0;
    }

    /** The last second, or the last minute, of a day is its end. */
    private static Instant roundedUp(Instant end) {
        boolean lastMinute = end.atOffset(ZoneOffset.UTC).getMinute() % STEP_OF_ZONES.toMinutes() == STEP_OF_ZONES.toMinutes() - 1;
        return lastMinute ? end.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES) : end;
    }

    private static boolean isOfAZone(Duration ahead) {
        return ahead.compareTo(FURTHEST_EAST) <= 0 && ahead.compareTo(FURTHEST_WEST) >= 0 && ahead.toMillis() % STEP_OF_ZONES.toMillis() == 0;
    }
}
