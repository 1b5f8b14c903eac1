package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** A walk that books, through a sandbox seller of every dialect. */
class DoctorBookingTest {

    @ParameterizedTest
    @EnumSource(SandboxDialect.class)
    void aLineIsBookedAtASellerOfEveryDialectAndGivenBack(SandboxDialect dialect) throws IOException {
        var clock = new Practice.Standing();
        try (var seller = new SandboxSeller("premium-news", 0, null, Duration.ofMinutes(15), clock, dialect);
             var practice = new Practice(seller.baseUrl(), clock, Map.of())) {
            Report report = practice.examine(new Errand(true, "", ""));
            System.out.println(report.table() + report.yaml() + seller.ledger());

            assertThat(report.findings()).filteredOn(f -> f.result() == Result.FAILED).isEmpty();
        }
    }
}
