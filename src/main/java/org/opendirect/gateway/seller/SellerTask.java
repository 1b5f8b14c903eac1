package org.opendirect.gateway.seller;

import java.util.Optional;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * A few calls to one seller that belong together, such as the pages of a catalogue: one part of a fan-out. The route
 * {@code run-seller-task} asks for the next request, sends it, hands over the reply, and so on until there is no next.
 *
 * <p>Called by one thread at a time. The caller of the fan-out may stop waiting before the task has ended, and reads its
 * result then, so results must be published safely (volatile or immutable).
 */
public interface SellerTask {

    /** The next request to send; empty when the task has ended. Becomes empty once the task's deadline has passed. */
    Optional<SellerRequest> nextRequest();

    /** Takes the reply to the request that was returned last. */
    void onResponse(WireReply reply);

    /**
     * Ends the task after a fault of the gateway, not of the seller.
     *
     * @param reason the fault in words, for people
     */
    void fail(String reason);

    /** Since when the task is ready to run, in {@link System#nanoTime()}: tells how late the gateway itself is. */
    default long readySince() {
        return System.nanoTime();
    }
}
