package org.opendirect.gateway.negotiation;

import java.util.List;

/**
 * Decides one move. A pure function of the session so far: no clock, no state, no I/O. Own strategies are Spring beans of this type; a
 * plan, a request or the settings choose one by its name. What a strategy says is held to the promises all the same: nothing above the
 * maximum is offered or accepted, and no offer falls.
 */
public interface Strategy {

    /** As it is chosen by: lower case letters and hyphens. */
    String name();

    /** What to do now; the seller's standing price, if there is one yet, has been checked to be usable. */
    Move next(Session session);

    /**
     * A session as a strategy sees it. Prices in micros of one currency, per thousand impressions.
     *
     * @param terms       what may be done
     * @param exchanges   offer and answer, oldest first; the last has been answered
     * @param sellerPrice the seller's standing price, null before it has named one
     * @param lastWord    the seller has said that this is its last word, or takes no further offer
     * @param rivalPrice  the best standing price of the other sellers for the same plan line; null when there is none
     * @param timeUsed    thousandths of the time that there is
     */
    record Session(Tactics terms, List<Exchange> exchanges, Long sellerPrice, boolean lastWord, Long rivalPrice, int timeUsed) {

        public int offers() {
            return exchanges.size();
        }

        /** Null before the first. */
        public Long lastOffer() {
            return exchanges.isEmpty() ? null : exchanges.get(exchanges.size() - 1).offer();
        }

        public boolean acceptable() {
            return sellerPrice != null && sellerPrice <= terms.maxMicros();
        }

        /** No further offer would be heard, or is allowed. */
        public boolean over() {
            return lastWord || offers() >= terms.maxRounds();
        }

        /** By how much the seller came down with its last answer; null when that cannot be said yet, negative when it went up. */
        public Long concession() {
            int n = exchanges.size();
            return n < 2 || exchanges.get(n - 1).answer() == null || exchanges.get(n - 2).answer() == null ? null
                    : (Long) (exchanges.get(n - 2).answer() - exchanges.get(n - 1).answer());
        }
    }

    /** What was offered, and what the seller named then: null when its answer was lost. */
    record Exchange(long offer, Long answer) {
    }

    /** A move with its reason in words. */
    sealed interface Move {
        String reason();

        /** The seller's standing price is taken. */
        record Accept(String reason) implements Move {
        }

        record Counter(long priceMicros, String reason) implements Move {
        }

        /** The seller's standing price is kept in mind until all sellers of the plan line have said theirs; then the best is taken. */
        record Stand(String reason) implements Move {
        }

        record WalkAway(String reason) implements Move {
        }
    }
}
