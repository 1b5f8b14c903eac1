package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.TestSpeaker;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Phase;

/** A line that is to be given back while one of its calls is under way, and one that a person decides to keep all the same. */
class UnwantedLineTest {

    private final LineMachine machine = new LineMachine(new Resolver(TestSettings.defaults().booking(), new Random(1)));
    private final LineRow line = SomeLine.line();
    private Phase phase = Phase.BOOK;
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void aBookThatWasLostAndHadNoEffectIsNotSentAgainButTheHoldGivenBack() {
        reserved(null);
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("lost"), at());
        phase = Phase.RELEASE;

        readTwice(LineState.RESERVED);

        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void aBookThatDidNotLeaveDoesNotLeaveAnyMore() {
        reserved(null);
        next();
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("refused", true, ""), at());
        now = now.plusSeconds(60);
        phase = Phase.RELEASE;

        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void aBookThatWasLostAndHadItsEffectIsCancelled() {
        reserved(null);
        next();
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("lost"), at());
        phase = Phase.RELEASE;
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, held(LineState.BOOKED), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void aLineThatWasNotCreatedIsNotAskedForOnceMore() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("lost"), at());
        line.endsAs = LineStatus.FAILED;
        for (int i = 0; i < 2; i++) {
            now = now.plusSeconds(60);
            assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
            machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of())), at());
        }

        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
    }

    @Test
    void aBookThatDidNotLeaveBeforeTheHoldEndsIsNotSentInItsLastMoments() {
        reserved(now.plusSeconds(60));
        next();
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("refused", true, ""), at());
        now = now.plusSeconds(59);

        assertThat(next()).as("the hold is taken anew").isEqualTo(new Next.Send(Step.RESET));
    }

    @Test
    void aCallThatDidNotLeaveIsNotLostWhenItsWorkIsTakenUpAgain() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("refused", true, ""), at());
        now = now.plusSeconds(60);

        assertThat(machine.takeUp(line, at())).isFalse();
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
    }

    @Test
    void whatAPersonDecidesToKeepIsKeptAlthoughTheRestIsGivenBack() {
        reserved(null);
        next();
        machine.heard(line, Step.BOOK, held(LineState.BOOKED), at());
        next();
        machine.heard(line, Step.READ_LINE, held(LineState.BOOKED), at());
        line.endsAs = LineStatus.FAILED;
        phase = Phase.RELEASE;
        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
        LineEnds.ask(line, "the seller refuses to release the line");

        assertThat(new LineDecisions().adopt(line, at())).isEmpty();

        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.BOOKED);
        assertThat(line.bookedMicros).isEqualTo(10_000_000);

        // asked about once more, it is looked at and not cancelled; given up after all, it is
        LineEnds.ask(line, "not at the seller");
        new LineDecisions().retry(line, at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        new LineDecisions().abandon(line, null);
        line.attempt = null;
        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void whatIsAdoptedWhileNobodyGivesItBackIsGivenBackWithTheOthersLater() {
        line.sellerLineId = "l1";
        line.sellerState = "BOOKED";
        line.bookedMicros = 10_000_000;
        LineEnds.ask(line, "booked on other terms");
        assertThat(new LineDecisions().adopt(line, at())).isEmpty();
        assertThat(next()).isEqualTo(Next.PARK);
        phase = Phase.RELEASE;

        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void whatIsHeldUnderAnOrderThatIsRejectedIsGivenBack() {
        reserved(null);
        line.attempt = Attempt.of(Step.READ_ORDER, 1, now);
        line.attempt.refusal = "the order is not approved yet";
        machine.orderRead(line, new Outcome.Accepted<>(new SellerObject("o1", "", "REJECTED", "", "")), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
        assertThat(line.problem.code()).isEqualTo("order_rejected");
    }

    private void reserved(Instant until) {
        next();
        machine.heard(line, Step.CREATE_LINE, held(LineState.DRAFT), at());
        next();
        line.reservedUntil = until;
        machine.heard(line, Step.RESERVE, held(LineState.RESERVED), at());
        line.reservedUntil = until;
    }

    private void readTwice(LineState state) {
        for (int i = 0; i < 2; i++) {
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, held(state), at());
            now = now.plusSeconds(60);
        }
    }

    private Next next() {
        return SomeLine.next(machine, line, at());
    }

    private LineMachine.Situation at() {
        return new LineMachine.Situation(now, phase, SomeLine.openOrder(), SomeLine.PURSE, SomeLine.NO_IDS, SomeLine.SISTERS, TestSpeaker.unknown());
    }

    private static Outcome<SellerLine> held(LineState state) {
        return new Outcome.Accepted<>(new SellerLine("l1", "x [gw-key]", "p", state, state.name(), null, null, null, null, null, null, null, null, null, "x [gw-key]"));
    }
}
