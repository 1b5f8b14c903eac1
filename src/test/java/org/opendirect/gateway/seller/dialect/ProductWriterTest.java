package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.RateType;

class ProductWriterTest {

    @Test
    void allThatAProductHasIsWrittenInTheAgreedOrder() {
        var product = new Product("s", "p", "Name \"x\"", "d", "pub", "USD", 18_500_000L, RateType.CPM, "guaranteed", List.of("video", "banner"), "ctv",
                5_000_000L, 1_000_000_000L, List.of("geo"), "prop", true, 7L);

        assertThat(Json.text(product)).isEqualTo("{\"seller\":\"s\",\"id\":\"p\",\"name\":\"Name \\\"x\\\"\",\"description\":\"d\",\"publisherId\":\"pub\","
                + "\"currency\":\"USD\",\"price\":18.5,\"rateType\":\"CPM\",\"deliveryType\":\"guaranteed\",\"formats\":[\"video\",\"banner\"],"
                + "\"channel\":\"ctv\",\"availableImpressions\":5000000,\"minSpend\":1000,\"targeting\":[\"geo\"],\"proposalId\":\"prop\",\"negotiable\":true}");
    }

    @Test
    void aProductThatIsShownAgainIsWrittenTheSameWherever() throws Exception {
        var product = new Product("s", "p", "Name \"x\" é \u0001 \uD83D\uDE00 \uD83D", "", null, "USD", 100L, RateType.CPM, null, List.of("a\"b"), null, null, null, List.of(), null, true, null);
        String first = Json.text(product);

        for (int i = 0; i < 3; i++) {
            assertThat(Json.text(product)).isEqualTo(first);
            assertThat(Json.text(List.of(product, product))).isEqualTo("[" + first + "," + first + "]");
            assertThat(Json.mapper().valueToTree(product).toString()).isEqualTo(Json.parse(first.getBytes(StandardCharsets.UTF_8)).toString());
        }
        assertThat(first).contains("\"price\":0.0001,");
    }

    @Test
    void whatASellerDoesNotSayIsNullAndNeverZero() {
        var product = new Product("s", "p", "n", null, null, "USD", null, null, null, List.of(), null, null, null, List.of(), null, false, null);

        assertThat(Json.text(product)).isEqualTo("{\"seller\":\"s\",\"id\":\"p\",\"name\":\"n\",\"description\":null,\"publisherId\":null,"
                + "\"currency\":\"USD\",\"price\":null,\"rateType\":null,\"deliveryType\":null,\"formats\":[],\"channel\":null,"
                + "\"availableImpressions\":null,\"minSpend\":null,\"targeting\":[],\"proposalId\":null,\"negotiable\":false}");
    }
}
