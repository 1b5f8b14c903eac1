package org.opendirect.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.TreeMap;

/** JSON as the gateway writes and reads it: exact decimals, times as text, no duplicate field names. */
public final class Json {

    /** the usual pool is one a thread, and a thread a call would have its buffers made for it at every call */
    private static final RecyclerPool<BufferRecycler> BUFFERS = JsonRecyclerPools.newConcurrentDequePool();
    private static final ObjectMapper MAPPER = usual().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
    /** for what the gateway itself has written, where no name stands twice */
    private static final ObjectMapper OWN = usual().addHandler(new UnknownFields.Keeper())
            .addModule(new SimpleModule().setSerializerModifier(new UnknownFields.Restorer())).build();
    public static final JsonNodeFactory FOREIGN_NODES = new CountableNumbers();
    private static final ObjectMapper FOREIGN = usual().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).nodeFactory(FOREIGN_NODES).build();
    private static final JsonFactory STREAMS = factory();
    /** what may be read may be written again with something around it: reading ends at 1000 */
    private static final int MAX_DEPTH = 1_100;

    private Json() {
    }

    private static JsonFactory factory() {
        return JsonFactory.builder().recyclerPool(BUFFERS)
                .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build();
    }

    private static JsonMapper.Builder usual() {
        return JsonMapper.builder(factory())
                .addModule(new JavaTimeModule())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
    }

    /** Reads what callers have written, as it is, and writes what they are answered. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Of a {@link StoredObject}, also what it had in it when it was read that this version does not know. */
    public static byte[] bytes(Object value) {
        try {
            return value instanceof StoredObject stored
                    ? OWN.writer().withAttribute(UnknownFields.class, stored.unknownFields()).writeValueAsBytes(stored) : MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Reads what the gateway itself has written; anything else is a fault of the gateway. */
    public static <T> T read(String json, Class<T> type) {
        if (!StoredObject.class.isAssignableFrom(type)) {
            return read(json, OWN.readerFor(type));
        }
        var unknown = new UnknownFields();
        T value = read(json, OWN.readerFor(type).withAttribute(UnknownFields.class, unknown));
        ((StoredObject) value).restoreLater(unknown);
        return value;
    }

    private static <T> T read(String json, ObjectReader reader) {
        try {
            return reader.readValue(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads JSON as {@link #mapper} does; the caller says what to do when it does not parse. */
    public static JsonNode parse(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    /** Reads what sellers have written. A number that nobody can count with is a text in it. */
    public static JsonNode parseForeign(byte[] json) throws IOException {
        return FOREIGN.readTree(json);
    }

    /** Whether it can be counted with and written out: an exponent such as that of 1e300000000 is beyond both. */
    public static boolean isCountable(BigDecimal number) {
        return CountableNumbers.isCountable(number);
    }

    /** A stream over what others have written; what stands twice in an object is for the reader to find. */
    public static JsonParser stream(byte[] json) throws IOException {
        return STREAMS.createParser(json);
    }

    /** The same text for the same content, whatever the order of fields and the form of numbers. */
    public static String canonical(JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "";
        }
        if (node.isObject()) {
            var fields = new TreeMap<String, String>();
            node.fields().forEachRemaining(f -> {
                if (!f.getValue().isNull()) {
                    fields.put(f.getKey(), canonical(f.getValue()));
                }
            });
            return fields.toString();
        }
        if (node.isArray()) {
            var items = new ArrayList<String>();
            node.forEach(n -> items.add(canonical(n)));
            return items.toString();
        }
        return node.isNumber() ? node.decimalValue().stripTrailingZeros().toString() : node.toString();
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
