package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.problem.ProblemException;

class AcceptTest {

    private static final List<String> OFFERED = List.of("application/json", "text/event-stream");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | application/json", "*/* | application/json", "application/* | application/json", "text/event-stream | text/event-stream",
        "application/json, text/event-stream | application/json", "text/event-stream, application/json | text/event-stream",
        "text/event-stream;q=0.5, application/json;q=0.9 | application/json", "text/event-stream, */*;q=0.1 | text/event-stream",
        "application/json;q=0, */* | text/event-stream", "TEXT/EVENT-STREAM | text/event-stream",
        "application/problem+json, application/json | application/json", "text/html, application/xhtml+xml, */*;q=0.8 | application/json",
        "*/*, text/event-stream | application/json", "text/* | text/event-stream"})
    void typeShouldBeTheBestOfThoseThatAreAccepted(String header, String chosen) {
        // when
        String type = Accept.choose(List.of(header), OFFERED);

        // then
        assertThat(type).isEqualTo(chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json;q=0", "image/*, */*;q=0", "no type at all", "application/json;q=2"})
    void typeShouldBeRefusedWhenNoneIsAccepted(String header) {
        assertThatThrownBy(() -> Accept.choose(List.of(header), OFFERED)).isInstanceOf(ProblemException.class).hasMessageStartingWith("not_acceptable");
    }
}
