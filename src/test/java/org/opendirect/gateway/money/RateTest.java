package org.opendirect.gateway.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
