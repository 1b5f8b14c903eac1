package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.List;
import org.opendirect.gateway.money.Money;

/** Writes a product: by hand, since an answer has thousands of them a second and the usual way looks at each property anew. */
final class ProductWriter extends StdSerializer<Product> {

    private static final long serialVersionUID = 1;
    private static final SerializableString SELLER = new SerializedString("seller");
    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString NAME = new SerializedString("name");
    private static final SerializableString DESCRIPTION = new SerializedString("description");
    private static final SerializableString PUBLISHER_ID = new SerializedString("publisherId");
    private static final SerializableString CURRENCY = new SerializedString("currency");
    private static final SerializableString PRICE = new SerializedString("price");
    private static final SerializableString RATE_TYPE = new SerializedString("rateType");
    private static final SerializableString DELIVERY_TYPE = new SerializedString("deliveryType");
    private static final SerializableString FORMATS = new SerializedString("formats");
    private static final SerializableString CHANNEL = new SerializedString("channel");
    private static final SerializableString AVAILABLE = new SerializedString("availableImpressions");
    private static final SerializableString MIN_SPEND = new SerializedString("minSpend");
    private static final SerializableString MIN_IMPRESSIONS = new SerializedString("minImpressions");
    private static final SerializableString MIN_FLIGHT_DAYS = new SerializedString("minFlightDays");
    private static final SerializableString MAX_FLIGHT_DAYS = new SerializedString("maxFlightDays");
    private static final SerializableString TARGETING = new SerializedString("targeting");
    private static final SerializableString PROPOSAL_ID = new SerializedString("proposalId");
    private static final SerializableString NEGOTIABLE = new SerializedString("negotiable");

    ProductWriter() {
        super(Product.class);
    }

    @Override
    public void serialize(Product product, JsonGenerator json, SerializerProvider provider) throws IOException {
        product.written().write(json, to -> write(product, to));
    }

    private static void write(Product p, JsonGenerator json) throws IOException {
        json.writeStartObject();
        text(json, SELLER, p.seller());
        text(json, ID, p.id());
        text(json, NAME, p.name());
        text(json, DESCRIPTION, p.description());
        text(json, PUBLISHER_ID, p.publisherId());
        text(json, CURRENCY, p.currency());
        money(json, PRICE, p.priceMicros());
        text(json, RATE_TYPE, p.rateType() == null ? null : p.rateType().wireName());
        text(json, DELIVERY_TYPE, p.deliveryType());
        texts(json, FORMATS, p.formats());
        text(json, CHANNEL, p.channel());
        json.writeFieldName(AVAILABLE);
        if (p.availableImpressions() == null) {
            json.writeNull();
        } else {
            json.writeNumber(p.availableImpressions());
        }
        money(json, MIN_SPEND, p.minSpendMicros());
        limit(json, MIN_IMPRESSIONS, p.terms().minImpressions());
        limit(json, MIN_FLIGHT_DAYS, p.terms().minFlightDays());
        limit(json, MAX_FLIGHT_DAYS, p.terms().maxFlightDays());
        texts(json, TARGETING, p.targeting());
        text(json, PROPOSAL_ID, p.proposalId());
        json.writeFieldName(NEGOTIABLE);
        json.writeBoolean(p.negotiable());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, SerializableString name, String value) throws IOException {
        json.writeFieldName(name);
        json.writeString(value);
    }

    /** Few products have one, so what is not there is left out. */
    private static void limit(JsonGenerator json, SerializableString name, Long value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeNumber(value);
        }
    }

    private static void money(JsonGenerator json, SerializableString name, Long micros) throws IOException {
        json.writeFieldName(name);
        if (micros == null) {
            json.writeNull();
        } else {
            json.writeNumber(Money.toAmount(micros));
        }
    }

    private static void texts(JsonGenerator json, SerializableString name, List<String> values) throws IOException {
        json.writeFieldName(name);
        json.writeStartArray();
        for (int i = 0; i < values.size(); i++) {
            json.writeString(values.get(i));
        }
        json.writeEndArray();
    }
}
