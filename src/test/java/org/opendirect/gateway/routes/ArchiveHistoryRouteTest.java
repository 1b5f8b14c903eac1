package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ArchiveHistoryRouteTest extends ClockRouteTestSupport {

    ArchiveHistoryRouteTest() {
        super("archive-history", List.of("archive-history"), List.of("retention"));
    }

    @Test
    void historyShouldBeSummedUpOnceItIsArchivedWhenItsTimeHasCome() {
        // when
        List<String> called = called("archive-history");

        // then
        assertThat(called).containsExactly("archive", "sumUp");
    }

    @Test
    void archiveShouldWaitForTheNextTimeWhenItFails() {
        // when
        List<String> called = calledWhenBroken("archive-history");

        // then
        assertThat(called).containsExactly("archive-history failed: database gone");
    }
}
