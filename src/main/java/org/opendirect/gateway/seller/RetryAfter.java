package org.opendirect.gateway.seller;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The header {@code Retry-After} of a seller's answer (RFC 9110, section 10.2.3): seconds, or a date in any of the forms of section 5.6.7. */
public final class RetryAfter {

    /** more than any caller waits, and no more than a {@code long} holds in nanoseconds */
    private static final int MAX_DIGITS = 9;

    private RetryAfter() {
    }

    /** Whether the header is there and is seconds or a date. */
    public static boolean isValid(String header) {
        return parse(header, Instant.EPOCH).isPresent();
    }

    /**
     * The wait that the header asks for.
     *
     * @param header its value; empty or null for a header that is missing
     * @return zero for a date that is over; empty where the header is missing or is neither seconds nor a date
     */
    public static Optional<Duration> parse(String header, Instant now) {
        String value = header == null ? "" : header.trim();
        if (value.matches("\\d+")) {
            String seconds = value.length() <= MAX_DIGITS ? value : "9".repeat(MAX_DIGITS);
            return Optional.of(Duration.ofSeconds(Long.parseLong(seconds)));
        }
        var headers = new HttpHeaders();
        // asctime-date pads the day with a blank, which HttpHeaders does not read
        headers.set(HttpHeaders.RETRY_AFTER, value.replace("  ", " 0"));
        try {
            long date = headers.getFirstDate(HttpHeaders.RETRY_AFTER);
            Duration left = Duration.between(now, Instant.ofEpochMilli(date));
            return date < 0 ? Optional.empty() : Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
