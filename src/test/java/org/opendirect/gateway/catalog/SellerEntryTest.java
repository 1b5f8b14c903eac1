package org.opendirect.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.WireReply;

class SellerEntryTest {

    @ParameterizedTest
    @CsvSource({"7,true", "'Fri, 1 Jan 2027 00:00:09 GMT',true", "soon,false", "'',false"})
    void verdictShouldPassRetryAfterOnWhenItSaysATime(String header, boolean passed) {
        // given
        var tooFast = new WireReply(WireReply.Failure.NONE, 429, new byte[0], "", header, "", 1);

        // when
        SellerEntry.Verdict verdict = SellerEntry.verdict(tooFast);

        // then
        assertThat(verdict.problem().evidence()).isEqualTo(passed ? Map.of(Problem.RETRY_AFTER, header) : Map.of());
    }
}
