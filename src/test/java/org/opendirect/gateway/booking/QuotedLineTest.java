package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.IabAgent;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.TestSpeaker;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Phase;

/** The line's machine at a seller that quotes and makes deals: no reserve, no list, another id once it is booked. */
class QuotedLineTest {

    private final LineMachine machine = new LineMachine(new Resolver(TestSettings.with(Map.of()).booking(), new Random(1)));
    private final LineRow line = SomeLine.line();
    private final OrderRow order = SomeLine.openOrder();
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");
    private Phase phase = Phase.BOOK;
    private TestSpeaker speaker = new TestSpeaker(IabAgent.KIND, Profile.UNKNOWN);

    @Test
    void aQuoteIsHeldReadOnceMoreBookedAndKnownByTheDealsId() {
        quoted(10_000_000L);
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, deal(), at());

        assertThat(line.sellerLineId).isEqualTo("DEMO-1");
        assertThat(line.reservationId).isEqualTo("qt-1");
        assertThat(next()).as("one more read has to agree").isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, deal(), at());
        assertThat(line.status).isEqualTo(LineStatus.BOOKED);
        assertThat(line.verified).isTrue();
    }

    @Test
    void aQuoteWhoseAnswerWasLostIsAskedForAgainAndADealIsNot() {
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("timeout"), at());
        now = now.plusSeconds(60);
        assertThat(next()).as("it binds nobody").isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.heard(line, Step.CREATE_LINE, quote(10_000_000L), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, quote(10_000_000L), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("timeout"), at());
        assertThat(next()).as("looked at, not sent again").isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, deal(), at());
        assertThat(line.sellerLineId).isEqualTo("DEMO-1");
        assertThat(line.status).isEqualTo(LineStatus.BOOKED);
    }

    @Test
    void aQuoteThatIsGoneAfterItsDealWasAskedForIsForAPerson() {
        quoted(10_000_000L);
        next();
        line.attempt.journal = 1;
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("timeout"), at());
        next();
        machine.heard(line, Step.READ_LINE, new Outcome.Accepted<>(seller("", LineState.EXPIRED, null)), at());

        assertThat(line.status).as("there may be a deal").isEqualTo(LineStatus.NEEDS_DECISION);
        assertThat(line.reservedMicros).isEqualTo(10_000_000);
    }

    @Test
    void aDealThatBearsAKeyIsAskedForAgain() {
        speaker = new TestSpeaker(IabAgent.KIND, Profile.ofSettings(Map.of(Choice.MONEY, "micros")));
        quoted(10_000_000L);
        next();
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("timeout"), at());
        now = now.plusSeconds(30);
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        machine.heard(line, Step.BOOK, deal(), at());
        assertThat(line.sellerLineId).isEqualTo("DEMO-1");
    }

    @Test
    void aDealThatIsRefusedLeavesNothingBehind() {
        quoted(10_000_000L);
        next();
        machine.heard(line, Step.BOOK, new Outcome.Refused<>(409, "inventory_unavailable"), at());
        readTwice(quote(10_000_000L));

        assertThat(line.status).isEqualTo(LineStatus.DECLINED);
        assertThat(line.reservedMicros).isZero();
    }

    @Test
    void whatAPersonGivesUpIsLookedAtAndCancelledOnlyWhereThereIsADeal() {
        line.sellerLineId = "qt-1";
        line.status = LineStatus.UNKNOWN;
        line.endsAs = LineStatus.FAILED;
        readTwice(quote(10_000_000L));
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
    }

    @Test
    void aGatewayThatWasKilledWhileItAskedForAQuoteAsksAgain() {
        next();
        assertThat(machine.takeUp(line, at())).isTrue();
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
    }

    @Test
    void lessThanTheListPriceIsTakenAndMoreIsNot() {
        quoted(8_000_000L);
        assertThat(line.rateMicros).isEqualTo(8_000_000);
        assertThat(line.costMicros).isEqualTo(8_000_000);
        assertThat(line.reservedMicros).as("held is what it costs").isEqualTo(8_000_000);
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
    }

    @Test
    void aDearerQuoteIsLeftToExpire() {
        quoted(12_000_000L);
        assertThat(next()).as("a quote needs no cancel").isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
        assertThat(line.problem.code()).isEqualTo("terms_changed");
        assertThat(line.reservedMicros).isZero();
    }

    @Test
    void whatWasNegotiatedIsNotTakenForLess() {
        line.negotiationId = "neg-1";
        quoted(8_000_000L);
        assertThat(line.problem.code()).as("the seller holds other terms than agreed").isEqualTo("terms_changed");
    }

    @Test
    void aQuoteThatIsAboutToExpireIsAskedForOnceMore() {
        quoted(10_000_000L);
        now = now.plus(Duration.ofHours(24));
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        assertThat(line.sellerLineId).isNull();
    }

    @Test
    void aQuoteIsGivenUpWithoutACallAndADealIsCancelled() {
        quoted(10_000_000L);
        phase = Phase.RELEASE;
        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.CANCELLED);

        line.status = LineStatus.BOOKED;
        line.endsAs = null;
        line.problem = null;
        line.verified = true;
        line.sellerLineId = "DEMO-1";
        line.reservationId = "qt-1";
        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void aDealThatMayHaveBeenMadeIsLookedForAndNotAskedForAgainOnceNobodyWantsIt() {
        speaker = new TestSpeaker(IabAgent.KIND, Profile.ofSettings(Map.of(Choice.MONEY, "micros")));
        quoted(10_000_000L);
        next();
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("timeout"), at());
        now = now.plusSeconds(30);
        phase = Phase.RELEASE;

        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, quote(10_000_000L), at());
        assertThat(line.reservedMicros).as("it may only be late").isEqualTo(10_000_000);
        assertThat(next()).isInstanceOf(Next.Wait.class);
        now = now.plusSeconds(30);
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, deal(), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
    }

    @Test
    void aQuoteThatIsDeclinedAtOnceEndsTheLine() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Accepted<>(seller("qt-1", LineState.DECLINED, null)), at());
        for (int i = 0; i < 2; i++) {
            now = now.plusSeconds(30);
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, new Outcome.Accepted<>(seller("qt-1", LineState.DECLINED, null)), at());
        }

        assertThat(line.status).isEqualTo(LineStatus.DECLINED);
        assertThat(line.reservedMicros).isZero();
    }

    @Test
    void aDealThatWasNotMadeIsNotAskedForAgainOnceNobodyWantsIt() {
        speaker = new TestSpeaker(IabAgent.KIND, Profile.ofSettings(Map.of(Choice.MONEY, "micros")));
        quoted(10_000_000L);
        next();
        phase = Phase.RELEASE;
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("timeout"), at());
        for (int i = 0; i < 2; i++) {
            now = now.plusSeconds(30);
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, quote(10_000_000L), at());
        }

        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.CANCELLED);
    }

    @Test
    void lineShouldKnowWhatIsMissingWhenADearerQuoteIsAskedForLess() {
        // given
        line.ceilingMicros = 15_000_000L;

        // when
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.heard(line, Step.CREATE_LINE, quote(12_500_000L), at());

        // then
        assertThat(next()).as("asked for once more").isEqualTo(new Next.Send(Step.CREATE_LINE));
        assertThat(line.quantity).isEqualTo(800);
        assertThat(line.proposedQuantity).isEqualTo(1_000);
        assertThat(line.costMicros).isEqualTo(10_000_000);
    }

    @Test
    void lineShouldBuyWhatWasAgreedWhenAQuoteForMoreIsDearer() {
        // given
        line.negotiationId = "neg-1";
        line.offer = new NewOrder.Offer(true, "qt-0", 600L, 12_000_000L, null);

        // when
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.heard(line, Step.CREATE_LINE, quote(11_000_000L), at());

        // then
        assertThat(next()).as("the agreed quote is looked at").isEqualTo(new Next.Send(Step.READ_LINE));
        assertThat(line.sellerLineId).isEqualTo("qt-0");
        assertThat(line.quantity).isEqualTo(600);
        assertThat(line.proposedQuantity).isEqualTo(1_000);
        assertThat(line.reservedMicros).isEqualTo(6_000_000);
    }

    private void quoted(long rateMicros) {
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.heard(line, Step.CREATE_LINE, quote(rateMicros), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, quote(rateMicros), at());
    }

    /** With a settle window between the reads. */
    private void readTwice(Outcome<SellerLine> shown) {
        for (int read = 0; read < 2; read++) {
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, shown, at());
            now = now.plusSeconds(3);
        }
    }

    private Next next() {
        return SomeLine.next(machine, line, at());
    }

    private LineMachine.Situation at() {
        return new LineMachine.Situation(now, phase, order, SomeLine.PURSE, SomeLine.NO_IDS, SomeLine.SISTERS, speaker);
    }

    private Outcome<SellerLine> quote(long rateMicros) {
        return new Outcome.Accepted<>(seller("qt-1", LineState.RESERVED, rateMicros));
    }

    private Outcome<SellerLine> deal() {
        return new Outcome.Accepted<>(seller("DEMO-1", LineState.BOOKED, 10_000_000L));
    }

    private SellerLine seller(String id, LineState state, Long rateMicros) {
        return new SellerLine(id, "", "p", state, state.name(), null, state == LineState.RESERVED ? Timestamp.of(Instant.parse("2027-01-02T00:00:00Z")) : null, RateType.CPM, rateMicros,
                1_000L, null, "USD", null, null, "");
    }
}
