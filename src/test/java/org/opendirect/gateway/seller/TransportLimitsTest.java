package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

class TransportLimitsTest {

    private static final int KB = 1_024;
    private final Seller seller = new SellerDirectory(TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s")),
            new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("s");
    private final TransportLimits limits = new TransportLimits(300 * KB, 512 * KB);

    @AfterEach
    void close() {
        limits.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * KB - 1, 64 * KB, 64 * KB + 1, 128 * KB, 300 * KB})
    void anAnswerIsReadAsItIsWhetherItsLengthIsKnownOrNot(int length) throws IOException {
        byte[] sent = new byte[length];
        new Random(length).nextBytes(sent);

        assertThat(limits.read(new ByteArrayInputStream(sent), length, call())).isEqualTo(sent);
        assertThat(limits.read(new ByteArrayInputStream(sent), -1, call())).isEqualTo(sent);
    }

    @Test
    void oneByteTooManyIsTooMany() {
        assertThatThrownBy(() -> limits.read(zeros(300 * KB + 1), -1, call())).isInstanceOf(TransportLimits.TooLargeException.class);
        assertThatThrownBy(() -> limits.read(zeros(300 * KB + 1), 300 * KB + 1, call())).isInstanceOf(TransportLimits.TooLargeException.class);
    }

    @Test
    void allLargeAnswersTogetherHaveAnEndAndSmallOnesAreNotKeptOut() throws IOException {
        SellerCallContext first = call();
        SellerCallContext second = call();
        limits.read(zeros(300 * KB), -1, first);
        limits.read(zeros(200 * KB), -1, second);
        SellerCallContext third = call();

        assertThatThrownBy(() -> limits.read(zeros(300 * KB), -1, third)).isInstanceOf(TransportLimits.NoRoomException.class);
        assertThat(limits.read(zeros(60 * KB), -1, call())).hasSize(60 * KB);
        limits.free(third);
        limits.free(first);
        limits.free(second);
        for (int i = 0; i < 10; i++) {
            SellerCallContext next = call();
            assertThat(limits.read(zeros(300 * KB), -1, next)).as("nothing of the room was lost").hasSize(300 * KB);
            limits.free(next);
        }
    }

    @Test
    void aCallIsEndedWhenItsTimeIsUpAndNoneBefore() throws Exception {
        var ended = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        try (var soon = limits.deadlines().watch(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50), () -> {
            ended.countDown();
            return true;
        }); var later = limits.deadlines().watch(System.nanoTime() + TimeUnit.HOURS.toNanos(1), () -> {
            never.countDown();
            return true;
        })) {
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(soon.rang()).isTrue();
            assertThat(later.rang()).isFalse();
            assertThat(never.getCount()).isOne();
        }
    }

    private static InputStream zeros(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }

    private SellerCallContext call() {
        return new SellerCallContext(new SellerRequest("s", WireRequest.get("/products", ""), System.nanoTime(), true), seller);
    }
}
