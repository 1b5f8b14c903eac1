package org.opendirect.gateway.negotiation;

/**
 * How one price is to be negotiated. Prices in micros of the session's currency, per thousand impressions.
 *
 * @param strategy    by name
 * @param targetMicros the opening offer
 * @param maxMicros   never to be passed
 * @param stepMicros  what is conceded a round
 * @param maxRounds   offers before it ends
 * @param exponent    of the curve of {@code deadline}, in thousandths: above 1000 it concedes late, below early
 */
public record Tactics(String strategy, long targetMicros, long maxMicros, long stepMicros, int maxRounds, int exponent) {

    /** Both the opening and every concession stay below the ceiling. */
    public Tactics {
        targetMicros = Math.min(targetMicros, maxMicros);
    }

    /** The same with other limits of price. */
    public Tactics between(long target, long max) {
        return new Tactics(strategy, target, max, stepMicros, maxRounds, exponent);
    }
}
