package org.opendirect.gateway.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.negotiation.Strategy.Exchange;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.opendirect.gateway.negotiation.Strategy.Session;

/** What holds for every strategy, and what each is there for. */
class StrategiesTest {

    private static final long UNIT = 1_000_000;
    private static final List<Strategy> ALL = List.of(new ThresholdStrategy(), new AdaptiveStrategy(), new CompetitiveStrategy(), new DeadlineStrategy());

    @Property
    void nothingAboveTheMaximumIsOfferedOrTakenNoOfferFallsAndItEndsWithinItsRounds(
            @ForAll @IntRange(min = 0, max = 3) int which, @ForAll @LongRange(min = 1, max = 50) long target, @ForAll @LongRange(min = 1, max = 50) long max,
            @ForAll @LongRange(min = 1, max = 9) long step, @ForAll @IntRange(min = 1, max = 8) int rounds, @ForAll @IntRange(min = 50, max = 20_000) int exponent,
            @ForAll @IntRange(min = 0, max = 1000) int timeUsed, @ForAll @Size(20) List<@LongRange(min = 1, max = 90) Long> sellerPrices,
            @ForAll @LongRange(min = 1, max = 90) long rival, @ForAll @IntRange(min = 1, max = 20) int lastWordAt) {
        Strategy strategy = ALL.get(which);
        var tactics = new Tactics(strategy.name(), target * UNIT, max * UNIT, step * UNIT, rounds, exponent);
        var exchanges = new ArrayList<Exchange>();
        Long price = null;
        for (long answer : sellerPrices) {
            boolean lastWord = exchanges.size() >= lastWordAt;
            var session = new Session(tactics, List.copyOf(exchanges), price, lastWord, rival * UNIT, timeUsed);
            Move move = strategy.next(session);
            assertThat(move.reason()).isNotBlank();
            if (move instanceof Move.Accept || move instanceof Move.Stand) {
                assertThat(price).isNotNull().isLessThanOrEqualTo(max * UNIT);
                return;
            }
            if (move instanceof Move.WalkAway) {
                return;
            }
            long offer = ((Move.Counter) move).priceMicros();
            assertThat(lastWord).as("a last word is never countered").isFalse();
            assertThat(offer).isPositive().isLessThanOrEqualTo(max * UNIT);
            assertThat(session.lastOffer() == null || offer >= session.lastOffer()).as("offers never fall").isTrue();
            exchanges.add(new Exchange(offer, answer * UNIT));
            assertThat(exchanges.size()).isLessThanOrEqualTo(rounds);
            price = answer * UNIT;
        }
        throw new AssertionError("did not end");
    }

    @Test
    void thresholdTakesOrLeavesALastWordAndLeavesASellerThatDoesNotMove() {
        Strategy threshold = new ThresholdStrategy();
        var t = new Tactics("threshold", 20 * UNIT, 30 * UNIT, 2 * UNIT, 5, 2000);
        assertThat(threshold.next(new Session(t, answers(20, 35), 35 * UNIT, true, null, 0))).isInstanceOf(Move.WalkAway.class);
        assertThat(threshold.next(new Session(t, answers(20, 30), 30 * UNIT, true, null, 0))).isInstanceOf(Move.Accept.class);
        assertThat(threshold.next(new Session(t, answers(20, 40, 22, 40), 40 * UNIT, false, null, 0))).isInstanceOf(Move.WalkAway.class);
    }

    @Test
    void adaptiveHoldsWhileTheSellerComesDownFastAndConcedesMoreWhenItStalls() {
        Strategy adaptive = new AdaptiveStrategy();
        var t = new Tactics("adaptive", 20 * UNIT, 30 * UNIT, 2 * UNIT, 9, 2000);
        assertThat(adaptive.next(session(t, 20, 35, 21, 32))).isEqualTo(new Move.Counter(21 * UNIT, "holding at 21 while the seller comes down"));
        assertThat(((Move.Counter) adaptive.next(session(t, 20, 32, 21, 31))).priceMicros()).isEqualTo(22 * UNIT);
        assertThat(((Move.Counter) adaptive.next(session(t, 20, 34, 21, 34))).priceMicros()).isEqualTo(23 * UNIT);
        assertThat(((Move.Counter) adaptive.next(session(t, 20, 34, 21, 34, 23, 34))).priceMicros()).isEqualTo(27 * UNIT);
        assertThat(((Move.Counter) adaptive.next(session(t, 20, 45, 21, 44))).priceMicros()).as("too slow to come to 30 within seven rounds")
                .isEqualTo(23 * UNIT);
        assertThat(adaptive.next(session(t, 20, 28, 21, 28))).isInstanceOf(Move.Accept.class);
    }

    @Test
    void deadlineReachesTheMaximumWithItsLastRoundAndTheExponentSaysHow() {
        Strategy deadline = new DeadlineStrategy();
        var late = new Tactics("deadline", 20 * UNIT, 30 * UNIT, UNIT, 5, 3000);
        var early = new Tactics("deadline", 20 * UNIT, 30 * UNIT, UNIT, 5, 333);
        assertThat(((Move.Counter) deadline.next(session(late, 20, 40, 21, 40))).priceMicros()).isEqualTo(21_250_000);
        assertThat(((Move.Counter) deadline.next(session(early, 20, 40, 21, 40))).priceMicros()).isGreaterThan(27 * UNIT);
        assertThat(((Move.Counter) deadline.next(session(late, 20, 40, 20, 40, 21, 40, 24, 40))).priceMicros()).isEqualTo(30 * UNIT);
        assertThat(deadline.next(session(late, 20, 40, 20, 40, 21, 40, 24, 40, 30, 40))).isInstanceOf(Move.WalkAway.class);
    }

    @Test
    void competitiveOffersNobodyAsMuchAsAnotherAsks() {
        Strategy competitive = new CompetitiveStrategy();
        var t = new Tactics("competitive", 20 * UNIT, 30 * UNIT, 4 * UNIT, 5, 2000);
        assertThat(competitive.next(new Session(t, answers(20, 32), 32 * UNIT, false, 22 * UNIT, 0)))
                .isEqualTo(new Move.Counter(20 * UNIT, "holding at 20, another seller asks 22"));
        assertThat(competitive.next(new Session(t, answers(20, 25, 22, 25), 25 * UNIT, false, 26 * UNIT, 0))).isInstanceOf(Move.Stand.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"above", "falling", "greedy"})
    void anOwnStrategyIsHeldToWhatIsPromised(String how) {
        Strategy own = new Strategy() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public Move next(Session s) {
                return how.equals("above") ? new Move.Counter(31 * UNIT, "x") : how.equals("falling") ? new Move.Counter(19 * UNIT, "x") : new Move.Accept("x");
            }
        };
        var strategies = new Strategies(List.of(own));
        assertThat(strategies.names()).contains("own");
        assertThat(strategies.next(session(new Tactics("own", 20 * UNIT, 30 * UNIT, UNIT, 5, 2000), 20, 40))).isInstanceOf(Move.WalkAway.class);
    }

    private static Session session(Tactics tactics, long... offersAndAnswers) {
        return new Session(tactics, answers(offersAndAnswers), offersAndAnswers[offersAndAnswers.length - 1] * UNIT, false, null, 0);
    }

    private static List<Exchange> answers(long... offersAndAnswers) {
        var exchanges = new ArrayList<Exchange>();
        for (int i = 0; i < offersAndAnswers.length; i += 2) {
            exchanges.add(new Exchange(offersAndAnswers[i] * UNIT, offersAndAnswers[i + 1] * UNIT));
        }
        return exchanges;
    }
}
