package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opendirect.gateway.json.Timestamp;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.TestSpeaker;
import org.opendirect.gateway.settings.TestSettings;
import org.opendirect.gateway.work.Phase;

/** The decisions that no sandbox fault reaches. */
class LineMachineTest {

    private final LineMachine machine = new LineMachine(new Resolver(TestSettings.defaults().booking(), new Random(1)));
    private final LineRow line = SomeLine.line();
    private final OrderRow order = SomeLine.openOrder();
    private final TestSpeaker speaker = TestSpeaker.unknown();
    private Instant now = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void aLineThatAppearsOnlyWithTheSecondReadIsNotCreatedTwice() {
        // given
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("connection lost"), at());

        // when the first read lags
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
        machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of())), at());

        // then
        assertThat(next()).isInstanceOf(Next.Wait.class);
        assertThat(line.status).isEqualTo(LineStatus.UNKNOWN);
        now = now.plus(Duration.ofSeconds(4));
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
        machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of(seller("l1", LineState.DRAFT, null)))), at());
        assertThat(line.sellerLineId).isEqualTo("l1");
        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
    }

    @Test
    void aLineIsLookedForOnEveryPageAndASellerThatIgnoresPagingNeitherLoopsNorCountsAsNotHavingIt() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("connection lost"), at());
        List<SellerLine> strangers = Collections.nCopies(LineMachine.PAGE, new SellerLine("s1", "other", "p", LineState.BOOKED, "Booked", null, null, null,
                null, null, null, null, null, null, "other"));

        machine.listed(line, new Outcome.Accepted<>(PageOf.of(strangers)), at());
        assertThat(next()).as("a full page has a next one").isEqualTo(new Next.Send(Step.FIND_LINE));
        assertThat(line.attempt.turn.skip()).isEqualTo(LineMachine.PAGE);
        int pages = 1;
        while (line.attempt != null && pages < 20) {
            machine.listed(line, new Outcome.Accepted<>(PageOf.of(strangers)), at());
            pages++;
        }

        assertThat(pages).as("each form is tried once").isLessThan(10);
        assertThat(line.status).as("there may be more lines than it shows").isEqualTo(LineStatus.NEEDS_DECISION);
    }

    @Test
    void aSellerThatDoesNotListIsNotGuessedAt() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("HTTP 500"), at());
        machine.listed(line, new Outcome.Refused<>(405, "HTTP 405"), at());

        assertThat(line.status).isEqualTo(LineStatus.NEEDS_DECISION);
        assertThat(line.problem.evidence()).containsEntry("naturalKey", "gw-key");
    }

    @Test
    void declinedInTheAnswerButReservedWhenReadIsReserved() {
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.DECLINED, null), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, accepted(LineState.RESERVED, null), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
    }

    @Test
    void bookRefusedTwiceWhileTheHoldStandsIsForAPerson() {
        speaker.learn(Choice.ACTION_FORM, "action={action}", "it has reserved so before");
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.RESERVED, null), at());
        for (int i = 0; i < 2; i++) {
            assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
            machine.heard(line, Step.BOOK, new Outcome.Refused<>(400, "creative missing"), at());
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, accepted(LineState.RESERVED, null), at());
        }

        assertThat(line.status).isEqualTo(LineStatus.NEEDS_DECISION);
        assertThat(line.reservedMicros).as("still held, also in the budget").isEqualTo(10_000_000);
    }

    @Test
    void anUnknownStateIsNeverTakenForBooked() {
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.STRANGE, null), at());

        assertThat(line.status).isEqualTo(LineStatus.UNKNOWN);
        assertThat(next()).isInstanceOf(Next.Wait.class);
    }

    @Test
    void aSellerWithoutReserveIsBookedStraightFromDraft() {
        reserving();
        for (String verb : List.of("PATCH", "PUT")) {
            assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
            assertThat(speaker.dialect(line.attempt.overrides()).profile().get(Choice.UPDATE_VERB)).isEqualTo(verb);
            machine.heard(line, Step.RESERVE, new Outcome.Refused<>(405, "HTTP 405"), at());
            assertThat(next()).as("what is read counts").isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());
        }

        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
        assertThat(line.reservedMicros).isEqualTo(10_000_000);
    }

    @Test
    void aHoldThatIsAboutToEndIsNotBooked() {
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.RESERVED, now.plusSeconds(60)), at());
        now = now.plusSeconds(59);

        assertThat(next()).isEqualTo(new Next.Send(Step.RESET));
    }

    @Test
    void anIntentWithoutAnAnswerIsUnknownAfterARestart() {
        next();
        machine.takeUp(line, at());

        assertThat(line.status).isEqualTo(LineStatus.UNKNOWN);
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
    }

    @Test
    void aCallThatNeverLeftIsSentAgainWithoutReading() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Unknown<>("refused", true, ""), at());
        now = now.plusSeconds(60);

        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
    }

    private void reserving() {
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Accepted<>(seller("l1", LineState.DRAFT, null)), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
    }

    @Test
    void aFlightThatHasBegunMeanwhileStartsTodayAndOneThatIsOverIsNotOrdered() {
        now = Instant.parse("2027-02-05T10:00:00Z");
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        assertThat(line.start).isEqualTo("2027-02-05");
        assertThat(line.reasons).containsExactly("its flight had begun, so it starts on 2027-02-05 instead of 2027-02-01");

        line.attempt = null;
        now = Instant.parse("2027-03-01T00:00:00Z");
        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
        assertThat(line.problem.code()).isEqualTo("flight_over");
    }

    @Test
    void aLineThatIsNotShownByItselfIsLookedForInItsOrderAndNeverSentAgainUnseen() {
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.RESERVED, null), at());
        next();
        machine.heard(line, Step.BOOK, new Outcome.Unknown<>("lost"), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, new Outcome.Refused<>(404, "HTTP 404"), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
        machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of())), at());
        now = now.plusSeconds(60);
        assertThat(next()).isEqualTo(new Next.Send(Step.FIND_LINE));
        machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of())), at());
        assertThat(line.status).isEqualTo(LineStatus.NEEDS_DECISION);
        assertThat(next()).isEqualTo(Next.PARK);
    }

    @Test
    void aGatewayThatStopsAgainAndAgainBeforeACallIsNotTakenForASellerThatRefuses() {
        next();
        for (int stops = 1; stops <= 5; stops++) {
            assertThat(machine.takeUp(line, at())).isTrue();
            absentTwice();
            assertThat(next()).as("after %d stops", stops).isEqualTo(new Next.Send(Step.CREATE_LINE));
        }
        machine.takeUp(line, at());
        absentTwice();
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        machine.takeUp(line, at());
        absentTwice();
        assertThat(line.status).as("bounded").isEqualTo(LineStatus.NEEDS_DECISION);
    }

    private void absentTwice() {
        for (int i = 0; i < 2; i++) {
            now = now.plusSeconds(60);
            next();
            machine.listed(line, new Outcome.Accepted<>(PageOf.of(List.of())), at());
        }
    }

    @Test
    void anActionThatWasAnsweredWithoutEffectIsSaidInAnotherFormAndTheFormThatMovedTheLineIsKept() {
        reserving();
        line.attempt.journal = 1;
        machine.heard(line, Step.RESERVE, accepted(LineState.DRAFT, null), at());
        readTwice(LineState.DRAFT);

        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
        assertThat(line.attempt.overrides()).containsEntry(Choice.ACTION_FORM, "{action}");
        line.attempt.journal = 2;
        machine.heard(line, Step.RESERVE, accepted(LineState.RESERVED, null), at());

        assertThat(speaker.dialect().profile().get(Choice.ACTION_FORM)).isEqualTo("{action}");
        assertThat(speaker.dialect().profile().get(Choice.UPDATE_VERB)).isEqualTo("PATCH");
        assertThat(line.status).isEqualTo(LineStatus.RESERVED);
    }

    @Test
    void aFormThatDoesNothingTwiceWasLearnedWrongAndIsForgotten() {
        speaker.learn(Choice.ACTION_FORM, "{action}", "a line moved when another call had moved it");
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.DRAFT, null), at());
        readTwice(LineState.DRAFT);
        assertThat(next()).as("sent again, since it has had no effect").isEqualTo(new Next.Send(Step.RESERVE));
        assertThat(line.attempt.overrides()).isEmpty();
        machine.heard(line, Step.RESERVE, accepted(LineState.DRAFT, null), at());
        readTwice(LineState.DRAFT);

        assertThat(speaker.dialect().profile().knows(Choice.ACTION_FORM)).isFalse();
        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
        assertThat(line.attempt.sentOptions()).as("another form").containsEntry(Choice.ACTION_FORM, "action={action}");
    }

    @Test
    void whatAnotherLineHasFoundOutMeanwhileIsTheNextWayToSayIt() {
        reserving();
        speaker.learn(Choice.UPDATE_VERB, "PUT", "another line moved so");
        speaker.learn(Choice.ACTION_FORM, "{action}", "another line moved so");
        machine.heard(line, Step.RESERVE, new Outcome.Refused<>(405, "HTTP 405"), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
        assertThat(line.attempt.sentOptions()).containsEntry(Choice.UPDATE_VERB, "PUT").containsEntry(Choice.ACTION_FORM, "{action}");
    }

    @Test
    void aRefusalOfWhatWasGuessedIsNoWordAgainstWhatHasBeenFoundOutSince() {
        reserving();
        speaker.learn(Choice.ACTION_FORM, "{action}", "another line moved so");
        machine.heard(line, Step.RESERVE, new Outcome.Refused<>(400, "unknown action"), at());
        next();
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
        assertThat(line.attempt.sentOptions()).containsEntry(Choice.ACTION_FORM, "{action}");
        assertThat(speaker.dialect().profile().get(Choice.ACTION_FORM)).as("not forgotten").isEqualTo("{action}");
        machine.heard(line, Step.RESERVE, new Outcome.Refused<>(400, "unknown action"), at());
        next();
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());
        assertThat(speaker.dialect().profile().knows(Choice.ACTION_FORM)).as("now it is contradicted").isFalse();
    }

    @Test
    void whatWasOnlyAssumedWhenACallLeftIsNoLessonOnceMoreIsKnown() {
        next();
        speaker.learn(Choice.OMIT, "brandId", "it took another line without");
        machine.heard(line, Step.CREATE_LINE, new Outcome.Accepted<>(seller("l1", LineState.DRAFT, null)), at());

        assertThat(speaker.dialect().profile().get(Choice.OMIT)).isEqualTo("brandId");
        assertThat(speaker.dialect().profile().get(Choice.PROPERTY_CASE)).as("what nobody else has found out").isEqualTo("camel");
    }

    @Test
    void whoIsNotLetInDoesNotAskAgainInAnotherForm() {
        next();
        speaker.learn(Choice.PROPERTY_CASE, "lower", "it took another line so");
        machine.heard(line, Step.CREATE_LINE, new Outcome.Refused<>(403, "credit limit"), at());

        assertThat(line.status).isEqualTo(LineStatus.FAILED);
    }

    @Test
    void aLineThatWasRefusedInTheCaseThatWasGuessedIsSaidInTheOneThatIsKnownByNow() {
        next();
        speaker.learn(Choice.PROPERTY_CASE, "lower", "it took another line so");
        speaker.learn(Choice.QUANTITY_NAME, "qty", "it took another line so");
        machine.heard(line, Step.CREATE_LINE, new Outcome.Refused<>(400, "bad request"), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        assertThat(line.attempt.sentOptions()).containsEntry(Choice.PROPERTY_CASE, "lower");
    }

    @Test
    void aLostAnswerIsNoSignOfAFormThatWasNotUnderstood() {
        reserving();
        machine.heard(line, Step.RESERVE, new Outcome.Unknown<>("timeout"), at());
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());

        assertThat(next()).as("it may still arrive").isInstanceOf(Next.Wait.class);
        assertThat(line.attempt.overrides()).isEmpty();
    }

    @Test
    void whatIsRefusedUnderAPendingOrderWaitsForItsApproval() {
        order.sellerStatus = "PENDING";
        reserving();
        machine.heard(line, Step.RESERVE, new Outcome.Refused<>(400, "the order is not approved yet"), at());
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.READ_ORDER));
        machine.orderRead(line, order("PENDING"), at());
        assertThat(next()).isInstanceOf(Next.Wait.class);
        now = now.plusSeconds(60);
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_ORDER));
        machine.orderRead(line, order("APPROVED"), at());

        assertThat(next()).isEqualTo(new Next.Send(Step.RESERVE));
        assertThat(speaker.dialect().profile().get(Choice.ORDER_APPROVAL)).isEqualTo("wait");
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#approved")
    void lineShouldGoOnWhenItsOrderIsApprovedInAnyWord(String word) {
        // given
        refusedUnder("PENDING");

        // when
        machine.orderRead(line, order(word), at());

        // then
        assertThat(next()).isEqualTo(new Next.Send(Step.CREATE_LINE));
        assertThat(speaker.dialect().profile().get(Choice.ORDER_APPROVAL)).isEqualTo("wait");
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#pending")
    void lineShouldWaitWhenItsOrderIsPendingInAnyWord(String word) {
        // given
        refusedUnder(word);

        // when
        machine.orderRead(line, order(word), at());

        // then
        assertThat(next()).isInstanceOf(Next.Wait.class);
    }

    @ParameterizedTest
    @MethodSource("org.opendirect.gateway.SellerWords#rejected")
    void lineShouldFailWhenItsOrderIsRejectedInAnyWord(String word) {
        // given
        refusedUnder("PENDING");

        // when
        machine.orderRead(line, order(word), at());

        // then
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
        assertThat(line.problem.code()).isEqualTo("order_rejected");
    }

    private void refusedUnder(String orderStatus) {
        order.sellerStatus = orderStatus;
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Refused<>(422, "the order is not approved"), at());
        assertThat(next()).isEqualTo(new Next.Send(Step.READ_ORDER));
    }

    @Test
    void aRefusalThatHasNothingToDoWithTheOrderIsNotWaitedForLong() {
        speaker.learn(Choice.ACTION_FORM, "action={action}", "it has reserved so before");
        order.sellerStatus = "PENDING";
        reserving();
        machine.heard(line, Step.RESERVE, new Outcome.Refused<>(400, "no impressions left"), at());
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());
        for (int i = 0; i < 20 && line.attempt != null; i++) {
            now = now.plusSeconds(30);
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_ORDER));
            machine.orderRead(line, order("PENDING"), at());
        }

        assertThat(line.status).isEqualTo(LineStatus.DECLINED);
        assertThat(line.problem.detail()).isEqualTo("no impressions left");
        assertThat(line.reservedMicros).isZero();
    }

    @Test
    void aBookThatIsRefusedUnderAPendingOrderKeepsItsHold() {
        speaker.learn(Choice.ACTION_FORM, "action={action}", "it has reserved so before");
        order.sellerStatus = "PENDING";
        reserving();
        machine.heard(line, Step.RESERVE, accepted(LineState.RESERVED, null), at());
        speaker.forget(Choice.ORDER_APPROVAL, "not known here");
        next();
        machine.heard(line, Step.BOOK, new Outcome.Refused<>(400, "the order is pending"), at());
        machine.heard(line, Step.READ_LINE, accepted(LineState.RESERVED, null), at());
        machine.orderRead(line, order("APPROVED"), at());

        assertThat(line.status).isEqualTo(LineStatus.RESERVED);
        assertThat(next()).isEqualTo(new Next.Send(Step.BOOK));
    }

    @Test
    void anAnswerThatIsAheadOfTheReadsIsNotTakenForAFormThatWasNotUnderstood() {
        reserving();
        line.attempt.journal = 1;
        machine.heard(line, Step.RESERVE, accepted(LineState.DRAFT, null), at());
        next();
        machine.heard(line, Step.READ_LINE, accepted(LineState.DRAFT, null), at());
        assertThat(next()).as("reads may lag by a settle window").isInstanceOf(Next.Wait.class);
        now = now.plusSeconds(5);
        next();
        machine.heard(line, Step.READ_LINE, accepted(LineState.RESERVED, null), at());

        assertThat(line.status).isEqualTo(LineStatus.RESERVED);
        assertThat(speaker.dialect().profile().get(Choice.ACTION_FORM)).isEqualTo("action={action}");
    }

    @Test
    void withoutAReserveTheDraftIsHeldAgainstWhatWasAgreedBeforeItIsBooked() {
        speaker.learn(Choice.RESERVE, "no", "it has none");
        next();
        machine.heard(line, Step.CREATE_LINE, new Outcome.Accepted<>(new SellerLine("l1", "x [gw-key]", "p", LineState.DRAFT, "Draft", null, null, RateType.CPM,
                12_000_000L, 1_000L, null, "USD", null, null, "x [gw-key]")), at());

        assertThat(next()).isEqualTo(Next.PARK);
        assertThat(line.status).isEqualTo(LineStatus.FAILED);
        assertThat(line.problem.code()).isEqualTo("terms_changed");
    }

    @Test
    void aCancelThatDoesNothingIsSaidInAnotherForm() {
        line.status = LineStatus.BOOKED;
        line.verified = true;
        line.sellerLineId = "l1";
        line.endsAs = LineStatus.CANCELLED;
        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
        machine.heard(line, Step.CANCEL, accepted(LineState.BOOKED, null), at());
        readTwice(LineState.BOOKED);

        assertThat(next()).isEqualTo(new Next.Send(Step.CANCEL));
        assertThat(line.attempt.overrides()).containsEntry(Choice.ACTION_FORM, "{action}");
    }

    /** With a settle window between the reads. */
    private void readTwice(LineState state) {
        for (int read = 0; read < 2; read++) {
            now = now.plusSeconds(60);
            assertThat(next()).isEqualTo(new Next.Send(Step.READ_LINE));
            machine.heard(line, Step.READ_LINE, accepted(state, null), at());
        }
    }

    private static Outcome<SellerObject> order(String status) {
        return new Outcome.Accepted<>(new SellerObject("o", "O", status, "", ""));
    }

    private Next next() {
        return SomeLine.next(machine, line, at());
    }

    private LineMachine.Situation at() {
        return new LineMachine.Situation(now, Phase.BOOK, order, SomeLine.PURSE, SomeLine.NO_IDS, SomeLine.SISTERS, speaker);
    }

    private static Outcome<SellerLine> accepted(LineState state, Instant reservedUntil) {
        return new Outcome.Accepted<>(seller("l1", state, reservedUntil));
    }

    private static SellerLine seller(String id, LineState state, Instant reservedUntil) {
        return new SellerLine(id, "x [gw-key]", "p", state, state.name(), null, reservedUntil == null ? null : Timestamp.of(reservedUntil), null, null, null, null, null, null, null, "x [gw-key]");
    }
}
