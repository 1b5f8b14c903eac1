package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.SellerLine;

/** Which terms are the same as the trade writes and rounds them, and which are others. */
class AgreementTest {

    private final LineRow line = SomeLine.line();
    private final OrderRow order = SomeLine.openOrder();

    @ParameterizedTest
    @CsvSource({"29.99,29.989999771118164,true", "29.99,29.990000000000002,true", "12345.67,12345.669921875,true", "29.99,29.98,false",
        "29.99,29.9899,false", "29.99,30,false", "0.01,0.010001,true", "0.01,0.0101,false"})
    void rateShouldBeTheSameWhenOnlyABinaryFloatTellsThemApart(BigDecimal agreed, BigDecimal shown, boolean same) {
        // given
        rate(agreed);

        // when
        List<String> differences = Agreement.differences(line, order, held(Money.roundToMicros(shown), null));

        // then
        assertThat(differences).hasSize(same ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"USD,10.33335,100000,1033.33,true", "USD,10.33335,100000,1033.34,true", "USD,10.33335,100000,1033.35,false",
        "USD,10.33335,100000,1033.32,false", "JPY,1000.5,1000,1000,true", "JPY,1000.5,1000,1001,true", "JPY,1000.5,1000,1002,false",
        "USD,10,1000,10.01,false", "USD,10,1000,9.99,false"})
    void costShouldBeTheSameWhenACentIsCutOrRoundedInAnotherWay(String currency, BigDecimal rate, long quantity, BigDecimal shown, boolean same) {
        // given
        line.currency = currency;
        line.quantity = quantity;
        rate(rate);

        // when
        List<String> differences = Agreement.differences(line, order, held(null, Money.toMicros(shown)));

        // then
        assertThat(differences).as("agreed on " + line.cost()).hasSize(same ? 0 : 1);
    }

    @Test
    void lineShouldDifferWhenItsProductOrderAccountOrKeyIsAnother() {
        // given
        line.productId = "p";
        order.orderId = "o1";
        order.accountId = "a1";

        // when
        List<String> differences = Agreement.differences(line, order, new SellerLine("l1", "x", "q", LineState.DRAFT, "Draft", null, null, null, null,
                null, null, null, null, null, "y [gw-abcdefghijkm]", "o2", "a2"));

        // then
        assertThat(differences).containsExactly("product q instead of p", "order o2 instead of o1", "account a2 instead of a1",
                "the key gw-abcdefghijkm of another line");
    }

    private void rate(BigDecimal rate) {
        line.rateMicros = Money.toMicros(rate);
        line.costMicros = line.rate().cost(line.quantity).micros();
    }

    private SellerLine held(Long rateMicros, Long costMicros) {
        return new SellerLine("l1", "x [gw-key]", null, LineState.RESERVED, "Reserved", null, null, RateType.CPM, rateMicros, line.quantity, costMicros,
                line.currency, null, null, "x [gw-key]");
    }
}
