package org.opendirect.gateway.booking;

import java.util.Optional;
import org.opendirect.gateway.seller.dialect.SellerLine;

/** Whether what a seller shows as a line that it has made or booked can be the line that it was asked for. */
final class LineIdentity {

    private LineIdentity() {
    }

    /** Why it is another line of ours, so that acting on it would act on that one; empty when nothing speaks against it. */
    static Optional<String> contradiction(LineRow line, SellerLine held, LineMachine.Situation at) {
        String answered = "the seller answered with its line " + held.id() + ", which ";
        return NaturalKey.ofAnother(held, line.key).map(key -> answered + "bears the key " + key + " of another")
                .or(() -> at.ids().otherLine(line, held.id()).map(other -> answered + "is " + other));
    }
}
