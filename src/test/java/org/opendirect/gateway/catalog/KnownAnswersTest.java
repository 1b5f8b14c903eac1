package org.opendirect.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.WireReply;

class KnownAnswersTest {

    private static final Dialect DIALECT = OpenDirect.KIND.with(Profile.UNKNOWN);
    private static final String PRICE_7 = "{\"products\":[{\"id\":\"p\",\"basePrice\":7}]}";

    private final KnownAnswers known = new KnownAnswers(1_000_000);

    @Test
    void whatASellerHasSaidTwiceIsNotReadAgain() {
        ProductReader.Products first = products(known, "a", DIALECT, reply(200, PRICE_7, ""));
        ProductReader.Products second = products(known, "a", DIALECT, reply(200, PRICE_7, ""));

        assertThat(second).isEqualTo(first).isNotSameAs(first);
        assertThat(products(known, "a", DIALECT, reply(200, PRICE_7, ""))).isSameAs(second);
    }

    @Test
    void whatIsSaidOtherwiseInAnythingIsReadAnew() {
        ProductReader.Products first = kept(known, PRICE_7);

        assertThat(products(known, "a", DIALECT, reply(200, PRICE_7.replace('7', '8'), "")).products().get(0).priceMicros()).isEqualTo(8_000_000L);
        assertThat(products(known, "b", DIALECT, reply(200, PRICE_7, "")).products().get(0).seller()).isEqualTo("b");
        assertThat(products(known, "a", DIALECT, reply(200, PRICE_7, "12")).total()).isEqualTo(12L);
        assertThat(first.total()).isNull();
        Dialect learned = OpenDirect.KIND.with(Profile.ofSettings(Map.of(Choice.SEARCH, "none")));
        assertThat(products(known, "a", learned, reply(200, PRICE_7, ""))).isNotSameAs(first);
        assertThat(products(known, "a", DIALECT, reply(200, PRICE_7, ""))).isSameAs(first);
    }

    @Test
    void bytesOfTheSameHashAreNotTheSameBytes() {
        // "Aa" and "BB" have one hash, as text and as bytes
        String one = PRICE_7.replace("\"p\"", "\"Aa\"");
        String other = PRICE_7.replace("\"p\"", "\"BB\"");
        assertThat(one.hashCode()).isEqualTo(other.hashCode());

        kept(known, one);

        assertThat(products(known, "a", DIALECT, reply(200, other, "")).products().get(0).id()).isEqualTo("BB");
    }

    @Test
    void aRefusalIsNoAnswerThatIsKept() {
        kept(known, PRICE_7);

        assertThat(known.read("a", DIALECT, reply(404, PRICE_7, ""))).isInstanceOf(Outcome.Refused.class);
        assertThat(known.read("a", DIALECT, reply(503, PRICE_7, ""))).isInstanceOf(Outcome.Unknown.class);
        assertThat(known.read("a", DIALECT, reply(200, "{", ""))).isInstanceOf(Outcome.Unknown.class);
        assertThat(known.read("a", DIALECT, WireReply.without(WireReply.Failure.LOST, "gone", 1))).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void whatIsKeptCannotBeChangedByWhoHasIt() {
        ProductReader.Products kept = kept(known, PRICE_7);

        assertThatThrownBy(() -> kept.products().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> kept.reasons().add("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> kept.shows().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void noMoreIsKeptThanIsAllowed() {
        var little = new KnownAnswers(10_000);
        ProductReader.Products first = kept(little, PRICE_7);
        String long9000 = "[" + " ".repeat(9_000) + "]";

        assertThat(kept(little, long9000)).isNotSameAs(products(little, "a", DIALECT, reply(200, long9000, "")));
        assertThat(products(little, "a", DIALECT, reply(200, PRICE_7, ""))).as("what fits is kept beside it").isSameAs(first);
        var nothing = new KnownAnswers(0);
        IntStream.range(0, 3).forEach(i -> assertThat(products(nothing, "a", DIALECT, reply(200, PRICE_7, "")))
                .isNotSameAs(products(nothing, "a", DIALECT, reply(200, PRICE_7, ""))));
    }

    /** What is kept from the second time on. */
    private static ProductReader.Products kept(KnownAnswers known, String body) {
        products(known, "a", DIALECT, reply(200, body, ""));
        return products(known, "a", DIALECT, reply(200, body, ""));
    }

    private static ProductReader.Products products(KnownAnswers known, String seller, Dialect dialect, WireReply reply) {
        Outcome<ProductReader.Products> outcome = known.read(seller, dialect, reply);
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return ((Outcome.Accepted<ProductReader.Products>) outcome).value();
    }

    private static WireReply reply(int status, String body, String total) {
        return new WireReply(WireReply.Failure.NONE, status, body.getBytes(StandardCharsets.UTF_8), "", "", "", 1, total);
    }
}
