package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.TestSpeaker;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Phase;

/** No call that may bind leaves, and nothing counts as booked, whose whole cost no limit has allowed: whoever asks for it. */
class LineFundsTest {

    private static final LineMachine.Purse EMPTY = line -> Optional.of(Problem.Brief.of("budget_exceeded", "it would have to be 10000.00 USD"));

    private final LineMachine machine = new LineMachine(new Resolver(TestSettings.defaults().booking(), new Random(1)));
    private final LineRow line = SomeLine.line();
    private final Instant now = Instant.parse("2027-01-01T00:00:00Z");
    private LineMachine.Purse purse = EMPTY;

    @Test
    void createShouldNotLeaveWhenALimitForbidsItsCost() {
        // when
        Next next = next();

        // then
        assertThat(next).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
        assertThat(line.problem.code()).isEqualTo("budget_exceeded");
    }

    @Test
    void holdShouldBeGivenBackWhenALimitForbidsToBookIt() {
        // given
        line.sellerLineId = "l1";
        line.status = LineStatus.RESERVED;

        // when
        Next next = next();

        // then
        assertThat(next).isEqualTo(new Next.Send(Step.CANCEL));
        assertThat(line.problem.code()).isEqualTo("budget_exceeded");
    }

    @Test
    void lineShouldNotCountAsBookedWhenALimitForbidsItsCost() {
        // given
        asked();
        purse = SomeLine.PURSE;
        new LineDecisions().retry(line, at());
        line.reservedMicros = 0;
        purse = EMPTY;

        // when
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, new Outcome.Accepted<>(new SellerLine("l1", "x [gw-key]", "p", LineState.BOOKED, "Booked", null, null, null, null,
                null, null, null, null, null, "x [gw-key]")), at());

        // then
        assertThat(line.status).isEqualTo(LineStatus.NEEDS_DECISION);
        assertThat(line.bookedMicros).isZero();
        assertThat(line.problem.detail()).contains("it would have to be 10000.00 USD");
    }

    @Test
    void adoptShouldBeRefusedWhenNothingIsHeldAndALimitForbidsTheCost() {
        // given
        asked();

        // when
        Optional<Problem.Brief> refusal = new LineDecisions().adopt(line, at());

        // then
        assertThat(refusal).map(Problem.Brief::code).contains("budget_exceeded");
        assertThat(line.attempt).isNull();
    }

    @Test
    void retryShouldBeRefusedWhenNothingIsHeldAndALimitForbidsTheCost() {
        // given
        asked();

        // when
        Optional<Problem.Brief> refusal = new LineDecisions().retry(line, at());

        // then
        assertThat(refusal).map(Problem.Brief::code).contains("budget_exceeded");
        assertThat(line.attempt).isNull();
    }

    @Test
    void retryShouldGoOnWhenTheLineIsOnlyToBeGivenBack() {
        // given
        asked();
        line.endsAs = LineStatus.FAILED;

        // when
        Optional<Problem.Brief> refusal = new LineDecisions().retry(line, at());

        // then
        assertThat(refusal).isEmpty();
        assertThat(line.attempt.step).isEqualTo(Step.CANCEL);
    }

    /** The seller holds it, nothing is held for it here, and a person has been asked. */
    private void asked() {
        line.sellerLineId = "l1";
        line.sellerState = "Reserved";
        line.reservedUntil = now.plusSeconds(600);
        LineEnds.ask(line, "the seller holds the line");
    }

    private Next next() {
        return SomeLine.next(machine, line, at());
    }

    private LineMachine.Situation at() {
        return new LineMachine.Situation(now, Phase.BOOK, SomeLine.openOrder(), purse, SomeLine.NO_IDS, SomeLine.SISTERS, TestSpeaker.unknown());
    }
}
