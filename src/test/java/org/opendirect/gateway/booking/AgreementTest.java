package org.opendirect.gateway.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.SellerLine;

/** Which line of a seller's is another one than was agreed on. */
class AgreementTest {

    private final LineRow line = SomeLine.line();
    private final OrderRow order = SomeLine.openOrder();

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
}
