package org.opendirect.gateway.booking;

import java.util.Locale;
import org.opendirect.gateway.seller.dialect.Call;

/** The calls of the pipeline. Those that change something at the seller have an intent and an outcome; the others only read. */
public enum Step {
    /** several calls, which ask the seller who it is */
    MEET_SELLER(false, null),
    FIND_ACCOUNT(false, Call.LIST_ACCOUNTS), OPEN_ACCOUNT(true, Call.OPEN_ACCOUNT), FIND_ORDER(false, Call.LIST_ORDERS),
    CREATE_ORDER(true, Call.CREATE_ORDER), READ_ORDER(false, Call.READ_ORDER), DELETE_ORDER(true, Call.DELETE_ORDER),
    FIND_LINE(false, Call.LIST_LINES), CREATE_LINE(true, Call.CREATE_LINE), RESERVE(true, Call.RESERVE), BOOK(true, Call.BOOK),
    CANCEL(true, Call.CANCEL), RESET(true, Call.RESET), READ_LINE(false, Call.READ_LINE);

    private final boolean mutating;
    private final Call call;

    Step(boolean mutating, Call call) {
        this.mutating = mutating;
        this.call = call;
    }

    /** What is said to the seller; null where it is several calls. */
    Call call() {
        return call;
    }

    boolean mutating() {
        return mutating;
    }

    /** Whether its effect may hold or spend money: a seller may reserve or book with the create alone. */
    boolean spends() {
        return this == CREATE_LINE || this == RESERVE || this == BOOK;
    }

    /** Name in the journal and the audit log: {@code create-line}. */
    public String routeName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
