package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

class InTurnTest {

    private static final long DEADLINE = 42;
    private final List<String> happened = new ArrayList<>();

    @Test
    void eachIsHeldToItsEndAndHearsItsOwnReplies() {
        var all = new InTurn(List.of(new Says("a", 2), new Says("b", 0), new Says("c", 1)));

        for (Optional<SellerRequest> next = all.next(); next.isPresent(); next = all.next()) {
            happened.add(next.get().wire().path());
            all.hear(WireReply.without(WireReply.Failure.LOST, "", 1));
        }

        assertThat(happened).containsExactly("/a", "a heard", "/a", "a heard", "/c", "c heard");
        assertThat(all.deadline()).isEqualTo(DEADLINE);
    }

    @Test
    void whatBreaksOneBreaksAllThatHaveNotEnded() {
        var all = new InTurn(List.of(new Says("a", 0), new Says("b", 1), new Says("c", 1)));
        all.next();

        all.broke("boom");

        assertThat(happened).containsExactly("b boom", "c boom");
    }

    /** One that has so many questions. */
    private final class Says implements Conversation {
        private final String name;
        private int left;

        private Says(String name, int left) {
            this.name = name;
            this.left = left;
        }

        @Override
        public Optional<SellerRequest> next() {
            return left-- > 0 ? Optional.of(new SellerRequest("s", WireRequest.get("/" + name, ""), DEADLINE)) : Optional.empty();
        }

        @Override
        public void hear(WireReply reply) {
            happened.add(name + " heard");
        }

        @Override
        public long deadline() {
            return DEADLINE;
        }

        @Override
        public void broke(String reason) {
            happened.add(name + " " + reason);
        }
    }
}
