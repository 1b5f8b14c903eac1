package org.opendirect.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

class ReadingTest {

    /** Reads two pages. */
    private static final class Pages extends Reading<List<Integer>> {
        private final List<Integer> read = new ArrayList<>();

        Pages(long withinMs) {
            super("s", System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs), true);
        }

        @Override
        Optional<WireRequest> ask() {
            return Optional.of(WireRequest.get("/page", ""));
        }

        @Override
        void take(WireReply reply) {
            read.add(reply.status());
            if (read.size() == 2) {
                end(Verdict.FINE);
            }
        }

        @Override
        List<Integer> part() {
            return List.copyOf(read);
        }
    }

    @Test
    void whatIsHeardAfterTheAnswerWasMadeDoesNotChangeIt() {
        var pages = new Pages(60_000);
        assertThat(pages.heard().verdict().status()).isEqualTo("timed_out");
        assertThat(pages.heard().part()).isNull();
        assertThat(pages.next().orElseThrow().spare()).isTrue();
        pages.hear(reply(1));

        Reading.Heard<List<Integer>> answer = pages.heard();
        pages.hear(reply(2));

        assertThat(answer.verdict().status()).isEqualTo("timed_out");
        assertThat(answer.verdict().problem().detail()).startsWith("no complete answer within ");
        assertThat(answer.part()).containsExactly(1);
        assertThat(pages.heard().verdict().status()).isEqualTo("ok");
        assertThat(pages.heard().part()).containsExactly(1, 2);
        assertThat(pages.next()).isEmpty();
    }

    @Test
    void nothingIsAskedWhenTheTimeIsUp() {
        var pages = new Pages(0);

        assertThat(pages.next()).isEmpty();
        assertThat(pages.heard().verdict().problem().code()).isEqualTo("seller_timeout");
    }

    @Test
    void aFaultOfTheGatewayIsNoTimeout() {
        var pages = new Pages(60_000);
        pages.broke("boom");

        assertThat(pages.heard().verdict().problem().code()).isEqualTo("gateway_error");
    }

    private static WireReply reply(int number) {
        return new WireReply(WireReply.Failure.NONE, number, new byte[0], "", "", "", 1);
    }
}
