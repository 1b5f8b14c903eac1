package org.opendirect.gateway.negotiation;

/** Decides one move. A pure function of the session so far: no clock, no state, no I/O. */
public interface Strategy {

    /** What to do now; the seller's standing price, if there is one yet, has been checked to be usable. */
    Move next(Session session);

    /**
     * A session as a strategy sees it. Prices in micros of one currency, per thousand impressions.
     *
     * @param targetMicros  the opening offer
     * @param maxMicros     never to be passed
     * @param stepMicros    what is conceded a round
     * @param maxRounds     offers before walking away
     * @param offers        how many have been made
     * @param lastOffer     null before the first
     * @param sellerPrice   the seller's standing price, null before its first answer
     * @param sellerBefore  its price a round before, null before the second answer
     * @param finalOffer    the seller has said that this is its last word
     */
    record Session(long targetMicros, long maxMicros, long stepMicros, int maxRounds, int offers, Long lastOffer, Long sellerPrice,
                   Long sellerBefore, boolean finalOffer) {
    }

    /** A move with its reason in words. */
    sealed interface Move {
        String reason();

        record Accept(String reason) implements Move {
        }

        record Counter(long priceMicros, String reason) implements Move {
        }

        record WalkAway(String reason) implements Move {
        }
    }
}
