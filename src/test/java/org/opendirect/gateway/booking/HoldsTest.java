package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireRequest;

class HoldsTest {

    @Test
    void aHoldThatNeverEndsDoesNotKeepItsLineFromBeingBooked() {
        var request = new SellerRequest("s", new WireRequest("PATCH", "/lines/1", "", new byte[0], false), System.nanoTime() + 5_000_000_000L, false);

        assertThat(LineStepExecutor.endingBy(request, Duration.ofDays(8_000 * 365L)).deadline()).isEqualTo(request.deadline());
        assertThat(LineStepExecutor.endingBy(request, Duration.ofSeconds(2)).deadline() - request.deadline()).isNegative();
    }

    @Test
    void aPlanIsHeldWholeAlsoWhereASellerHasBookedAtOnce() {
        assertThat(BookingExecution.allHeld(lines(LineStatus.RESERVED, LineStatus.BOOKED))).isTrue();
        assertThat(BookingExecution.allHeld(lines(LineStatus.RESERVED, LineStatus.RESERVING))).isFalse();
        List<LineRow> unverified = lines(LineStatus.BOOKED);
        unverified.get(0).verified = false;
        assertThat(BookingExecution.allHeld(unverified)).as("one more read has to agree").isFalse();
    }

    @Test
    void theKeyOfWhatWasNamedAfterAnEarlierOneIsItsOwn() {
        assertThat(NaturalKey.in("April CTV [gw-aaaaaaaaaaaa] [gw-bbbbbbbbbbbb]\n\n")).contains("gw-bbbbbbbbbbbb");
        assertThat(NaturalKey.in("April CTV [gw-aaaaaaaaaaaa]\ngw-bbbbbbbbbbbb\n")).contains("gw-bbbbbbbbbbbb");
        assertThat(NaturalKey.in("April CTV")).isEmpty();
    }

    private static List<LineRow> lines(LineStatus... statuses) {
        return Arrays.stream(statuses).map(s -> {
            LineRow line = SomeLine.line();
            line.status = s;
            line.verified = s == LineStatus.BOOKED;
            return line;
        }).toList();
    }
}
