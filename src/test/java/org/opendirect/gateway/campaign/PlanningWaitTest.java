package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanningWaitTest {

    private static final Instant SINCE = Instant.parse("2027-01-01T00:00:00Z");
    private final PlanningWait wait = new PlanningWait(Duration.ofMinutes(15), Duration.ofMillis(250), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({"1,0,250", "2,250,750", "8,40000,70000", "1000000,60000,90000", "40,890000,900000", "41,899999,900000"})
    void nextShouldComeLaterAndLaterAndLastAtTheVeryEnd(int tries, long nowMs, long nextMs) {
        // when
        Instant next = wait.next(SINCE, tries, SINCE.plusMillis(nowMs));

        // then
        assertThat(next).isEqualTo(SINCE.plusMillis(nextMs));
    }

    @ParameterizedTest
    @CsvSource({"PT15M,900000", "PT15M,900001", "PT0S,0"})
    void nextShouldBeNoneWhenTheTimeIsOver(Duration atMost, long nowMs) {
        // when
        Instant next = new PlanningWait(atMost, Duration.ofMillis(250), Duration.ofSeconds(30)).next(SINCE, 9, SINCE.plusMillis(nowMs));

        // then
        assertThat(next).isNull();
    }
}
