package org.opendirect.gateway.booking;

import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.TermsComparison;

/** Compares what a seller echoes of one of our lines with what was agreed. */
final class Agreement {

    private Agreement() {
    }

    /** Every difference in words, as {@link TermsComparison} has them, and the natural key of another line; empty when there is none. */
    static List<String> differences(LineRow agreed, OrderRow order, SellerLine held) {
        Long asked = agreed.isOnOffer() ? agreed.offer.askedMicros() : null;
        var differences = new ArrayList<>(TermsComparison.of(Drafts.of(agreed, order), held, asked).differences());
        NaturalKey.ofAnother(held, agreed.key).ifPresent(key -> differences.add("the key " + key + " of another line"));
        return differences;
    }
}
