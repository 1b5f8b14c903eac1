package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.opendirect.gateway.campaign.AllocatorTest.candidate;
import static org.opendirect.gateway.campaign.AllocatorTest.line;
import static org.opendirect.gateway.campaign.AllocatorTest.usd;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.booking.LineStatus;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;

class ProposedLineTest {

    private static final LocalDate START = LocalDate.of(2027, 1, 1);
    private static final LocalDate END = LocalDate.of(2027, 3, 31);

    private final Plan.Line display = line("display", null, 1_000_000L, 20L);
    private final Plan.Line ctv = line("ctv", 9_000L, null, 30L);
    private final Plan plan = new Plan("plan-1", "Spring", "adv", "Advertiser", null, "USD", 75_000_000_000L, START, END, false, false,
            List.of(display, ctv), List.of());
    private final Candidate cheap = candidate("budget", "ron", 9, 600_000L, null);
    private final Candidate dear = candidate("news", "article", 13, 3_000_000L, null);

    private List<ProposedLine> proposed(String... ids) {
        Set<String> taken = Set.of(ids);
        dear.agreedMicros = 12_500_000L;
        dear.negotiationId = "neg-1";
        var parts = List.of(part(cheap, 600_000, "5400", "all it has left"), part(dear, 400_000, "5000", "negotiated"));
        return ProposedLine.of(plan, new Planning.Proposal(List.of(
                new Planning.LineShare(display, new Allocator.Share(parts, List.of(), null), List.of("s/takeover is above maxCpm 20")),
                new Planning.LineShare(ctv, new Allocator.Share(List.of(), List.of(), "all of it"), List.of("nobody sells ctv")))), taken);
    }

    private static Allocator.Part part(Candidate candidate, long quantity, String cost, String why) {
        return new Allocator.Part(candidate, candidate.rate(), quantity, usd(Long.parseLong(cost)), List.of(why));
    }

    @Test
    void aLineThatIsSplitIsNumberedFromItsSecondPartAndItsFirstSaysWhatHoldsForAll() {
        // when
        List<ProposedLine> lines = proposed();

        // then
        assertThat(lines).extracting(ProposedLine::id).containsExactly("display", "display~2", "ctv");
        assertThat(lines).extracting(ProposedLine::name).containsExactly("Spring / display", "Spring / display", "Spring / ctv");
        assertThat(lines).extracting(ProposedLine::reasons).containsExactly(
                List.of("all it has left", "s/takeover is above maxCpm 20"), List.of("negotiated"), List.of("nobody sells ctv"));
    }

    @Test
    void aLineShouldHaveTheNextFreeNumberWhenItsIdIsTaken() {
        // when
        List<ProposedLine> lines = proposed("display", "display~3", "ctv");

        // then
        assertThat(lines).extracting(ProposedLine::id).containsExactly("display~2", "display~4", "ctv~2");
    }

    @Test
    void whatIsShownIsWhatWouldBeOrdered() {
        // given
        ProposedLine second = proposed().get(1);

        // when
        LineView shown = second.shown();
        NewOrder.NewLine ordered = second.ordered(1, plan);

        // then
        assertThat(ordered).isEqualTo(new NewOrder.NewLine("display~2", "display", 1, "Spring / display", "article",
                new Rate(dear.product.rateType(), 12_500_000, "USD"), 13_000_000L, 400_000, START, END, display.targeting(), "neg-1", null, 13_000_000L,
                null, List.of("negotiated")));
        assertThat(shown.status()).isEqualTo(LineStatus.PLANNED);
        assertThat(List.of(shown.id(), shown.planLine(), shown.name(), shown.seller(), shown.productId(), shown.rateType(), shown.quantity(), shown.currency()))
                .containsExactly(ordered.id(), ordered.planLine(), ordered.name(), "news", ordered.productId(), ordered.rate().type(), ordered.quantity(), "USD");
        assertThat(shown.rate()).isEqualTo(ordered.rate().price()).isEqualByComparingTo("12.5");
        assertThat(shown.listRate()).isEqualTo(Money.toAmount(ordered.listRateMicros())).isEqualByComparingTo(new BigDecimal(13));
        assertThat(shown.cost()).isEqualByComparingTo("5000");
    }

    @Test
    void aLineForWhichNothingWasFoundIsShownAndKept() {
        // given
        ProposedLine last = proposed().get(2);

        // then
        assertThat(last.found()).isFalse();
        assertThat(last.shown()).returns("ctv", LineView::id).returns("ctv", LineView::planLine).returns(LineStatus.UNFILLED, LineView::status)
                .returns(null, LineView::cost).returns("USD", LineView::currency).returns(List.of("nobody sells ctv"), LineView::reasons);
        assertThat(last.unfilled(2)).isEqualTo(new NewOrder.Unfilled("ctv", "ctv", 2, "Spring / ctv", "USD", List.of("nobody sells ctv")));
    }
}
