package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.TestSpeaker;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Phase;

class OrderMachineTest {

    private final OrderMachine machine = new OrderMachine(new Resolver(TestSettings.defaults().booking(), new Random(1)));
    private final OrderRow order = newOrder();
    private boolean turn;
    private Phase phase = Phase.BOOK;
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");

    private static OrderRow newOrder() {
        var order = new OrderRow();
        order.start = LocalDate.of(2027, 2, 1);
        order.end = LocalDate.of(2027, 2, 28);
        return order;
    }

    @Test
    void whoWaitsLongForTheAccountHoldsNoThreadMeanwhile() {
        assertThat(waited()).isLessThan(Duration.ofSeconds(1));
        now = now.plusSeconds(3);
        assertThat(waited()).as("longer than is waited in place").isGreaterThan(Duration.ofSeconds(3));
        assertThat(BookingExecution.dueAt(order, now)).as("when its work is looked at again").isEqualTo(now.plusSeconds(4));

        turn = true;
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_ACCOUNT));
    }

    @Test
    void anOrderThatDidNotLeaveBeforeItsCancelDoesNotLeaveAnyMore() {
        order.accountId = "acct";
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_ORDER));
        order.attempt.journal = 1;
        machine.heard(order, new Outcome.Unknown<>("refused", true, ""), at());
        assertThat(machine.takeUp(order)).as("it is known not to have left").isFalse();
        now = now.plusSeconds(60);
        phase = Phase.RELEASE;

        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(order.problem.code()).isEqualTo("cancelled");
    }

    @Test
    void anOrderWhoseFlightHasBegunMeanwhileStartsTodayAndOneThatIsOverIsNotCreated() {
        order.accountId = "acct";
        now = Instant.parse("2027-02-05T10:00:00Z");
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_ORDER));
        assertThat(order.start).isEqualTo("2027-02-05");

        order.attempt = null;
        now = Instant.parse("2027-03-01T00:00:00Z");
        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(order.problem.code()).isEqualTo("flight_over");
    }

    @Test
    void anOrderInAnotherCurrencyIsNoneOfOurs() {
        order.accountId = "acct";
        order.currency = "USD";
        next();
        machine.heard(order, new Outcome.Accepted<>(new SellerObject("o1", "", "APPROVED", "", "", "EUR", "")), at());

        assertThat(order.state).isEqualTo(OrderRow.State.FAILED);
        assertThat(order.problem.code()).isEqualTo("terms_changed");
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#rejected")
    void orderShouldFailWhenItIsAnsweredRejectedInAnyWord(String word) {
        // given
        order.accountId = "acct";
        next();

        // when
        machine.heard(order, new Outcome.Accepted<>(new SellerObject("o1", "", word, "", "")), at());

        // then
        assertThat(order.state).isEqualTo(OrderRow.State.FAILED);
        assertThat(order.problem.code()).isEqualTo("order_rejected");
    }

    @Test
    void aDialectThatIsFoundOutMeanwhileIsTakenOverUnlessACallHasLeft() {
        turn = true;
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_ACCOUNT));
        assertThat(OrderMachine.takeOver(order, "opendirect")).as("as was assumed").isFalse();
        assertThat(OrderMachine.takeOver(order, "iab-agent")).isTrue();
        assertThat(order.dialect).isEqualTo("iab-agent");
        assertThat(order.attempt).as("begun anew").isNull();

        order.accountId = "acct";
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_ORDER));
        order.attempt.journal = 1;
        assertThat(OrderMachine.takeOver(order, "iab-agent")).isFalse();
        assertThat(order.dialect).as("as it was begun").isEqualTo("opendirect");
        assertThat(order.attempt).isNotNull();
    }

    private Duration waited() {
        return Duration.between(now, ((Next.Wait) next()).until());
    }

    private Next next() {
        return machine.next(order, at());
    }

    private OrderMachine.Situation at() {
        return new OrderMachine.Situation(now, phase, new OrderMachine.Accounts() {
            @Override
            public Optional<String> known(OrderRow o) {
                return Optional.empty();
            }

            @Override
            public boolean myTurn(OrderRow o) {
                return turn;
            }

            @Override
            public void found(OrderRow o) {
                turn = false;
            }

            @Override
            public void givenUp(OrderRow o) {
                turn = false;
            }

            @Override
            public Optional<String> otherOrder(OrderRow o, String sellerOrderId) {
                return Optional.empty();
            }
        }, "buyer", TestSpeaker.unknown());
    }
}
