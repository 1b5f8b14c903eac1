package org.opendirect.gateway.sandbox;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fault that a magic name asks for: {@code magic-<step>-<fault>}, once for each object and step, so that one can watch how it is
 * got over. The step is order (in the order's name), line, reserve, book or cancel (in the product's id).
 */
enum SandboxFault {
    /** commits, then closes the connection without an answer */
    LOST(true, 0),
    /** closes the connection without committing */
    DROPPED(false, 0),
    /** commits, then does not answer for a long time */
    TIMEOUT(true, 0),
    /** commits, then answers 500 */
    ERROR_AFTER(true, 500),
    /** answers 500 without committing */
    ERROR(false, 500),
    /** answers 503 with Retry-After: 1 without committing */
    UNAVAILABLE(false, 503),
    /** commits, then answers what is no JSON */
    GARBAGE(true, 200),
    /** refuses, with a reason; every time */
    DECLINED(false, 0),
    /** decides only after two seconds */
    PENDING(true, 0),
    /** changes the price of the line; every time */
    PRICE(true, 0),
    /** holds a reservation for half a second only; every time */
    SHORT_HOLD(true, 0),
    /** answers a create with what it made before for somebody else, without making anything; every time */
    ANOTHER(false, 0),
    /** makes a line of another product than it was asked for; every time */
    OTHER_PRODUCT(true, 0),
    /** reserves or books a line as it makes it; every time */
    RESERVED(true, 0), BOOKED(true, 0);

    private static final Set<SandboxFault> EVERY_TIME = EnumSet.of(DECLINED, PRICE, SHORT_HOLD, ANOTHER, OTHER_PRODUCT, RESERVED, BOOKED);

    private static final Pattern NAME = Pattern.compile("magic-(order|line|reserve|book|cancel)-([a-z-]+)");

    final boolean commits;
    final int status;

    SandboxFault(boolean commits, int status) {
        this.commits = commits;
        this.status = status;
    }

    /** What to do wrong at this step with this object; the ledger remembers what has been done already. */
    static Optional<SandboxFault> of(String text, String step, String object, SandboxLedger ledger) {
        Matcher m = NAME.matcher(text == null ? "" : text);
        if (!m.find() || !m.group(1).equals(step)) {
            return Optional.empty();
        }
        String name = m.group(2).replaceAll("-+$", "").toUpperCase(Locale.ROOT).replace('-', '_');
        for (SandboxFault fault : values()) {
            if (fault.name().equals(name) && (EVERY_TIME.contains(fault) || ledger.first(object + "/" + step))) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
