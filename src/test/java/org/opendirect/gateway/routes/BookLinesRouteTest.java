package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.booking.BookingExecution.OrderTask;
import org.opendirect.gateway.booking.BookingExecution.Round;
import org.opendirect.gateway.work.Claim;

@Timeout(60)
class BookLinesRouteTest extends RouteTestSupport {

    private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
    private final Rounds rounds = new Rounds();
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    BookLinesRouteTest() {
        super("book-lines");
    }

    /** Orders and results of the rounds, in this order. */
    public static class Rounds {
        private final Deque<List<OrderTask>> orders = new ArrayDeque<>();
        private final Deque<Round> results = new ArrayDeque<>();

        public List<OrderTask> orderTasks(Claim claim) {
            return orders.remove();
        }

        public Round completeRound(Claim claim) {
            return results.remove();
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("bookingExecution", rounds);
        registry.bind("failIfOneFailed", new UseOriginalAggregationStrategy());
    }

    @Test
    void orderShouldBeOpenedBeforeItsLinesWhenItDoesNotStandYet() throws Exception {
        // given
        rounds.orders.add(List.of(new OrderTask("order-1", true, List.of("line-1", "line-2"))));
        rounds.results.add(new Round(false, LATER));
        begin();

        // when
        Exchange ended = bookLines();

        // then
        assertThat(taken).hasSize(3).startsWith("open order-1").contains("book line-1", "book line-2");
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(LATER);
    }

    @Test
    void orderShouldNotBeOpenedAgainWhenItStands() throws Exception {
        // given
        rounds.orders.add(List.of(new OrderTask("order-1", false, List.of("line-1"))));
        rounds.results.add(new Round(false, null));
        begin();

        // when
        Exchange ended = bookLines();

        // then
        assertThat(taken).containsExactly("book line-1");
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isNull();
    }

    @Test
    void allOrdersShouldGoOnceMoreWhenARoundOpensTheNextPhase() throws Exception {
        // given
        rounds.orders.add(List.of(new OrderTask("order-1", false, List.of("line-1"))));
        rounds.results.add(new Round(true, null));
        rounds.orders.add(List.of(new OrderTask("order-1", false, List.of("line-2"))));
        rounds.results.add(new Round(false, LATER));
        begin();

        // when
        Exchange ended = bookLines();

        // then
        assertThat(taken).containsExactly("book line-1", "book line-2");
        assertThat(ended.getProperty(RouteProperties.NEXT_RUN_AT)).isEqualTo(LATER);
    }

    @Test
    void everyOtherLineShouldBeWorkedOnBeforeTheRouteFailsWhenOneFails() throws Exception {
        // given
        rounds.orders.add(List.of(new OrderTask("order-1", false, List.of("broken", "line-2")), new OrderTask("order-2", true, List.of("line-3"))));
        begin();

        // when
        Exchange ended = bookLines();

        // then
        assertThat(ended.getException()).isInstanceOf(IllegalStateException.class).hasMessage("broken");
        assertThat(taken).containsExactlyInAnyOrder("book broken", "book line-2", "open order-2", "book line-3");
        assertThat(steps()).doesNotContain("complete-round");
    }

    @Test
    void linesShouldStayAsTheyAreWhenTheirOrderCannotBeOpened() throws Exception {
        // given
        rounds.orders.add(List.of(new OrderTask("broken", true, List.of("line-1")), new OrderTask("order-2", false, List.of("line-2"))));
        begin();

        // when
        Exchange ended = bookLines();

        // then
        assertThat(ended.getException()).hasMessage("broken");
        assertThat(taken).containsExactlyInAnyOrder("open broken", "book line-2");
    }

    private void begin() throws Exception {
        start();
        neighbour("direct:open-order").whenAnyExchangeReceived(e -> take("open ", e));
        neighbour("direct:book-line").whenAnyExchangeReceived(e -> take("book ", e));
    }

    private void take(String what, Exchange exchange) {
        String id = exchange.getMessage().getBody(String.class);
        taken.add(what + id);
        if (id.equals("broken")) {
            throw new IllegalStateException("broken");
        }
    }

    private Exchange bookLines() {
        return template.request("direct:book-lines", e -> e.setProperty(RouteProperties.CLAIM, ScriptedSteps.CLAIM));
    }
}
