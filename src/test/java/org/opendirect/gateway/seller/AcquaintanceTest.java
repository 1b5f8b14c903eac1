package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

class AcquaintanceTest {

    private static final WireReply NOT_FOUND = reply(404, "{\"detail\":\"Not Found\"}");
    private final Seller seller = new SellerDirectory(TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s")),
            new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("s");

    @Test
    void theRoutesThatASellerPublishesTellItsKindAndItsEra() {
        List<String> asked = talk(path -> path.equals("/openapi.json") ? reply(200, "{\"paths\":{\"/api/v1/deals\":{},\"/api/v1/negotiations/messages\":{}}}") : NOT_FOUND);

        assertThat(chosen(Choice.DIALECT)).isEqualTo("iab-agent");
        assertThat(chosen(Choice.MONEY)).isEqualTo("micros");
        assertThat(asked).as("nothing more has to be asked").doesNotContain("/accounts", "/api/v1/quotes/none");
    }

    @Test
    void ordersUnderAccountsAreOpenDirectWhateverElseThereIs() {
        talk(path -> path.equals("/openapi.json") ? reply(200, "{\"paths\":{\"/api/v1/deals\":{},\"/accounts/{a}/orders\":{}}}") : NOT_FOUND);
        assertThat(chosen(Choice.DIALECT)).isEqualTo("opendirect");
    }

    @Test
    void withoutRoutesItIsAskedForAccountsAndThenForAQuoteThatNobodyHas() {
        List<String> asked = talk(path -> path.equals("/products") ? reply(200, "{\"products\":[{\"product_id\":\"p\",\"base_cpm\":15.0}]}")
                : path.startsWith("/api/v1/quotes") ? reply(404, "{\"detail\":{\"error\":\"quote_not_found\",\"message\":\"no\"}}") : NOT_FOUND);

        assertThat(asked).containsExactly("/openapi.json", "/opendirect.json", "/products", "/accounts", "/api/v1/quotes/none");
        assertThat(chosen(Choice.DIALECT)).isEqualTo("iab-agent");
    }

    @Test
    void howProductsAreWrittenIsRead() {
        talk(path -> path.equals("/products") ? reply(200, "{\"products\":[{\"id\":\"p\",\"baseprice\":15.0}],\"limit\":50,\"offset\":0}")
                : path.equals("/accounts") ? reply(200, "{\"accounts\":[]}") : NOT_FOUND);

        assertThat(chosen(Choice.PROPERTY_CASE)).isEqualTo("lower");
        assertThat(chosen(Choice.PAGING)).isEqualTo("limit={top}&offset={skip}");
        assertThat(chosen(Choice.DIALECT)).isEqualTo("opendirect");
    }

    @Test
    void fromASellerInTroubleNothingIsLearned() {
        for (WireReply trouble : List.of(reply(503, "{\"detail\":{\"error\":\"starting\"}}"), reply(200, "<html>soon</html>"), reply(403, "{}"), reply(429, "{}"),
                new WireReply(WireReply.Failure.TIMEOUT, 0, new byte[0], "", "", "no answer", 1))) {
            talk(path -> trouble);
            assertThat(seller.profile().knows(Choice.DIALECT)).as(trouble.reason()).isFalse();
        }
    }

    private String chosen(Choice choice) {
        return seller.profile().knows(choice) ? seller.profile().get(choice) : null;
    }

    /** Everything that was asked, in its order. */
    private List<String> talk(Function<String, WireReply> answers) {
        var acquaintance = new Acquaintance(seller);
        var asked = new ArrayList<String>();
        for (Optional<WireRequest> question = acquaintance.next(); question.isPresent() && asked.size() < 20; question = acquaintance.next()) {
            asked.add(question.get().path());
            acquaintance.hear(answers.apply(question.get().path()));
        }
        return asked;
    }

    private static WireReply reply(int status, String body) {
        return new WireReply(WireReply.Failure.NONE, status, body.getBytes(StandardCharsets.UTF_8), "", "", "", 1);
    }
}
