package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallRateTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private long now = 5_000 * MS;
    private final CallRate rate = new CallRate(() -> now);

    @Test
    void callsLeaveEvenlyAndNoneAfterItsTime() {
        assertThat(turnAfter(10, 1_000)).isZero();
        assertThat(turnAfter(10, 1_000)).isEqualTo(100);
        assertThat(turnAfter(10, 1_000)).isEqualTo(200);
        assertThat(rate.turn(10, true, now + 250 * MS)).as("its turn would be in 300 ms").isEmpty();
        assertThat(turnAfter(10, 1_000)).as("a turn that was not wanted is nobody's").isEqualTo(300);
    }

    @Test
    void withoutALimitNothingWaits() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(turnAfter(0, 1)).isZero();
        }
    }

    @Test
    void what429SaysIsLessThanWhatWasSentAndItIsForgottenBitByBit() {
        for (int i = 0; i < 100; i++) {
            turnAfter(0, 10);
            now += 5 * MS;
        }
        rate.tooMany(0);
        assertThat(rate.learned()).isEqualTo(70);
        rate.tooMany(0);
        assertThat(rate.learned()).as("the others that were under way say nothing new").isEqualTo(70);

        assertThat(turnAfter(0, 1_000)).as("one in 70 a second; the last was 5 ms ago").isEqualTo(9);
        assertThat(turnAfter(0, 1_000)).isEqualTo(24);

        now += 2_500 * MS;
        turnAfter(0, 10);
        assertThat(rate.learned()).as("after two quiet seconds").isEqualTo(85);
        now += 60_000 * MS;
        turnAfter(0, 10);
        assertThat(rate.learned()).as("twice what was too much, and nobody complained").isZero();
    }

    @Test
    void aSecondComplaintASecondLaterLowersItFurtherButNeverToNothing() {
        for (int i = 0; i < 20; i++) {
            turnAfter(0, 10);
            rate.tooMany(0);
            now += 1_000 * MS;
        }
        assertThat(rate.learned()).isEqualTo(1);
    }

    @Test
    void theLowerOfWhatIsSetAndWhatIsLearnedCounts() {
        for (int i = 0; i < 10; i++) {
            turnAfter(0, 10);
        }
        rate.tooMany(0);
        assertThat(turnAfter(2, 5_000)).isEqualTo(500);
    }

    @Test
    void whoMayNotFailForAGuessKeepsToWhatIsSet() {
        turnAfter(0, 10);
        rate.tooMany(0);
        turnAfter(0, 5_000);
        assertThat(rate.turn(0, true, now + 500 * MS)).as("one a second was learned").isEmpty();
        assertThat(rate.turn(0, false, now + 500 * MS)).hasValue(now);
    }

    @Test
    void aPauseEnds() {
        rate.tooMany(2_000 * MS);
        assertThat(rate.pauseNanos()).isEqualTo(2_000 * MS);
        now += 2_000 * MS;
        assertThat(rate.pauseNanos()).isZero();
    }

    /** In how many milliseconds the turn is. */
    private long turnAfter(int set, long withinMs) {
        OptionalLong turn = rate.turn(set, true, now + withinMs * MS);
        return Math.round((turn.getAsLong() - now) / (double) MS);
    }
}
