package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Registry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.booking.NextStep;
import org.opendirect.gateway.booking.Step;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.work.Claim;

@Timeout(60)
class BookLineRouteTest extends RouteTestSupport {

    private final Map<String, Step> all = Map.of("find-line", Step.FIND_LINE, "create-line", Step.CREATE_LINE, "reserve-line", Step.RESERVE,
            "call-book", Step.BOOK, "read-line", Step.READ_LINE, "read-approval", Step.READ_ORDER, "cancel-line", Step.CANCEL,
            "reset-line", Step.RESET);
    private ScriptedSteps steps = new ScriptedSteps();

    BookLineRouteTest() {
        super("book-line");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("lineStepExecutor", ScriptedSteps.class, () -> steps);
    }

    @Test
    void lineShouldBeBookedStepByStepWhenTheSellerAnswers() throws Exception {
        // given
        steps.thenCall("create-line", Step.CREATE_LINE).thenCall("reserve-line", Step.RESERVE).thenCall("call-book", Step.BOOK)
                .thenCall("read-line", Step.READ_LINE);
        start();
        sellerAnswers();

        // when
        Exchange ended = bookLine();

        // then
        assertThat(ended.getException()).isNull();
        assertThat(ended.getProperty(RouteProperties.NEXT_STEP)).isNull();
        assertThat(steps.told()).containsExactly("begin line-1", "create-line 200", "reserve-line 200", "call-book 200", "read-line 200");
        assertThat(steps()).containsExactly("begin-line", "line-steps", "line-step", "create-line-call", "create-line-record",
                "line-step", "reserve-line-call", "reserve-line-record", "line-step", "call-book-call", "call-book-record",
                "line-step", "read-line-call", "read-line-record");
    }

    @Test
    void everyStepShouldCallTheSellerOnceAndRecordWhenItIsNext() throws Exception {
        // given
        all.forEach(steps::thenCall);
        start();
        sellerAnswers();

        // when
        bookLine();

        // then
        assertThat(called()).containsExactlyElementsOf(all.keySet().stream().map(r -> "/" + r).toList());
        assertThat(steps.told().stream().skip(1)).containsExactlyElementsOf(all.keySet().stream().map(r -> r + " 200").toList());
    }

    @Test
    void lineShouldSayNothingMoreWhenItsOutcomeCannotBeRecorded() throws Exception {
        // given
        steps = new ScriptedSteps() {
            @Override
            public NextStep onResponse(Claim claim, NextStep step, WireReply reply) {
                throw new IllegalStateException("the claim is lost");
            }
        };
        steps.thenCall("create-line", Step.CREATE_LINE).thenCall("reserve-line", Step.RESERVE);
        start();
        sellerAnswers();

        // when
        Exchange ended = bookLine();

        // then
        assertThat(ended.getException()).hasRootCauseMessage("the claim is lost");
        assertThat(called()).containsExactly("/create-line");
    }

    @Test
    void lineShouldGoOnAfterAMomentWhenItHasToWait() throws Exception {
        // given
        steps.thenWait("wait-for-line", 5).thenCall("read-line", Step.READ_LINE);
        start();
        sellerAnswers();

        // when
        bookLine();

        // then
        assertThat(steps.told()).containsExactly("begin line-1", "wait-for-line elapsed", "read-line 200");
        assertThat(steps()).containsSubsequence("line-delay", "line-delay-elapsed", "read-line-call");
    }

    @Test
    void lineShouldBeGivenBackWhenTheGatewayStops() throws Exception {
        // given
        steps = new ScriptedSteps() {
            @Override
            public NextStep begin(Claim claim, String id) {
                new Thread(context::stop).start();
                Awaitility.await().until(context::isStopping);
                return super.begin(claim, id);
            }
        };
        steps.thenWait("wait-for-line", 50_000);
        start();

        // when
        Exchange ended = bookLine();

        // then
        assertThat(ended.getException()).isNull();
        assertThat(ended.getProperty(RouteProperties.NEXT_STEP)).isNull();
        assertThat(steps()).doesNotContain("line-delay");
    }

    @Test
    void lineShouldTakeAnyNumberOfStepsWhenAListHasManyPages() throws Exception {
        // given
        Stream.generate(() -> "find-line").limit(5_000).forEach(r -> steps.thenCall(r, Step.FIND_LINE));
        start();
        sellerAnswers();

        // when
        Exchange ended = bookLine();

        // then
        assertThat(ended.getException()).isNull();
        assertThat(steps.told()).hasSize(5_001);
    }

    private void sellerAnswers() {
        neighbour("direct:call-seller").whenAnyExchangeReceived(e -> e.getMessage().setBody(ScriptedSteps.reply(200)));
    }

    private List<String> called() {
        return neighbour("direct:call-seller").getReceivedExchanges().stream()
                .map(e -> e.getMessage().getBody()).map(b -> b instanceof SellerRequest r ? r.wire().path() : String.valueOf(b)).toList();
    }

    private Exchange bookLine() {
        return template.request("direct:book-line", e -> {
            e.setProperty(RouteProperties.CLAIM, ScriptedSteps.CLAIM);
            e.getMessage().setBody("line-1");
        });
    }
}
