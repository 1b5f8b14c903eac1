package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.json.Selection;
import org.opendirect.gateway.json.Selection.Selected;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/**
 * Products in the four shapes that are about (facts/iab-buyer-agent.md section 0.2): camelCase, flat with {@code base_cpm}, OpenDirect
 * lower case, and micros. A product that makes no sense costs only itself.
 */
public final class ProductReader {

    private static final int MAX_ID = 200;
    private static final Selection<Envelope> ENVELOPES = new Selection<>(Envelope.class);
    private static final Selection<Field> FIELDS = new Selection<>(Field.class);

    /** What is of interest around a list of products. */
    private enum Envelope implements Selection.Property {
        LIST("products", "items", "results", "data"),
        TOTAL(Replies.TOTALS),
        PAGING(Replies.PAGINGS),
        LIMIT("limit"),
        OFFSET("offset");

        private final List<String> names;

        Envelope(String... names) {
            this.names = List.of(names);
        }

        @Override
        public List<String> names() {
            return names;
        }
    }

    /** What is of interest in a product. */
    private enum Field implements Selection.Property {
        ID("id", "productId"),
        NAME("name", "title"),
        DESCRIPTION("description"),
        PUBLISHER("publisherId", "sellerOrganizationId", "publisher"),
        CURRENCY("currency"),
        PRICE("basePrice", "baseCpm", "price", "cpm"),
        PRICE_WITH_CURRENCY("basePrice", "price"),
        BASE_PRICE("basePrice"),
        RATE_TYPE("rateType", "pricingModel"),
        DELIVERY_TYPE("deliveryType"),
        FORMATS("formats"),
        AD_FORMATS("adFormats"),
        FORMAT("format"),
        AD_FORMAT("adFormat"),
        CHANNEL("channel", "inventoryType", "mediaType"),
        AD_UNITS("adUnit", "adUnits"),
        AVAILABLE("availableImpressions", "availability", "available", "impressions"),
        MIN_SPEND("minSpend", "minimumSpend"),
        TARGETING("targeting", "availableTargeting", "targetingCapabilities"),
        PROPOSAL_ID("proposalId"),
        PROPOSAL("proposal"),
        NEGOTIABLE("negotiationEnabled", "negotiable"),
        FLOOR("floorCpm"),
        EXT("ext");

        private final List<String> names;

        Field(String... names) {
            this.names = List.of(names);
        }

        @Override
        public List<String> names() {
            return names;
        }
    }

    private static final List<Field> FORMAT_FIELDS = List.of(Field.FORMATS, Field.AD_FORMATS, Field.FORMAT, Field.AD_FORMAT);

    private ProductReader() {
    }

    /**
     * Products that can be used, and the reasons why others cannot.
     *
     * @param total how many the seller has in all; null where it does not say
     * @param shows what the products show of the seller's way of writing
     */
    public record Products(List<Product> products, int rejected, List<String> reasons, Long total, Map<Choice, String> shows) {
        /** How many came, usable or not. */
        public int received() {
            return products.size() + rejected;
        }
    }

