package com.example.agency;

import org.opendirect.gateway.negotiation.Strategy;
import org.springframework.stereotype.Component;

/** Offers the target once, then takes or leaves what the seller says. */
@Component
class HouseStrategy implements Strategy {

    @Override
    public String name() {
        return "house";
    }

    @Override
    public Move next(Session session) {
        if (session.offers() == 0) {
            return new Move.Counter(session.terms().targetMicros(), "our one offer");
        }
        return session.acceptable() ? new Move.Accept("good enough") : new Move.WalkAway("one offer was enough");
    }
}
