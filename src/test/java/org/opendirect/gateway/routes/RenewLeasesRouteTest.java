package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RenewLeasesRouteTest extends ClockRouteTestSupport {

    RenewLeasesRouteTest() {
        super("renew-leases", List.of("renew-leases", "keep-registration"), List.of("works", "gatewayRegistry"));
    }

    @Test
    void leasesShouldBeRenewedWhenItsTimeHasCome() {
        // when
        List<String> called = called("renew-leases");

        // then
        assertThat(called).containsExactly("renew");
    }

    @Test
    void renewalShouldWaitForTheNextTimeWhenItFails() {
        // when
        List<String> called = calledWhenBroken("renew-leases");

        // then
        assertThat(called).containsExactly("renew-leases failed: database gone");
    }

    @Test
    void registrationShouldBeRenewedWhenItsTimeHasCome() {
        // when
        List<String> called = called("keep-registration");

        // then
        assertThat(called).containsExactly("renew");
    }

    @Test
    void registrationShouldWaitForTheNextTimeWhenItFails() {
        // when
        List<String> called = calledWhenBroken("keep-registration");

        // then
        assertThat(called).containsExactly("keep-registration failed: database gone");
    }
}
