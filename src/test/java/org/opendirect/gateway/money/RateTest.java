package org.opendirect.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateTest {

    @Test
    void costOfAThousandIsThePriceAndIsRoundedToTheMinorUnit() {
        assertThat(new Rate(RateType.CPM, 18_500_000, "USD").cost(1_000)).isEqualTo(new Money(18_500_000, "USD"));
        assertThat(new Rate(RateType.CPM, 18_500_000, "USD").cost(1)).isEqualTo(new Money(20_000, "USD"));
        assertThat(new Rate(RateType.CPM, 1_500_000_000, "JPY").cost(1)).isEqualTo(new Money(2_000_000, "JPY"));
        assertThat(new Rate(RateType.CPC, 850_000, "USD").cost(3)).isEqualTo(new Money(2_550_000, "USD"));
        assertThat(new Rate(RateType.FLAT_RATE, 5_000_000_000L, "USD").cost(123)).isEqualTo(new Money(5_000_000_000L, "USD"));
    }

    @Property
    void whatABudgetAllowsNeverCostsMoreThanTheBudget(@ForAll @LongRange(min = 1, max = 500_000_000L) long rate,
                                                      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long budget,
                                                      @ForAll @LongRange(min = 1, max = 2_000_000_000L) long wanted) {
        Rate cpm = new Rate(RateType.CPM, rate, "USD");
        Money limit = new Money(budget, "USD");

        long quantity = cpm.quantityWithin(limit, wanted);

        assertThat(quantity).isBetween(0L, wanted);
        assertThat(cpm.cost(quantity).exceeds(limit)).isFalse();
    }

    @Property(tries = 3000)
    void costShouldBeTheExactProductRoundedOnceWhateverTheCurrency(@ForAll @LongRange(min = 1, max = 500_000_000L) long micros,
                                                                   @ForAll @LongRange(min = 1, max = 2_000_000_000L) long quantity,
                                                                   @ForAll("currencies") String currency) {
        // given
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        BigDecimal exact = new BigDecimal(micros).movePointLeft(6).multiply(new BigDecimal(quantity)).movePointLeft(3);

        // when
        Money cost = new Rate(RateType.CPM, micros, currency).cost(quantity);

        // then
        assertThat(cost.amount()).isEqualByComparingTo(exact.setScale(digits, RoundingMode.HALF_UP));
    }

    @Provide
    Arbitrary<String> currencies() {
        return Arbitraries.of("USD", "JPY", "KWD", "VND", "CLF");
    }

    @Test
    void costShouldStayBelowHalfACentWhenItsMicrosAloneWouldRoundUpToIt() {
        // 0.0049996 USD: rounded to micros it is 0.005000, and that would be a whole cent
        assertThat(new Rate(RateType.CPM, 4_999, "USD").cost(1_000)).isEqualTo(Money.zero("USD"));
        assertThat(new Rate(RateType.CPM, 1_666_533, "USD").cost(3)).isEqualTo(Money.zero("USD"));
    }

    @Test
    void quantityShouldBeNoneWhenTheRateIsNoPrice() {
        assertThat(new Rate(RateType.CPM, 0, "USD").quantityWithin(new Money(1_000_000, "USD"), 1_000_000)).isZero();
        assertThat(new Rate(RateType.FLAT_RATE, 0, "USD").quantityWithin(new Money(1_000_000, "USD"), 1_000_000)).isZero();
    }

    @Test
    void amountsAreExactToSixDecimalsOrRefused() {
        assertThat(Money.of(new BigDecimal("0.000001"), "USD").micros()).isEqualTo(1);
        assertThat(Money.toAmount(18_500_000).toPlainString()).isEqualTo("18.5");
        assertThat(Money.toAmount(75_000_000_000L).toPlainString()).isEqualTo("75000");
        assertThatThrownBy(() -> Money.of(new BigDecimal("0.0000001"), "USD")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Money(Long.MAX_VALUE, "USD").plus(new Money(1, "USD"))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Money(1, "USD").plus(new Money(1, "EUR"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(1, "usd")).isInstanceOf(IllegalArgumentException.class);
    }
}
