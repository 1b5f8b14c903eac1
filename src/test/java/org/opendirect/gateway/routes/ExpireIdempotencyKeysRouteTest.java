package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExpireIdempotencyKeysRouteTest extends ClockRouteTestSupport {

    ExpireIdempotencyKeysRouteTest() {
        super("expire-idempotency-keys", List.of("expire-idempotency-keys"), List.of("idempotencyKeys"));
    }

    @Test
    void keysShouldExpireWhenItsTimeHasCome() {
        // when
        List<String> called = called("expire-idempotency-keys");

        // then
        assertThat(called).containsExactly("expire");
    }

    @Test
    void expiryShouldWaitForTheNextTimeWhenItFails() {
        // when
        List<String> called = calledWhenBroken("expire-idempotency-keys");

        // then
        assertThat(called).containsExactly("expire-idempotency-keys failed: database gone");
    }
}
