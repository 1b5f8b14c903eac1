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

class SellerReadTaskTest {

    /** Reads two pages. */
    private static final class Pages extends SellerReadTask<List<Integer>> {
        private final List<Integer> read = new ArrayList<>();

        Pages(long withinMs) {
            super("s", System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs), true);
        }

        @Override
        Optional<WireRequest> nextCall() {
            return Optional.of(WireRequest.get("/page", ""));
        }

        @Override
        void read(WireReply reply) {
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
        assertThat(pages.result().verdict().status()).isEqualTo("timed_out");
        assertThat(pages.result().part()).isNull();
        assertThat(pages.nextRequest().orElseThrow().spare()).isTrue();
        pages.onResponse(reply(1));

        SellerReadTask.TaskResult<List<Integer>> answer = pages.result();
        pages.onResponse(reply(2));

        assertThat(answer.verdict().status()).isEqualTo("timed_out");
        assertThat(answer.verdict().problem().detail()).startsWith("no complete answer within ");
        assertThat(answer.part()).containsExactly(1);
        assertThat(pages.result().verdict().status()).isEqualTo("ok");
        assertThat(pages.result().part()).containsExactly(1, 2);
        assertThat(pages.nextRequest()).isEmpty();
    }

    @Test
    void nothingIsAskedWhenTheTimeIsUp() {
        var pages = new Pages(0);

        assertThat(pages.nextRequest()).isEmpty();
        assertThat(pages.result().verdict().problem().code()).isEqualTo("seller_timeout");
    }

    @Test
    void aFaultOfTheGatewayIsNoTimeout() {
        var pages = new Pages(60_000);
        pages.fail("boom");

        assertThat(pages.result().verdict().problem().code()).isEqualTo("gateway_error");
    }

    private static WireReply reply(int number) {
        return new WireReply(WireReply.Failure.NONE, number, new byte[0], "", "", "", 1);
    }
}
