package org.opendirect.gateway.seller;

import java.util.Optional;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * A few calls to one seller that belong together, such as the pages of a catalogue. {@link FanOut} asks for the next request, sends it,
 * hands over the reply, and so on until there is no next. One thread at a time; but whoever waits for it stops waiting at its deadline,
 * so what it has to show then must be safe to look at from another thread while it goes on.
 */
public interface Conversation {

    /** What to send next; empty when all has been said. Must come to an end. */
    Optional<SellerRequest> next();

    void hear(WireReply reply);

    /** When nobody waits for it any more, in {@link System#nanoTime()}. */
    long deadline();

    /** A fault of the gateway, not of the seller. */
    void broke(String reason);
}
