package org.opendirect.gateway.booking;

import org.slf4j.Logger;

/** Tells of lines that have moved on; where a person has something to do about it, as a warning that says what. */
final class StepLog {

    private StepLog() {
    }

    /** @param attempt what is under way for it; null for nothing */
    static void tell(Logger log, String workId, boolean ofCampaign, LineView line, Attempt attempt) {
        String at = "/api/v1/" + (ofCampaign ? "campaigns/" : "bookings/") + workId;
        String what = "%s: line %s (%s at %s) is %s%s".formatted(workId, line.id(), line.productId(), line.seller(), line.status(),
                line.problem() == null ? "" : ": " + line.problem().detail());
        String evidence = attempt == null || attempt.evidence == null ? "" : ": " + attempt.evidence;
        switch (line.status()) {
            case UNKNOWN -> log.info("{}{}; the seller is read to find out", what, evidence);
            case NEEDS_DECISION -> log.warn("{}. Decide with POST {}/lines/{}/decision and the choice adopt, retry or abandon", what, at, line.id());
            case FAILED -> log.warn("{}. Nothing is held for it; {}", what, ofCampaign ? "what is missing of its campaign is tried again with POST " + at
                    + "/retry" : "it can be booked anew with another POST /api/v1/bookings");
            default -> log.info("{}", what);
        }
    }
}
