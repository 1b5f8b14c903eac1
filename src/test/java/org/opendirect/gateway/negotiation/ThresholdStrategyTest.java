package org.opendirect.gateway.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.opendirect.gateway.negotiation.Strategy.Session;

class ThresholdStrategyTest {

    private final Strategy strategy = new ThresholdStrategy();

    @Property
    void neverOffersOrAcceptsAboveTheMaximumNeverFallsAndEndsWithinItsRounds(
            @ForAll @LongRange(min = 1, max = 50) long target, @ForAll @LongRange(min = 1, max = 50) long max,
            @ForAll @LongRange(min = 1, max = 9) long step, @ForAll @LongRange(min = 1, max = 8) long rounds,
            @ForAll @Size(20) List<@LongRange(min = 1, max = 90) Long> sellerPrices) {
        Long last = null;
        Long price = null;
        Long before = null;
        int offers = 0;
        for (long answer : sellerPrices) {
            Move move = strategy.next(new Session(target, max, step, (int) rounds, offers, last, price, before, false));
            if (move instanceof Move.Accept) {
                assertThat(price).isNotNull().isLessThanOrEqualTo(max);
                return;
            }
            if (move instanceof Move.WalkAway) {
                return;
            }
            long offer = ((Move.Counter) move).priceMicros();
            assertThat(offer).isLessThanOrEqualTo(max);
            assertThat(last == null || offer >= last).isTrue();
            last = offer;
            offers++;
            assertThat(offers).isLessThanOrEqualTo((int) rounds);
            before = price;
            price = answer;
        }
        throw new AssertionError("did not end");
    }

    @Property(tries = 1)
    void aLastWordIsTakenOrLeftAndNeverCountered() {
        assertThat(strategy.next(new Session(20, 30, 2, 5, 1, 20L, 35L, 40L, true))).isInstanceOf(Move.WalkAway.class);
        assertThat(strategy.next(new Session(20, 30, 2, 5, 1, 20L, 30L, 40L, true))).isInstanceOf(Move.Accept.class);
    }
}
