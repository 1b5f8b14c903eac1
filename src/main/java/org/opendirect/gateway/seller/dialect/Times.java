package org.opendirect.gateway.seller.dialect;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Days as times: full UTC timestamps, since a date alone is read differently from seller to seller (facts/opendirect-2.1.md A36). */
public final class Times {

    private Times() {
    }

    static String startOfDay(LocalDate date) {
        return date + "T00:00:00Z";
    }

    static String endOfDay(LocalDate date) {
        return date + "T23:59:59Z";
    }

    /** Whether a time that the seller echoes is the one that was sent, to the day: sellers cut and round times. */
    public static boolean sameDay(Instant echoed, LocalDate sent) {
        return echoed.truncatedTo(ChronoUnit.DAYS).equals(sent.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
