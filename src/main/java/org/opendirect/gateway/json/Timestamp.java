package org.opendirect.gateway.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A point in time as somebody else has written it: ISO 8601, with a zone or without one, or a day alone.
 *
 * @param day    in the zone it was written in
 * @param time   null for a day alone
 * @param offset the zone that was written with it; null for none
 */
public record Timestamp(LocalDate day, LocalTime time, ZoneOffset offset) {

    private static final int LONGEST = 64;
    private static final int DAY = 10;
    private static final Pattern WITH_OFFSET = Pattern.compile("T.*([Zz]|[+-]\\d{2}(:?\\d{2})?)$");
    private static final Pattern WITHOUT_COLON = Pattern.compile("([+-]\\d{2})(\\d{2})?$");
    private static final Pattern REGION = Pattern.compile("\\[[^\\]]*\\]$");
    /** a day may end at 24:00 */
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ISO_LOCAL_DATE_TIME.withResolverStyle(ResolverStyle.SMART);

    /** Empty when the text is no time. */
    public static Optional<Timestamp> of(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            if (text.length() == DAY) {
                return Optional.of(new Timestamp(LocalDate.parse(text), null, null));
            }
            String iso = REGION.matcher(text.replace(' ', 'T')).replaceFirst("");
            if (WITH_OFFSET.matcher(iso).find()) {
                OffsetDateTime written = OffsetDateTime.parse(withColon(iso));
                return Optional.of(new Timestamp(written.toLocalDate(), written.toLocalTime(), written.getOffset()));
            }
            LocalDateTime written = LocalDateTime.parse(iso, LOCAL);
            return Optional.of(new Timestamp(written.toLocalDate(), written.toLocalTime(), null));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String withColon(String iso) {
        return WITHOUT_COLON.matcher(iso).replaceFirst(offset -> offset.group(1) + ":" + (offset.group(2) == null ? "00" : offset.group(2)));
    }

    /** In UTC. */
    public static Timestamp of(Instant instant) {
        OffsetDateTime utc = instant.atOffset(ZoneOffset.UTC);
        return new Timestamp(utc.toLocalDate(), utc.toLocalTime(), ZoneOffset.UTC);
    }

    public static Timestamp of(LocalDate day) {
        return new Timestamp(day, null, null);
    }

    public boolean hasZone() {
        return offset != null;
    }

    /** The same, written in a zone, unless one was written with it. */
    public Timestamp in(ZoneId zone) {
        return hasZone() ? this : new Timestamp(day, time, zone.getRules().getOffset(local()));
    }

    /**
     * When it is. A day alone is its beginning.
     *
     * @param zone where it was written, unless it says so itself
     */
    public Instant at(ZoneId zone) {
        return local().toInstant(in(zone).offset);
    }

    private LocalDateTime local() {
        return day.atTime(time == null ? LocalTime.MIDNIGHT : time);
    }

    /** As it was written, as far as that matters. */
    @Override
    public String toString() {
        return day + (time == null ? "" : "T" + time) + (offset == null ? "" : offset);
    }
}
