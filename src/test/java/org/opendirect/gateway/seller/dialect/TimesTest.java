package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.json.Timestamp;

class TimesTest {

    private static final Instant NOW = Instant.parse("2027-01-10T12:00:00Z");
    private static final Instant BEFORE = Instant.parse("2027-01-10T12:20:00Z");

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
            "2027-01-10T12:30:00Z, -, true, 2027-01-10T12:30:00Z", "2027-01-10T12:30:00, -, true, 2027-01-10T12:30:00Z",
            "2027-01-10T04:30:00, -, true, -", "2027-01-10T04:30:00, 2027-01-10T12:20:00Z, false, 2027-01-10T12:20:00Z",
            "2027-01-10T11:30:00Z, -, true, -", "2027-01-10T11:30:00Z, 2027-01-10T12:20:00Z, false, 2027-01-10T11:30:00Z",
            "-, 2027-01-10T12:20:00Z, false, 2027-01-10T12:20:00Z"})
    void holdShouldNotHaveEndedBeforeItBeganWhenItsZoneIsNotSaid(String shown, String before, boolean taken, String expected) {
        // given
        Timestamp end = shown == null ? null : Timestamp.of(shown).orElseThrow();

        // when
        Instant until = Times.holdEnd(end, before == null ? null : Instant.parse(before), taken, NOW, Profile.UNKNOWN);

        // then
        assertThat(until).isEqualTo(expected == null ? null : Instant.parse(expected));
    }

    @Test
    void holdShouldEndInTheZoneThatIsSetWhenNoneIsSaid() {
        // given
        Profile set = Profile.ofSettings(Map.of(Choice.TIME_ZONE, "America/Los_Angeles"));

        // when
        Instant until = Times.holdEnd(Timestamp.of("2027-01-10T04:30:00").orElseThrow(), BEFORE, true, NOW, set);

        // then
        assertThat(until).isEqualTo(Instant.parse("2027-01-10T12:30:00Z"));
    }

    @Test
    void endOfADayShouldBeReadWhenItIsWrittenAsTwentyFourHours() {
        // given, when
        List<String> differences = Times.flightDifferences(null, Timestamp.of("2027-03-31T24:00:00").orElseThrow(), LocalDate.of(2027, 3, 1),
                LocalDate.of(2027, 3, 31));

        // then
        assertThat(differences).isEmpty();
    }
}
