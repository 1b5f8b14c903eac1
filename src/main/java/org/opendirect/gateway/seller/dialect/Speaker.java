package org.opendirect.gateway.seller.dialect;

import java.util.Map;

/** How one seller is spoken to, as far as it is known, and where what it shows is kept. */
public interface Speaker {

    /** As it is known at this moment. */
    Dialect dialect();

    /** As it would be if the seller had chosen so. */
    Dialect dialect(Map<Choice, String> way);

    /** Keeps what the seller has shown; what stands in the settings stays. */
    void learn(Choice choice, String value, String evidence);

    /** Forgets what the seller has contradicted. */
    void forget(Choice choice, String why);
}
