package org.opendirect.gateway.negotiation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The strategies by name: those of the gateway and those that somebody has added as beans. */
public final class Strategies {

    private static final Logger log = LoggerFactory.getLogger(Strategies.class);

    private final Map<String, Strategy> byName = new LinkedHashMap<>();

    public Strategies(Collection<Strategy> added) {
        for (Strategy s : List.of(new ThresholdStrategy(), new AdaptiveStrategy(), new CompetitiveStrategy(), new DeadlineStrategy())) {
            byName.put(s.name(), s);
        }
        added.forEach(s -> byName.put(s.name(), s));
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /** The move that the session's strategy makes, as far as it keeps the promises that hold for every strategy. */
    Move next(Strategy.Session session) {
        Strategy strategy = byName.get(session.terms().strategy());
        if (strategy == null) {
            return new Move.WalkAway("the strategy " + session.terms().strategy() + " is not there any more");
        }
        Move move;
        try {
            move = strategy.next(session);
        } catch (RuntimeException e) {
            // what was said and heard stays in the record; a strategy that fails decides nothing more
            log.error("Strategy {} failed", strategy.name(), e);
            return new Move.WalkAway("strategy " + strategy.name() + " failed: " + e.getMessage());
        }
        boolean taking = move instanceof Move.Accept || move instanceof Move.Stand;
        if (taking && !session.acceptable()) {
            return new Move.WalkAway("strategy " + strategy.name() + " would take a price above the maximum");
        }
        if (move instanceof Move.Counter counter && session.acceptable() && counter.priceMicros() >= session.sellerPrice()) {
            return new Move.Accept(Prices.amount(session.sellerPrice()) + " is no more than the offer of " + Prices.amount(counter.priceMicros()) + " that would be next");
        }
        if (move instanceof Move.Counter counter) {
            boolean wrong = counter.priceMicros() > session.terms().maxMicros() || counter.priceMicros() <= 0
                    || session.lastOffer() != null && counter.priceMicros() < session.lastOffer() || session.over();
            return wrong ? new Move.WalkAway("strategy " + strategy.name() + " would offer " + Prices.amount(counter.priceMicros())
                    + ", which is above the maximum, below its last offer, or too late") : move;
        }
        return move;
    }
}
