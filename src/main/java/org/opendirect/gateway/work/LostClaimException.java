package org.opendirect.gateway.work;

import java.util.Optional;
import java.util.stream.Stream;

/** Somebody else acts for this work now; whoever sees this writes nothing more. */
public final class LostClaimException extends RuntimeException {
    LostClaimException(Claim claim) {
        super("epoch " + claim.epoch() + " of " + claim.workId() + " is over", null, false, false);
    }

    /** The lost claim that a fault stands for: Camel wraps what a method throws that an expression calls. */
    static Optional<LostClaimException> in(Throwable fault) {
        return Stream.iterate(fault, t -> t != null, Throwable::getCause).filter(LostClaimException.class::isInstance)
                .map(LostClaimException.class::cast).findFirst();
    }
}
