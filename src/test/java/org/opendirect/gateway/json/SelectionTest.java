package org.opendirect.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private final Selection<Field> selection = new Selection<>(Field.class);

    private enum Field implements Selection.Property {
        PRICE("basePrice", "price"), OWN("price"), LIST("items");

        private final List<String> names;

        Field(String... names) {
            this.names = List.of(names);
        }

        @Override
        public List<String> names() {
            return names;
        }
    }

    /** Names that mean the same, written in every way, with nothing, an object or a number behind them. */
    private enum Written {
        A("'basePrice':1"), B("'base_price':2"), C("'BASEPRICE':null"), D("'price':3"), E("'Price':{'amount':4}"), F("'basePrice':null"),
        G("'other':{'basePrice':5}"), H("'more':[{'price':6}]"), I("'price':null");

        private final String text;

        Written(String text) {
            this.text = text;
        }
    }

    @Property(tries = 300)
    void whatCountsIsWhatCountsInTheWholeTree(@ForAll @Size(max = 6) List<Written> properties) throws IOException {
        String json = json(String.join(",", properties.stream().distinct().map(w -> w.text).toList()));
        var names = properties.stream().distinct().map(w -> w.text.substring(1, w.text.indexOf('\'', 1))).toList();
        if (names.stream().distinct().count() < names.size()) {
            return;
        }
        Loose tree = new Loose(Json.parse(json.getBytes(StandardCharsets.UTF_8)));

        var read = selection.read(at(json));

        assertThat(read.get(Field.PRICE).node()).hasToString(tree.get("basePrice", "price").node().toString());
        assertThat(read.get(Field.OWN).node()).hasToString(tree.get("price").node().toString());
        assertThat(read.twice()).isNull();
    }

    @Test
    void numbersStayExactAndSmallTreesWhole() throws IOException {
        var read = selection.read(at(json("'price':{'amount':0.1000000000000000055511151231257827,'n':12345678901234567890,'list':[true,null,'x']}")));

        assertThat(read.get(Field.PRICE).number("amount")).contains(new BigDecimal("0.1000000000000000055511151231257827"));
        assertThat(read.get(Field.PRICE).number("n")).contains(new BigDecimal("12345678901234567890"));
        assertThat(read.get(Field.PRICE).get("list").node()).hasToString("[true,null,\"x\"]");
    }

    @Test
    void whatStandsTwiceIsSaid() throws IOException {
        assertThat(selection.read(at(json("'price':1,'x':1,'x':2,'price':1000"))).twice()).isEqualTo("price");
        assertThatThrownBy(() -> selection.read(at(json("'price':{'amount':1,'amount':1000}")))).isInstanceOf(IOException.class);
    }

    @Test
    void anArrayCanBeReadFromTheStream() throws IOException {
        JsonParser json = at(json("'items':[1,2,3],'price':7"));
        var sum = new int[1];

        var read = selection.read(json, selection.room(), (property, array) -> {
            while (array.nextToken().isNumeric()) {
                sum[0] += array.getIntValue();
            }
            return true;
        }, name -> { });

        assertThat(sum).containsExactly(6);
        assertThat(read.get(Field.LIST).node().isArray()).isTrue();
        assertThat(read.get(Field.PRICE).whole()).contains(7L);
        assertThat(json.nextToken()).isNull();
    }

    private static String json(String inner) {
        return "{" + inner.replace('\'', '"') + "}";
    }

    private static JsonParser at(String json) throws IOException {
        JsonParser parser = Json.stream(json.getBytes(StandardCharsets.UTF_8));
        parser.nextToken();
        return parser;
    }
}
