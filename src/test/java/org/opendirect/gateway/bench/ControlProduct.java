package org.opendirect.gateway.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A product as the control keeps it: what the gateway shows of one, read from the stream and written to the stream. */
final class ControlProduct implements Comparable<ControlProduct> {

    private static final BigDecimal MICROS = new BigDecimal(1_000_000);

    private final String seller;
    private final List<String> formats = new ArrayList<>(1);
    private final List<String> targeting = new ArrayList<>(3);
    private String id;
    private String name;
    private String description;
    private String publisherId;
    private String currency = "USD";
    private BigDecimal price;
    private long micros;
    private String rateType = "CPM";
    private String deliveryType;
    private String channel;
    private long available;
    private boolean negotiable = true;

    private ControlProduct(String seller) {
        this.seller = seller;
    }

    /** Reads a seller's answer; adds what is in it. */
    static int readAll(String seller, JsonParser json, List<ControlProduct> to) throws IOException {
        int before = to.size();
        while (json.nextToken() != null) {
            if (json.currentToken() == JsonToken.START_ARRAY && "products".equals(json.currentName())) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    var product = new ControlProduct(seller);
                    product.read(json);
                    to.add(product);
                }
            }
        }
        return to.size() - before;
    }

    private void read(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "id" -> id = json.getText();
                case "name" -> name = json.getText();
                case "description" -> description = json.getText();
                case "publisherId" -> publisherId = json.getText();
                case "currency" -> currency = json.getText();
                case "basePrice" -> {
                    BigDecimal stripped = json.getDecimalValue().stripTrailingZeros();
                    price = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
                    micros = price.multiply(MICROS).longValueExact();
                }
                case "rateType" -> rateType = json.getText();
                case "deliveryType" -> deliveryType = json.getText().toLowerCase(Locale.ROOT);
                case "channel" -> channel = json.getText();
                case "adFormats" -> texts(json, formats);
                case "availableImpressions" -> available = json.getLongValue();
                case "negotiationEnabled" -> negotiable = json.getBooleanValue();
                case "targeting" -> {
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        json.nextToken();
                        texts(json, targeting);
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private static void texts(JsonParser json, List<String> to) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            to.add(json.getText());
        }
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("seller", seller);
        json.writeStringField("id", id);
        json.writeStringField("name", name);
        json.writeStringField("description", description);
        json.writeStringField("publisherId", publisherId);
        json.writeStringField("currency", currency);
        json.writeNumberField("price", price);
        json.writeStringField("rateType", rateType);
        json.writeStringField("deliveryType", deliveryType);
        texts(json, "formats", formats);
        json.writeStringField("channel", channel);
        json.writeNumberField("availableImpressions", available);
        json.writeNullField("minSpend");
        texts(json, "targeting", targeting);
        json.writeNullField("proposalId");
        json.writeBooleanField("negotiable", negotiable);
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    boolean atLeast(long impressions) {
        return available >= impressions;
    }

    /** The gateway's order: cheapest first, ties by seller; a seller's own order is kept inside one price. */
    @Override
    public int compareTo(ControlProduct other) {
        int byPrice = Long.compare(micros, other.micros);
        return byPrice != 0 ? byPrice : seller.compareTo(other.seller);
    }
}
