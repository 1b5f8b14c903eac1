package org.opendirect.gateway.work;

import org.apache.camel.Exchange;
import org.opendirect.gateway.store.StoreFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of faults in flows that nobody waits for: an expected one in one line, any other with all that is known of it. */
public final class Faults {

    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    /** The fault that the route has caught. */
    public void tell(Exchange exchange) {
        tell(log, "The flow " + exchange.getFromRouteId() + " failed and will be started again", exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
    }

    /** @param what a sentence without its full stop */
    static void tell(Logger log, String what, Throwable fault) {
        if (fault instanceof LostClaimException) {
            log.warn("{}; whoever has it now carries on", fault.getMessage());
        } else if (StoreFaults.isUnavailable(fault)) {
            log.warn("{}: the database does not take it ({})", what, StoreFaults.reason(fault));
        } else {
            log.error("{}", what, fault);
        }
    }
}
