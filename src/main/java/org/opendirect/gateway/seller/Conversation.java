package org.opendirect.gateway.seller;

import java.util.Optional;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * A few calls to one seller that belong together, such as the pages of a catalogue. The route {@code converse} asks for the next
 * request, sends it, hands over the reply, and so on until there is no next. One thread at a time.
 */
public interface Conversation {

    /** What to send next; empty when all has been said. Must come to an end. */
    Optional<SellerRequest> next();

    void hear(WireReply reply);

    /** The route broke: a fault of the gateway, not of the seller. */
    void broke(String reason);
}
