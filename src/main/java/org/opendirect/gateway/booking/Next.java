package org.opendirect.gateway.booking;

import java.time.Instant;

/** What an order or a line needs next. */
sealed interface Next {

    /** A call to the seller; for a mutating step the intent is on the row. */
    record Send(Step step) implements Next {
    }

    /** The seller is to be asked who it is. */
    record Meet() implements Next {
    }

    /** Nothing before this time. */
    record Wait(Instant until) implements Next {
    }

    /** Nothing until something else changes. */
    record Park() implements Next {
    }

    Next PARK = new Park();
}
