package org.opendirect.gateway.seller;

import java.io.IOException;

/** A connection that had been used before was closed by the other side: no answer to this request came over it. */
final class StaleConnectionException extends IOException {

    /** Whether the request, or a part of it, may have been sent. */
    final boolean sent;

    StaleConnectionException(boolean sent, IOException cause) {
        super("the connection had been closed", cause);
        this.sent = sent;
    }
}
