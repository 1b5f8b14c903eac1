package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.TestSpeaker;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Phase;

/** What ends a line frees its money: it is seen twice, a settle window apart, and never older than the step under way. */
class LineEndsTest {

    private static final Duration SETTLE_WINDOW = TestSettings.defaults().booking().settleWindow();

    private final LineMachine machine = new LineMachine(new Resolver(TestSettings.defaults().booking(), new Random(1)));
    private final LineRow line = SomeLine.line();
    private Phase phase = Phase.BOOK;
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");

    @ParameterizedTest
    @EnumSource(value = LineState.class, names = {"CANCELED", "DRAFT", "EXPIRED", "STOPPED", "DECLINED"})
    void releaseShouldFreeNothingWhenOnlyOneReadShowsTheEnd(LineState state) {
        // given
        cancelling();
        machine.heard(line, Step.CANCEL, new Outcome.Unknown<>("lost"), at());

        // when
        read(shown(state, null));

        // then
        assertThat(line.bookedMicros).isEqualTo(10_000_000);
        assertThat(next()).isEqualTo(new Next.Wait(now.plus(SETTLE_WINDOW)));
        now = now.plus(SETTLE_WINDOW);
        read(shown(LineState.BOOKED, null));
        assertThat(line.status.isLost()).as("one read was wrong").isFalse();
    }

    @Test
    void releaseShouldFreeTheMoneyWhenTheEndIsStillShownASettleWindowLater() {
        // given
        cancelling();
        machine.heard(line, Step.CANCEL, shown(LineState.CANCELED, null), at());
        now = now.plus(SETTLE_WINDOW);

        // when
        read(shown(LineState.CANCELED, null));

        // then
        assertThat(line.status).isEqualTo(LineStatus.CANCELLED);
        assertThat(line.bookedMicros).isZero();
    }

    @Test
    void releaseShouldFreeNothingWhenOneListDoesNotShowTheLine() {
        // given
        cancelling();
        machine.heard(line, Step.CANCEL, new Outcome.Unknown<>("lost"), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, new Outcome.Refused<>(404, "HTTP 404"), at());

        // when
        list();

        // then
        assertThat(line.status.isLost()).isFalse();
        assertThat(line.bookedMicros).isEqualTo(10_000_000);
        now = now.plus(SETTLE_WINDOW);
        list();
        assertThat(line.status).isEqualTo(LineStatus.CANCELLED);
    }

    @Test
    void bookShouldGoOnWhenAnOldEndIsShownWithinTheSettleWindow() {
        // given
        reserved(now.plusSeconds(600));
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("lost"), at());
        read(shown(LineState.EXPIRED, null));
        now = now.plus(Duration.ofMillis(250));
        assertThat(next()).as("too early for a second look").isInstanceOf(Next.Wait.class);
        now = now.plus(SETTLE_WINDOW);

        // when
        read(shown(LineState.BOOKED, null));

        // then
        assertThat(line.status).isEqualTo(LineStatus.BOOKED);
        assertThat(line.bookedMicros).isEqualTo(10_000_000);
    }

    @Test
    void bookShouldGoOnWhenTheEndShownIsOfTheHoldBefore() {
        // given
        Instant first = now.plusSeconds(60);
        reserved(first);
        now = first;
        assertThat(next()).isEqualTo(new Next.Send(Step.RESET));
        machine.heard(line, Step.RESET, shown(LineState.DRAFT, null), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
        machine.heard(line, Step.RESERVE, shown(LineState.RESERVED, first.plusSeconds(60)), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("lost"), at());

        // when
        for (int lagging = 0; lagging < 2; lagging++) {
            read(shown(LineState.EXPIRED, first));
            now = now.plus(SETTLE_WINDOW);
        }

        // then
        assertThat(line.status.isLost()).isFalse();
        assertThat(line.reservedUntil).as("the hold that counts").isEqualTo(first.plusSeconds(60));
        read(shown(LineState.BOOKED, null));
        assertThat(line.status).isEqualTo(LineStatus.BOOKED);
    }

    @Test
    void holdShouldBeTakenAnewWhenTheSellerShowsItAsExpired() {
        // given
        reserved(null);
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, new Outcome.Refused<>(400, "the reservation has expired"), at());

        // when
        read(shown(LineState.EXPIRED, null));
        now = now.plus(SETTLE_WINDOW);
        read(shown(LineState.EXPIRED, null));

        // then
        assertThat(next()).isEqualTo(new Next.Send(Step.RESET));
        assertThat(line.renewals).isEqualTo(1);
    }

    @Test
    void lineShouldEndAsExpiredWhenTheSecondHoldRanOutToo() {
        // given
        line.renewals = LineMachine.MAX_RENEWALS;
        reserved(null);
        next();
        machine.heard(line, Step.BOOK, new Outcome.Refused<>(400, "the reservation has expired"), at());

        // when
        read(shown(LineState.EXPIRED, null));
        now = now.plus(SETTLE_WINDOW);
        read(shown(LineState.EXPIRED, null));

        // then
        assertThat(line.status).isEqualTo(LineStatus.EXPIRED);
        assertThat(line.reservedMicros).isZero();
    }

    @Test
    void reserveShouldGoOnWhenOnlyOneReadShowsItAsDeclined() {
        // given
        reserving();
        machine.heard(line, Step.RESERVE, new Outcome.Unknown<>("lost"), at());
        read(shown(LineState.DECLINED, null));
        now = now.plus(SETTLE_WINDOW);

        // when
        read(shown(LineState.RESERVED, null));

        // then
        assertThat(line.status).isEqualTo(LineStatus.RESERVED);
    }

    @Test
    void endShouldBeSeenAnewWhenAnotherStateWasShownInBetween() {
        // given
        cancelling();
        machine.heard(line, Step.CANCEL, new Outcome.Unknown<>("lost"), at());
        read(shown(LineState.CANCELED, null));
        now = now.plus(SETTLE_WINDOW);
        read(shown(LineState.PENDING_BOOKING, null));
        now = now.plus(SETTLE_WINDOW);

        // when
        read(shown(LineState.CANCELED, null));

        // then
        assertThat(line.bookedMicros).isEqualTo(10_000_000);
    }

    private void reserving() {
        next();
        machine.heard(line, Step.CREATE_LINE, shown(LineState.DRAFT, null), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
    }

    private void reserved(Instant until) {
        reserving();
        machine.heard(line, Step.RESERVE, shown(LineState.RESERVED, until), at());
    }

    private void cancelling() {
        reserved(null);
        next();
        machine.heard(line, Step.BOOK, shown(LineState.BOOKED, null), at());
        next();
        machine.heard(line, Step.READ_LINE, shown(LineState.BOOKED, null), at());
        phase = Phase.RELEASE;
        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    private void read(Outcome<SellerLine> shown) {
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, shown, at());
    }

    private void list() {
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
        machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of())), at());
    }

    private Next next() {
        return SomeLine.next(machine, line, at());
    }

    private LineMachine.Situation at() {
        return new LineMachine.Situation(now, phase, SomeLine.openOrder(), SomeLine.PURSE, SomeLine.NO_IDS, SomeLine.SISTERS, TestSpeaker.unknown());
    }

    private static Outcome<SellerLine> shown(LineState state, Instant reservedUntil) {
        return new Outcome.Accepted<>(new SellerLine("l1", "x [gw-key]", "p", state, state.name(), null,
                reservedUntil == null ? null : Timestamp.of(reservedUntil), null, null, null, null, null, null, null, "x [gw-key]"));
    }
}