    /** A list, or an envelope {@code {"products": […]}}. Empty when the answer is neither. */
    public static Optional<Products> list(String seller, WireReply reply) {
        try (JsonParser json = Json.stream(reply.body())) {
            var list = new ListReader(seller);
            Long total = reply.total().orElse(null);
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                list.read(json);
            } else if (first == JsonToken.START_OBJECT) {
                Selected<Envelope> envelope = ENVELOPES.read(json, ENVELOPES.room(), (property, array) -> property == Envelope.LIST && list.read(array), name -> { });
                if (!list.found || !envelope.get(Envelope.LIST).node().isArray() || envelope.twice() != null) {
                    return Optional.empty();
                }
                total = Replies.totalOf(reply, envelope.get(Envelope.TOTAL), envelope.get(Envelope.PAGING));
                if (envelope.get(Envelope.LIMIT).whole().isPresent() && envelope.get(Envelope.OFFSET).whole().isPresent()) {
                    list.shows.put(Choice.PAGING, "limit={top}&offset={skip}");
                }
            }
            return list.found && json.nextToken() == null ? Optional.of(list.products(total)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** One product; empty when it makes no sense. */
    static Optional<Product> one(String seller, Loose item) {
        if (!item.isObject()) {
            return Optional.empty();
        }
        try (JsonParser json = item.node().traverse()) {
            json.nextToken();
            Selected<Field> fields = FIELDS.read(json);
            return faultOf(fields) == null ? Optional.of(productOf(seller, fields)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The items of one array, as they come. */
    private static final class ListReader {
        private final String seller;
        private final Map<Choice, String> shows = new EnumMap<>(Choice.class);
        private final Selected<Field> room = FIELDS.room();
        private List<Product> products;
        private List<String> reasons;
        private int rejected;
        private boolean found;
        /** an item's first name that tells counts */
        private boolean told;

        ListReader(String seller) {
            this.seller = seller;
        }

        Products products(Long total) {
            return new Products(products, rejected, reasons, total, shows);
        }

        /** What was read of another array before does not count. */
        boolean read(JsonParser json) throws IOException {
            products = new ArrayList<>();
            reasons = new ArrayList<>();
            rejected = 0;
            shows.clear();
            found = true;
            for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
                told = shows.containsKey(Choice.PROPERTY_CASE);
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    item(index, FIELDS.read(json, room, (property, array) -> false, this::shown));
                } else {
                    json.skipChildren();
                    reject(index, "", "is no object");
                }
            }
            return true;
        }

        private void item(int index, Selected<Field> item) {
            if (item.get(Field.BASE_PRICE).isObject() && !shows.containsKey(Choice.MONEY)) {
                shows.put(Choice.MONEY, item.get(Field.BASE_PRICE).get("amountMicros").isPresent() ? "micros" : "decimal");
            }
            String fault = faultOf(item);
            if (fault == null) {
                products.add(productOf(seller, item));
            } else {
                reject(index, item.get(Field.ID).text().map(s -> " (" + (s.length() > 40 ? s.substring(0, 40) : s) + ")").orElse(""), fault);
            }
        }

        private void reject(int index, String id, String fault) {
            rejected++;
            if (reasons.size() < 3) {
                reasons.add("item " + index + id + ": " + fault);
            }
        }

        private void shown(String name) {
            Optional<PropertyCase> shown = told ? Optional.empty() : PropertyCase.shownBy(name);
            if (shown.isPresent()) {
                told = true;
                // a seller whose products come out of another system in snake_case does not take its orders so
                shown.filter(names -> names != PropertyCase.SNAKE).ifPresent(names -> shows.put(Choice.PROPERTY_CASE, names.wireName()));
            }
        }
    }

    /** Why an item is no product; null when it is one. */
    private static String faultOf(Selected<Field> item) {
        if (item.twice() != null) {
            return "has '" + item.twice() + "' twice";
        }
        String id = item.get(Field.ID).text().orElse(null);
        if (id == null) {
            return "has no id";
        }
        if (id.length() > MAX_ID || Replies.isNoId(id) || id.chars().anyMatch(Character::isISOControl)) {
            return "has an unusable id";
        }
        Long micros = item.get(Field.PRICE).micros().orElse(null);
        if (item.get(Field.PRICE).isPresent() && micros == null) {
            return "has a price that is no number";
        }
        if (micros != null && micros < 0) {
            return "has a negative price";
        }
        String currency = currencyOf(item);
        return Money.isCurrency(currency) ? null : "has no usable currency: " + currency;
    }

    private static Product productOf(String seller, Selected<Field> item) {
        List<String> formats = formatsOf(item);
        String id = item.get(Field.ID).text().orElseThrow();
        String name = item.get(Field.NAME).text().orElse(id);
        String description = item.get(Field.DESCRIPTION).text().orElse(null);
        Long available = item.get(Field.AVAILABLE).whole().filter(n -> n >= 0).orElse(null);
        return new Product(seller, id, name, description, item.get(Field.PUBLISHER).text().orElse(null), currencyOf(item),
                item.get(Field.PRICE).micros().orElse(null), RateType.of(item.get(Field.RATE_TYPE).text().orElse("CPM")).orElse(null),
                item.get(Field.DELIVERY_TYPE).text().map(t -> t.toLowerCase(Locale.ROOT)).orElse(null), formats,
                channelOf(item, formats, id, name, description == null ? "" : description), available,
                item.get(Field.MIN_SPEND).micros().filter(m -> m > 0).orElse(null), targetingOf(item),
                item.get(Field.PROPOSAL_ID).text().or(() -> item.get(Field.PROPOSAL).text("id", "proposalId")).orElse(null),
                item.get(Field.NEGOTIABLE).bool().orElse(true),
                item.get(Field.FLOOR).micros().or(() -> item.get(Field.EXT).micros("floorCpm")).filter(m -> m > 0).orElse(null));
    }

    private static String currencyOf(Selected<Field> item) {
        return item.get(Field.CURRENCY).text().or(() -> item.get(Field.PRICE_WITH_CURRENCY).text("currency")).orElse("USD").toUpperCase(Locale.ROOT);
    }

    private static List<String> formatsOf(Selected<Field> item) {
        Set<String> formats = new LinkedHashSet<>();
        for (Field field : FORMAT_FIELDS) {
            Loose list = item.get(field);
            if (list.isPresent() && formats.isEmpty()) {
                list.items().forEach(f -> formats.add((f.isObject() ? f.text("type", "format", "name", "id").orElse("") : f.node().asText())
                        .toLowerCase(Locale.ROOT).trim()));
            }
        }
        if (formats.isEmpty()) {
            item.get(Field.EXT).texts("adFormats", "formats").forEach(f -> formats.add(f.toLowerCase(Locale.ROOT).trim()));
        }
        formats.remove("");
        return List.copyOf(formats);
    }

    private static List<String> targetingOf(Selected<Field> item) {
        Loose targeting = item.get(Field.TARGETING);
        return targeting.isObject() ? targeting.texts("capabilities", "available") : targeting.texts();
    }

    private static String channelOf(Selected<Field> item, List<String> formats, String... words) {
        String declared = item.get(Field.CHANNEL).text().map(Channels::canonical).orElse(null);
        if (declared != null && Channels.KNOWN.contains(declared)) {
            return declared;
        }
        for (String format : formats) {
            String channel = Channels.ofFormat(format);
            if (channel != null && !channel.equals("display") && !channel.equals("video")) {
                return channel;
            }
        }
        String told = ChannelWords.channelOf(words);
        if (told != null) {
            return told;
        }
        if (item.get(Field.AD_UNITS).items().stream().anyMatch(u -> u.get("w").isPresent() || u.get("spec").get("display").isPresent())) {
            return "display";
        }
        return formats.isEmpty() ? declared : Channels.ofFormat(formats.get(0));
    }
}
