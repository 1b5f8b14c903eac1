package org.opendirect.gateway.doctor;

import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The one outbound route, {@code direct:call-seller}. */
@FunctionalInterface
public interface Outbound {

    /** Never throws for what a seller does or leaves undone. */
    WireReply call(SellerRequest request);
}
