package org.opendirect.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"dry_run, dryRun", "max-cpm, maxCpm", "MAXCPM, maxCpm", "maxCmp, maxCpm", "targetCPM, targetCpm", "chanel, channel", "lins, lines",
        "impresions, impressions", "wholly-other,", "'',", "x,"})
    void nearestShouldBeTheNameThatWasMeantWhenThereIsOne(String written, String meant) {
        // given
        List<String> known = List.of("dryRun", "maxCpm", "targetCpm", "channel", "lines", "impressions");

        // when
        String nearest = Nearest.to(written, known).orElse(null);

        // then
        assertThat(nearest).isEqualTo(meant);
    }
}
