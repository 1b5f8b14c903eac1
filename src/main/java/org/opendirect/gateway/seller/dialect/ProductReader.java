package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        MIN_SPEND("minSpend", "minimumSpend", "minSpendPerPackage", "minimumSpendPerPackage", "minSpendPerLine", "minBudget", "minimumBudget",
                "minOrderValue", "minimumOrderValue"),
        MIN_IMPRESSIONS("minImpressions", "minimumImpressions", "minQuantity", "minimumQuantity", "minQty"),
        MIN_FLIGHT("minFlight", "minimumFlight", "minFlightDays", "minimumFlightDays"),
        MAX_FLIGHT("maxFlight", "maximumFlight", "maxFlightDays", "maximumFlightDays"),
        DEAL_TYPES("dealTypes", "supportedDealTypes", "dealType"),
        TARGETING("targeting", "availableTargeting", "targetingCapabilities"),
        PROPOSAL_ID("proposalId"),
        PROPOSAL("proposal"),
        NEGOTIABLE("negotiationEnabled", "negotiable"),
        FLOOR("floorCpm"),
        EXT("ext"),
        PROVIDER_DATA("providerData"),
        PRICING("pricing", "pricingOptions"),
        COMMERCIAL_TERMS("commercialTerms");

        private final List<String> names;
        private final String[] wanted;

        Field(String... names) {
            this.names = List.of(names);
            this.wanted = names;
        }

        @Override
        public List<String> names() {
            return names;
        }
    }

    /** where sellers put what they have no property for */
    private static final List<Field> ASIDE = List.of(Field.EXT, Field.PROVIDER_DATA, Field.PRICING, Field.COMMERCIAL_TERMS);
    private static final List<Field> FORMAT_FIELDS = List.of(Field.FORMATS, Field.AD_FORMATS, Field.FORMAT, Field.AD_FORMAT);

    private ProductReader() {
    }

    /**
     * Products that can be used, and the reasons why others cannot.
     *
     * @param total how many the seller has in all; null where it does not say
     * @param shows what the products show of the seller's way of writing
     * @param next  what the seller says of the page after this one
     */
    public record Products(List<Product> products, int rejected, List<String> reasons, Long total, Map<Choice, String> shows, NextPage next) {
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
            boolean[] more = {!reply.link().isEmpty()};
            JsonToken first = json.nextToken();
            if (first == JsonToken.START_ARRAY) {
                list.read(json);
            } else if (first == JsonToken.START_OBJECT) {
                Selected<Envelope> envelope = ENVELOPES.read(json, ENVELOPES.room(), (property, array) -> property == Envelope.LIST && list.read(array),
                        name -> more[0] |= NextPage.concerns(name));
                if (!list.found || !envelope.get(Envelope.LIST).node().isArray() || envelope.twice() != null) {
                    return Optional.empty();
                }
                total = Replies.totalOf(reply, envelope.get(Envelope.TOTAL), envelope.get(Envelope.PAGING));
                if (envelope.get(Envelope.LIMIT).whole().isPresent() && envelope.get(Envelope.OFFSET).whole().isPresent()) {
                    list.shows.put(Choice.PAGING, "limit={top}&offset={skip}");
                }
            }
            return list.found && json.nextToken() == null ? Optional.of(list.products(total, more[0] ? NextPage.of(Replies.around(reply), reply) : NextPage.UNSAID)) : Optional.empty();
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
            return Optional.ofNullable(read(seller, FIELDS.read(json)).product);
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

        Products products(Long total, NextPage next) {
            return new Products(Collections.unmodifiableList(products), rejected, Collections.unmodifiableList(reasons), total,
                    Collections.unmodifiableMap(shows), next);
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
            Loose basePrice = item.get(Field.BASE_PRICE);
            if (basePrice.isObject() && !shows.containsKey(Choice.MONEY)) {
                shows.put(Choice.MONEY, basePrice.get("amountMicros").isPresent() ? "micros" : "decimal");
            }
            Read read = ProductReader.read(seller, item);
            if (read.fault == null) {
                products.add(read.product);
            } else {
                reject(index, item.get(Field.ID).text().map(s -> " (" + (s.length() > 40 ? s.substring(0, 40) : s) + ")").orElse(""), read.fault);
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

    /** A product, or why the item is none. */
    private record Read(Product product, String fault) {
        static Read fault(String why) {
            return new Read(null, why);
        }
    }

    private static Read read(String seller, Selected<Field> item) {
        if (item.twice() != null) {
            return Read.fault("has '" + item.twice() + "' twice");
        }
        String id = item.get(Field.ID).text().orElse(null);
        if (id == null) {
            return Read.fault("has no id");
        }
        if (Replies.isNoId(id)) {
            return Read.fault("has an unusable id");
        }
        Loose price = item.get(Field.PRICE);
        Long micros = price.micros().orElse(null);
        if (micros == null && price.isPresent()) {
            return Read.fault("has a price that is no number");
        }
        if (micros != null && micros < 0) {
            return Read.fault("has a negative price");
        }
        Optional<String> named = item.get(Field.CURRENCY).text().map(c -> c.toUpperCase(Locale.ROOT));
        Optional<String> priced = item.get(Field.PRICE_WITH_CURRENCY).text("currency").map(c -> c.toUpperCase(Locale.ROOT));
        String currency = named.or(() -> priced).orElse("USD");
        if (!Money.isCurrency(currency)) {
            return Read.fault("has no usable currency: " + currency);
        }
        if (priced.isPresent() && !priced.get().equals(currency)) {
            return Read.fault("names two currencies, " + currency + " and " + priced.get());
        }
        List<String> formats = formatsOf(item);
        String name = item.get(Field.NAME).text().orElse(id);
        String description = item.get(Field.DESCRIPTION).text().orElse(null);
        Loose proposal = item.get(Field.PROPOSAL_ID);
        var terms = new Product.Terms(named.isPresent() || priced.isPresent(), limit(item, Field.MIN_IMPRESSIONS), limit(item, Field.MIN_FLIGHT),
                limit(item, Field.MAX_FLIGHT), dealTypesOf(item));
        return new Read(new Product(seller, id, name, description, item.get(Field.PUBLISHER).text().orElse(null), currency,
                // nobody gives impressions away: a price of 0 is one that has still to be asked for
                micros == null || micros == 0 ? null : micros, RateType.of(item.get(Field.RATE_TYPE).text().orElse("CPM")).orElse(null),
                item.get(Field.DELIVERY_TYPE).text().map(t -> t.toLowerCase(Locale.ROOT)).orElse(null), formats,
                channelOf(item, formats, id, name, description == null ? "" : description),
                item.get(Field.AVAILABLE).whole().filter(n -> n >= 0).orElse(null),
                said(item, Field.MIN_SPEND).micros().filter(m -> m > 0).orElse(null), targetingOf(item),
                (proposal.isPresent() ? proposal.text() : item.get(Field.PROPOSAL).text("id", "proposalId")).filter(p -> !Replies.isNoId(p)).orElse(null),
                item.get(Field.NEGOTIABLE).bool().orElse(true),
                said(item, Field.FLOOR).micros().filter(m -> m > 0).orElse(null), terms, new Written()), null);
    }

    /** A property of the product, or of one of the objects where sellers put what the format has no place for. */
    private static Loose said(Selected<Field> item, Field field) {
        Loose own = item.get(field);
        if (own.isPresent()) {
            return own;
        }
        for (Field place : ASIDE) {
            Loose aside = item.get(place);
            for (Loose object : aside.isPresent() ? aside.items() : List.<Loose>of()) {
                Loose found = object.isObject() ? object.get(field.wanted) : own;
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return own;
    }

    private static Long limit(Selected<Field> item, Field field) {
        return said(item, field).whole().filter(n -> n > 0).orElse(null);
    }

    private static List<DealType> dealTypesOf(Selected<Field> item) {
        Loose types = said(item, Field.DEAL_TYPES);
        return types.isPresent() ? types.texts().stream().flatMap(t -> DealType.of(t).stream()).distinct().toList() : List.of();
    }

    private static List<String> formatsOf(Selected<Field> item) {
        for (Field field : FORMAT_FIELDS) {
            Loose list = item.get(field);
            if (list.isPresent()) {
                List<String> formats = formatsIn(list.items());
                if (!formats.isEmpty()) {
                    return formats;
                }
            }
        }
        Loose ext = item.get(Field.EXT);
        return ext.isPresent() ? formatsIn(ext.items("adFormats", "formats")) : List.of();
    }

    private static List<String> formatsIn(List<Loose> items) {
        var formats = new ArrayList<String>(items.size());
        for (Loose item : items) {
            String format = (item.isObject() ? item.text("type", "format", "name", "id").orElse("") : item.node().asText()).toLowerCase(Locale.ROOT).trim();
            if (!format.isEmpty() && !formats.contains(format)) {
                formats.add(format);
            }
        }
        return Collections.unmodifiableList(formats);
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
