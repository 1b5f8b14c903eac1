package org.opendirect.gateway.booking;

import java.security.SecureRandom;
import java.time.Clock;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;

/**
 * Makes the parts that decide what happens to an order, a line, and the money. One place, so that the tests can put a part with a
 * planted bug there and see that the proof finds it; nothing in the product makes another.
 */
class Workbench {

    Resolver resolver(GatewaySettings.Booking settings) {
        return new Resolver(settings, new SecureRandom());
    }

    LineMachine lineMachine(Resolver resolver) {
        return new LineMachine(resolver);
    }

    OrderMachine orderMachine(Resolver resolver) {
        return new OrderMachine(resolver);
    }

    Ledger ledger(Store store, GatewaySettings settings) {
        return new Ledger(store, settings.ceilings());
    }

    Rows rows(Store store, Clock clock, Ledger ledger) {
        return new Rows(store, clock, ledger);
    }
}
