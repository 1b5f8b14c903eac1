package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StableFileFilterTest {

    @Test
    void fileShouldBeStableWhenItHasNotChangedSinceTheLastLook() {
        // given
        var filter = new StableFileFilter(Duration.ZERO);
        boolean first = filter.isStable("a", 1, 1, 1);
        boolean grown = filter.isStable("a", 2, 1, 1);
        boolean touched = filter.isStable("a", 2, 2, 1);

        // when
        boolean unchanged = filter.isStable("a", 2, 2, 1);

        // then
        assertThat(new boolean[] {first, grown, touched, unchanged}).containsExactly(false, false, false, true);
    }

    @Test
    void fileShouldNotBeStableWhenItHasNotLainLongEnough() {
        // given
        var filter = new StableFileFilter(Duration.ofHours(1));
        filter.isStable("a", 1, 1, 1);

        // when
        boolean stable = filter.isStable("a", 1, 1, 1);

        // then
        assertThat(stable).isFalse();
    }

    @Test
    void watchedFilesShouldStayStableWhenThereAreTooManyOthers() {
        // given
        var filter = new StableFileFilter(Duration.ZERO);
        IntStream.range(0, 10_000).forEach(n -> filter.isStable("watched-" + n, 1, 1, 1));
        IntStream.range(0, 10_000).forEach(n -> filter.isStable("other-" + n, 1, 1, 1));

        // when
        long stable = IntStream.range(0, 10_000).filter(n -> filter.isStable("watched-" + n, 1, 1, 1)).count();

        // then
        assertThat(stable).isEqualTo(10_000);
    }
}
