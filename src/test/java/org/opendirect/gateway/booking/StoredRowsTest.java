package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.json.Json;

/** Rows that another version of the gateway has written. */
class StoredRowsTest {

    private static final String ROW = """
            {"id":"line-1","status":"BOOKING","later":1,"targeting":{"geo":["US"],"later":{"a":[1.50]}},
             "offer":{"negotiated":true,"later":"o","proposalId":"p","more":{"later":[{"a":1}]}},
             "problem":{"code":"c","later":true,"detail":"d","evidence":{}},
             "attempt":{"step":"BOOK","number":2,"later":null,"tried":[{"choices":{},"status":400,"words":"no","later":"first"},
                              {"choices":{},"status":422,"words":"no","later":"second"}]}}""";

    @Test
    void unknownFieldsShouldSurviveAtEveryDepthWhenARowIsWrittenAgain() {
        // given
        LineRow row = Json.read(ROW, LineRow.class);

        // when
        JsonNode written = Json.read(Json.text(row), JsonNode.class);

        // then
        assertThat(written.at("/later").intValue()).isEqualTo(1);
        assertThat(written.at("/targeting/later/a/0").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(written.at("/offer/later").textValue()).isEqualTo("o");
        assertThat(written.at("/offer/more/later/0/a").intValue()).isEqualTo(1);
        assertThat(written.at("/problem/later").booleanValue()).isTrue();
        assertThat(written.at("/attempt/later").isNull()).isTrue();
        assertThat(written.at("/attempt/tried").findValuesAsText("later")).containsExactly("first", "second");
        assertThat(Json.text(Json.read(Json.text(row), LineRow.class))).as("written twice").isEqualTo(Json.text(row));
    }

    @Test
    void unknownFieldsShouldStayWithTheirObjectWhenOthersTakeItsPlace() {
        // given
        LineRow row = Json.read(ROW, LineRow.class);
        row.attempt = row.attempt.anew(Instant.EPOCH);
        JsonNode one = Json.read(Json.text(row), JsonNode.class);

        // when
        row.attempt = Attempt.of(Step.RESERVE, 1, Instant.EPOCH);

        // then
        assertThat(one.at("/attempt/tried").findValuesAsText("later")).containsExactly("first", "second");
        assertThat(one.at("/attempt").has("later")).isFalse();
        JsonNode next = Json.read(Json.text(row), JsonNode.class);
        assertThat(next.at("/attempt/step").textValue()).isEqualTo("RESERVE");
        assertThat(next.at("/attempt").has("later")).isFalse();
        assertThat(next.at("/offer/later").textValue()).isEqualTo("o");
    }
}
