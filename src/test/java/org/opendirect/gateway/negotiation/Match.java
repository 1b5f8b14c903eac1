package org.opendirect.gateway.negotiation;

import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.negotiation.Strategy.Exchange;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.opendirect.gateway.negotiation.Strategy.Session;

/**
 * One negotiation played to its end, by the rules of {@link NegotiationMachine}.
 *
 * @param price  null without an agreement
 * @param offers in their order
 */
record Match(Long price, List<Long> offers, String end) {

    private static final int FAR = 200;

    static Match play(Strategies strategies, Tactics tactics, SellerModels.Seller seller) {
        var exchanges = new ArrayList<Exchange>();
        Long standing = null;
        boolean lastWord = false;
        for (int i = 0; i < FAR; i++) {
            Move move = strategies.next(new Session(tactics, exchanges, standing, lastWord, null, 0));
            List<Long> offers = exchanges.stream().map(Exchange::offer).toList();
            if (move instanceof Move.Accept || move instanceof Move.Stand) {
                return new Match(standing, offers, "took " + move.reason());
            }
            if (move instanceof Move.WalkAway) {
                return new Match(null, offers, move.reason());
            }
            long offer = ((Move.Counter) move).priceMicros();
            SellerModels.Answer answer = seller.hear(offer);
            exchanges.add(new Exchange(offer, answer.price()));
            offers = exchanges.stream().map(Exchange::offer).toList();
            if (answer.action().equals("accept")) {
                return new Match(answer.price(), offers, "the seller accepted");
            }
            if (answer.action().equals("reject")) {
                return new Match(null, offers, "the seller rejected");
            }
            standing = answer.price();
            lastWord = answer.action().equals("final_offer") || answer.roundsLeft() != null && answer.roundsLeft() <= 0;
        }
        throw new AssertionError("it never ends: " + tactics);
    }
}
