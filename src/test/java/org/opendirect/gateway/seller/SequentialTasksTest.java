package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

class SequentialTasksTest {

    private static final long DEADLINE = 42;
    private final List<String> happened = new ArrayList<>();

    @Test
    void eachIsHeldToItsEndAndHearsItsOwnReplies() {
        var all = new SequentialTasks(List.of(new Says("a", 2), new Says("b", 0), new Says("c", 1)));

        for (Optional<SellerRequest> next = all.nextRequest(); next.isPresent(); next = all.nextRequest()) {
            happened.add(next.get().wire().path());
            all.onResponse(WireReply.without(WireReply.Failure.LOST, "", 1));
        }

        assertThat(happened).containsExactly("/a", "a heard", "/a", "a heard", "/c", "c heard");
    }

    @Test
    void whatBreaksOneBreaksAllThatHaveNotEnded() {
        var all = new SequentialTasks(List.of(new Says("a", 0), new Says("b", 1), new Says("c", 1)));
        all.nextRequest();

        all.fail("boom");

        assertThat(happened).containsExactly("b boom", "c boom");
    }

    /** One that has so many questions. */
    private final class Says implements SellerTask {
        private final String name;
        private int left;

        private Says(String name, int left) {
            this.name = name;
            this.left = left;
        }

        @Override
        public Optional<SellerRequest> nextRequest() {
            return left-- > 0 ? Optional.of(new SellerRequest("s", WireRequest.get("/" + name, ""), DEADLINE)) : Optional.empty();
        }

        @Override
        public void onResponse(WireReply reply) {
            happened.add(name + " heard");
        }

        @Override
        public void fail(String reason) {
            happened.add(name + " " + reason);
        }
    }
}
