package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServingTest {

    static Stream<Consumer<RestServlet.Serving>> ends() {
        return Stream.of(serving -> serving.onError(null), serving -> serving.onTimeout(null));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void theServerEndsNoRequestThatIsStillServed(Consumer<RestServlet.Serving> end) throws InterruptedException {
        // given
        var serving = new RestServlet.Serving();
        var server = new Thread(() -> end.accept(serving), "server");

        // when
        server.start();

        // then
        await().atMost(Duration.ofSeconds(5)).until(() -> server.getState() == Thread.State.TIMED_WAITING);
        serving.left.countDown();
        server.join(5_000);
        assertThat(server.isAlive()).isFalse();
    }
}
