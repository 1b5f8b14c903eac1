package org.opendirect.gateway.work;

import java.util.Optional;
import org.opendirect.gateway.store.StoreFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of faults in flows that nobody waits for: an expected one in one line, any other with all that is known of it. */
public final class Faults {

    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    /**
     * Tells of a fault that a flow has caught.
     *
     * @param routeId of the flow
     */
    public void tell(String routeId, Exception fault) {
        tell(log, "The flow " + routeId + " failed and will be started again", fault);
    }

    /** @param what a sentence without its full stop */
    static void tell(Logger log, String what, Throwable fault) {
        Optional<LostClaimException> lost = LostClaimException.in(fault);
        if (lost.isPresent()) {
            log.warn("{}; whoever has it now carries on", lost.get().getMessage());
        } else if (StoreFaults.isUnavailable(fault)) {
            log.warn("{}: the database does not take it ({})", what, StoreFaults.reason(fault));
        } else {
            log.error("{}", what, fault);
        }
    }
}
