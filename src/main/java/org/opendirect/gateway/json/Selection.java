package org.opendirect.gateway.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Reads off a stream the few properties of an object that are of interest and passes over all others, by the same rules as
 * {@link Loose#get}: a property has several names, the first that is there and not null counts, and a name as it is written goes before
 * one that is only the same without regard to case and underscores.
 */
public final class Selection<P extends Enum<P> & Selection.Property> {

    /** spellings that are kept; more are judged anew each time */
    private static final int MAX_SPELLINGS = 2_000;
    private static final JsonNodeFactory NODES = Json.FOREIGN_NODES;
    private static final ArrayNode TAKEN = NODES.arrayNode(0);

    private final P[] properties;
    private final Map<String, Place<P>[]> spellings = new ConcurrentHashMap<>();

    /** One property, as a constant of an enum. */
    public interface Property {
        /** Its names, the one that counts most first. */
        List<String> names();
    }

    /** That a name stands for a property, and how much it counts: less is more. */
    private record Place<P>(P property, int rank) {
    }

    /** Reads an array that is a property's value, to its end, instead of having it kept. */
    public interface ArrayReader<P> {
        /** @return false, with nothing read, to have it kept */
        boolean read(P property, JsonParser json) throws IOException;
    }

    public Selection(Class<P> properties) {
        this.properties = properties.getEnumConstants();
    }

    /** What was read of one object. */
    public static final class Selected<P extends Enum<P>> {
        private final JsonNode[] values;
        private final int[] ranks;
        private final String[] names;
        private String twice;

        private void clear() {
            Arrays.fill(values, null);
            twice = null;
        }

        private Selected(int size) {
            values = new JsonNode[size];
            ranks = new int[size];
            names = new String[size];
        }

        public Loose get(P property) {
            return new Loose(values[property.ordinal()]);
        }

        /** A name of interest that stands there twice, so that nobody can tell what counts; null for none. */
        public String twice() {
            return twice;
        }

        private boolean wants(Place<P> place, String name) {
            int i = place.property.ordinal();
            if (values[i] == null) {
                return true;
            }
            if (name.equals(names[i])) {
                twice = name;
            }
            return place.rank < ranks[i];
        }

        private void put(Place<P> place, String name, JsonNode value) {
            int i = place.property.ordinal();
            values[i] = value;
            ranks[i] = place.rank;
            names[i] = name;
        }
    }

    /** Room for one object after the other. */
    public Selected<P> room() {
        return new Selected<>(properties.length);
    }

    /** @param json at the object's beginning; afterwards at its end */
    public Selected<P> read(JsonParser json) throws IOException {
        return read(json, room(), (property, array) -> false, name -> { });
    }

    /**
     * @param json     at the object's beginning; afterwards at its end
     * @param selected where it is put, in the place of what was there
     * @param arrays   reads the arrays it wants itself
     * @param seen     hears the name of every property, of interest or not
     */
    public Selected<P> read(JsonParser json, Selected<P> selected, ArrayReader<P> arrays, Consumer<String> seen) throws IOException {
        selected.clear();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            seen.accept(name);
            JsonToken token = json.nextToken();
            JsonNode value = null;
            if (token != JsonToken.VALUE_NULL) {
                for (Place<P> place : places(name)) {
                    if (selected.wants(place, name)) {
                        if (value == null) {
                            value = token == JsonToken.START_ARRAY && arrays.read(place.property, json) ? TAKEN : node(json);
                        }
                        selected.put(place, name, value);
                    }
                }
            }
            if (value == null) {
                json.skipChildren();
            }
        }
        return selected;
    }

    private Place<P>[] places(String name) {
        Place<P>[] known = spellings.get(name);
        if (known != null) {
            return known;
        }
        var places = new ArrayList<Place<P>>();
        String plain = Loose.plain(name);
        for (P property : properties) {
            List<String> names = property.names();
            int rank = names.indexOf(name);
            for (int i = 0; rank < 0 && i < names.size(); i++) {
                rank = Loose.plain(names.get(i)).equals(plain) ? names.size() + i : -1;
            }
            if (rank >= 0) {
                places.add(new Place<>(property, rank));
            }
        }
        @SuppressWarnings("unchecked")
        Place<P>[] judged = places.toArray(new Place[0]);
        if (spellings.size() < MAX_SPELLINGS) {
            spellings.put(name, judged);
        }
        return judged;
    }

    /** The value the stream is at, which is read to its end; for the small ones that are of interest. */
    public static JsonNode node(JsonParser json) throws IOException {
        switch (json.currentToken()) {
            case START_OBJECT:
                ObjectNode object = NODES.objectNode();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    if (object.replace(name, node(json)) != null) {
                        throw new JsonParseException(json, "Duplicate field '" + name + "'");
                    }
                }
                return object;
            case START_ARRAY:
                ArrayNode array = NODES.arrayNode();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(node(json));
                }
                return array;
            case VALUE_STRING:
                return NODES.textNode(json.getText());
            case VALUE_NUMBER_INT:
                return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? NODES.numberNode(json.getBigIntegerValue())
                        : NODES.numberNode(json.getLongValue());
            case VALUE_NUMBER_FLOAT:
                return NODES.numberNode(json.getDecimalValue());
            case VALUE_NULL:
                return NODES.nullNode();
            default:
                return NODES.booleanNode(json.getBooleanValue());
        }
    }
}
