package org.opendirect.gateway.proof;

/** Where a gateway is killed around one step (design: booking protocol, "The faults it must stand"). */
enum KillPoint {
    BEFORE_INTENT, AFTER_INTENT, SENDING, COMMITTED, ANSWERED, AFTER_OUTCOME;

    /** Whether the proxy sees it; the others are seen inside the gateway. */
    boolean onTheWire() {
        return this == SENDING || this == COMMITTED;
    }
}
