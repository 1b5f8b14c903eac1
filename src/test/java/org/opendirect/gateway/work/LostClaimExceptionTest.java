package org.opendirect.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.RuntimeExpressionException;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.TakenLog;

class LostClaimExceptionTest {

    private final LostClaimException lost = new LostClaimException(new Claim("bkg-1", Claim.BOOKING, 3, 1, "test"));

    @Test
    void faultShouldBeTheLostClaimWhenAnExpressionOfARouteHasWrappedIt() {
        // given
        Exception fault = new RuntimeExpressionException("Failed to invoke method", lost);

        // when
        try (var log = new TakenLog(Faults.class)) {
            new Faults().tell("book-line", fault);

            // then
            assertThat(log.messages()).containsExactly("WARN epoch 3 of bkg-1 is over; whoever has it now carries on");
        }
    }
}
