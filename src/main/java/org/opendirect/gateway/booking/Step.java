package org.opendirect.gateway.booking;

import java.util.Locale;

/** The calls of the pipeline. Those that change something at the seller have an intent and an outcome; the others only read. */
public enum Step {
    FIND_ACCOUNT(false), OPEN_ACCOUNT(true), FIND_ORDER(false), CREATE_ORDER(true),
    FIND_LINE(false), CREATE_LINE(true), RESERVE(true), BOOK(true), CANCEL(true), RESET(true), READ_LINE(false);

    private final boolean mutating;

    Step(boolean mutating) {
        this.mutating = mutating;
    }

    boolean mutating() {
        return mutating;
    }

    /** As the routes call it: {@code create-line}. */
    public String routeName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
