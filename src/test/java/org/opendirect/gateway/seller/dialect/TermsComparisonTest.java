package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.money.RateType;

/** Which terms are the same as the trade writes and rounds them, and which are others. */
class TermsComparisonTest {

    private static final LocalDate START = LocalDate.of(2027, 2, 1);
    private static final LocalDate END = LocalDate.of(2027, 2, 28);

    @ParameterizedTest
    @CsvSource({"29.99,29.989999771118164,true", "29.99,29.990000000000002,true", "12345.67,12345.669921875,true", "29.99,29.98,false",
        "29.99,29.9899,false", "29.99,30,false", "0.01,0.010001,true", "0.01,0.0101,false"})
    void rateShouldBeTheSameWhenOnlyABinaryFloatTellsThemApart(BigDecimal agreed, BigDecimal shown, boolean same) {
        // when
        List<String> differences = differences(Money.toMicros(agreed), "USD", 1_000, held(Money.roundToMicros(shown), null, 1_000, "USD"));

        // then
        assertThat(differences).hasSize(same ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"USD,10.33335,100000,1033.33,true", "USD,10.33335,100000,1033.34,true", "USD,10.33335,100000,1033.35,false",
        "USD,10.33335,100000,1033.32,false", "JPY,1000.5,1000,1000,true", "JPY,1000.5,1000,1001,true", "JPY,1000.5,1000,1002,false",
        "USD,10,1000,10.01,false", "USD,10,1000,9.99,false"})
    void costShouldBeTheSameWhenACentIsCutOrRoundedInAnotherWay(String currency, BigDecimal rate, long quantity, BigDecimal shown, boolean same) {
        // when
        List<String> differences = differences(Money.toMicros(rate), currency, quantity, held(null, Money.toMicros(shown), quantity, currency));

        // then
        assertThat(differences).hasSize(same ? 0 : 1);
    }

    @Test
    void onlyTermsShouldBeEchoedWhenTheSellerRepeatsThem() {
        // given
        var held = new SellerLine("l1", "x", "P", LineState.DRAFT, "Draft", null, null, null, null, 7L, null, null, null, null, "", "", null);

        // when
        TermsComparison terms = TermsComparison.of(agreed(10_000_000, "USD", 1_000), held);

        // then
        assertThat(terms.echoed()).containsExactly("product", "quantity");
        assertThat(terms.differences()).containsExactly("quantity 7 instead of 1000");
    }

    @ParameterizedTest
    @CsvSource({"RESERVED,true", "BOOKED,false"})
    void rateBeforeTheAgreementShouldBeTheSameWhenTheLineIsNotBooked(LineState state, boolean same) {
        // given
        var held = new SellerLine("l1", "x", null, state, "", null, null, null, 12_000_000L, null, null, null, null, null, "");

        // when
        TermsComparison terms = TermsComparison.of(agreed(10_000_000, "USD", 1_000), held, 12_000_000L);

        // then
        assertThat(terms.differences()).hasSize(same ? 0 : 1);
    }

    private static List<String> differences(long rateMicros, String currency, long quantity, SellerLine held) {
        return TermsComparison.of(agreed(rateMicros, currency, quantity), held).differences();
    }

    private static LineDraft agreed(long rateMicros, String currency, long quantity) {
        return new LineDraft("a1", "o1", "l1", null, "p", "x [gw-key]", "gw-key", RateType.CPM, rateMicros, false, quantity,
                new Rate(RateType.CPM, rateMicros, currency).cost(quantity), START, END, Map.of(), "adv", 0, null);
    }

    private static SellerLine held(Long rateMicros, Long costMicros, long quantity, String currency) {
        return new SellerLine("l1", "x [gw-key]", null, LineState.RESERVED, "Reserved", null, null, RateType.CPM, rateMicros, quantity, costMicros,
                currency, null, null, "x [gw-key]");
    }
}
