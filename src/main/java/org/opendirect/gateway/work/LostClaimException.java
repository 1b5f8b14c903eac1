package org.opendirect.gateway.work;

/** Somebody else acts for this work now; whoever sees this writes nothing more. */
public final class LostClaimException extends RuntimeException {
    LostClaimException(Claim claim) {
        super("epoch " + claim.epoch() + " of " + claim.workId() + " is over", null, false, false);
    }
}
