package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.SettableClock;

class BackoffsTest {

    private final SettableClock clock = new SettableClock();
    private final Backoffs backoffs = new Backoffs(clock);

    @Test
    void failureShouldBeTriedAndSaidAtGrowingIntervalsWhenItGoesOn() {
        // given
        int tries = 0;
        int said = 0;

        // when
        for (int poll = 0; poll < 4 * 3600; poll++) {
            if (backoffs.isDue("a")) {
                tries++;
                said += backoffs.failed("a") ? 1 : 0;
            }
            clock.forward(Duration.ofMillis(250));
        }

        // then
        assertThat(tries).as("in an hour").isBetween(115, 130);
        assertThat(said).isEqualTo(7);
    }

    @Test
    void failureShouldBeForgottenWhenItDoesNotHappenAgain() {
        // given
        for (int i = 0; i < 3; i++) {
            backoffs.failed("a");
        }
        clock.forward(Duration.ofMinutes(2));

        // when
        boolean logged = backoffs.failed("a");

        // then
        assertThat(logged).as("as the first").isTrue();
        clock.forward(Duration.ofSeconds(1));
        assertThat(backoffs.isDue("a")).isTrue();
    }
}
