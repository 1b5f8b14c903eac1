package org.opendirect.gateway.seller.dialect;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/**
 * Products in the four shapes that are about (facts/iab-buyer-agent.md section 0.2): camelCase, flat with {@code base_cpm}, OpenDirect
 * lower case, and micros. A product that makes no sense costs only itself.
 */
public final class ProductReader {

    private static final int MAX_ID = 200;
    /** Words in a product's own text that give its channel away; the first that fits counts, so the narrow ones come first. */
    private static final Map<String, String> CHANNEL_WORDS = new LinkedHashMap<>();

    static {
        CHANNEL_WORDS.put("ctv|connected tv|ott|streaming tv", "ctv");
        CHANNEL_WORDS.put("linear|broadcast", "linear_tv");
        CHANNEL_WORDS.put("dooh|out of home|billboard", "dooh");
        CHANNEL_WORDS.put("native", "native");
        CHANNEL_WORDS.put("audio|podcast|radio", "audio");
        CHANNEL_WORDS.put("mobile app|mobile|in app|interstitial", "mobile_app");
        CHANNEL_WORDS.put("video|preroll|pre roll", "video");
        CHANNEL_WORDS.put("display|banner|homepage|leaderboard", "display");
    }

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

    /** A list, or an envelope {@code {"products": […]}}. Empty when the JSON is neither. */
    public static Optional<Products> list(String seller, Loose json, WireReply reply) {
        Optional<Loose> found = Replies.listIn(json, "products", "items", "results", "data");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Loose array = found.get();
        var products = new ArrayList<Product>();
        var reasons = new ArrayList<String>();
        int rejected = 0;
        int index = 0;
        for (Loose item : array.items()) {
            String fault = faultOf(item);
            if (fault == null) {
                products.add(one(seller, item));
            } else {
                rejected++;
                if (reasons.size() < 3) {
                    reasons.add("item " + index + idOf(item) + ": " + fault);
                }
            }
            index++;
        }
        return Optional.of(new Products(products, rejected, reasons, Replies.totalOf(json, reply), shownBy(json, array)));
    }

    private static Map<Choice, String> shownBy(Loose json, Loose array) {
        var shows = new EnumMap<Choice, String>(Choice.class);
        if (json.whole("limit").isPresent() && json.whole("offset").isPresent()) {
            shows.put(Choice.PAGING, "limit={top}&offset={skip}");
        }
        for (Loose item : array.items()) {
            // a seller whose products come out of another system in snake_case does not take its orders so
            PropertyCase.shownBy(item).filter(names -> names != PropertyCase.SNAKE).ifPresent(names -> shows.put(Choice.PROPERTY_CASE, names.wireName()));
            if (item.get("basePrice").isObject()) {
                shows.put(Choice.MONEY, item.get("basePrice").get("amountMicros").isPresent() ? "micros" : "decimal");
            }
            if (shows.containsKey(Choice.PROPERTY_CASE)) {
                break;
            }
        }
        return shows;
    }

    /** Why an item is no product; null when it is one. */
    public static String faultOf(Loose item) {
        if (!item.isObject()) {
            return "is no object";
        }
        String id = item.text("id", "productId").orElse(null);
        if (id == null) {
            return "has no id";
        }
        if (id.length() > MAX_ID || id.equals(".") || id.equals("..") || id.chars().anyMatch(Character::isISOControl)) {
            return "has an unusable id";
        }
        Loose price = item.get("basePrice", "baseCpm", "price", "cpm");
        Long micros = item.micros("basePrice", "baseCpm", "price", "cpm").orElse(null);
        if (price.isPresent() && micros == null) {
            return "has a price that is no number";
        }
        if (micros != null && micros < 0) {
            return "has a negative price";
        }
        String currency = currencyOf(item);
        return Money.isCurrency(currency) ? null : "has no usable currency: " + currency;
    }

    /** Reads one item that {@link #faultOf} has found usable. */
    public static Product one(String seller, Loose item) {
        List<String> formats = formatsOf(item);
        String type = item.text("rateType", "pricingModel").orElse("CPM");
        String name = item.text("name", "title").orElseGet(() -> item.text("id", "productId").orElse(""));
        String description = item.text("description").orElse(null);
        String id = item.text("id", "productId").orElseThrow();
        boolean negotiable = item.bool("negotiationEnabled", "negotiable").orElse(true);
        Long available = item.whole("availableImpressions", "availability", "available", "impressions").filter(n -> n >= 0).orElse(null);
        return new Product(seller, id, name, description,
                item.text("publisherId", "sellerOrganizationId", "publisher").orElse(null),
                currencyOf(item), item.micros("basePrice", "baseCpm", "price", "cpm").orElse(null),
                RateType.of(type).orElse(null), item.text("deliveryType").map(t -> t.toLowerCase(Locale.ROOT)).orElse(null),
                formats, channelOf(item, formats, id + " " + name + " " + (description == null ? "" : description)),
                available, item.micros("minSpend", "minimumSpend").filter(m -> m > 0).orElse(null), targetingOf(item),
                item.text("proposalId").or(() -> item.get("proposal").text("id", "proposalId")).orElse(null), negotiable,
                item.micros("floorCpm").or(() -> item.get("ext").micros("floorCpm")).filter(m -> m > 0).orElse(null));
    }

    private static String currencyOf(Loose item) {
        return item.text("currency").or(() -> item.get("basePrice", "price").text("currency")).orElse("USD").toUpperCase(Locale.ROOT);
    }

    private static String idOf(Loose item) {
        return item.isObject() ? item.text("id", "productId").map(s -> " (" + (s.length() > 40 ? s.substring(0, 40) : s) + ")").orElse("") : "";
    }

    private static List<String> formatsOf(Loose item) {
        Set<String> formats = new LinkedHashSet<>();
        for (String name : new String[] {"formats", "adFormats", "format", "adFormat"}) {
            Loose list = item.get(name);
            if (list.isPresent() && formats.isEmpty()) {
                list.items().forEach(f -> formats.add((f.isObject() ? f.text("type", "format", "name", "id").orElse("") : f.node().asText())
                        .toLowerCase(Locale.ROOT).trim()));
            }
        }
        if (formats.isEmpty()) {
            item.get("ext").texts("adFormats", "formats").forEach(f -> formats.add(f.toLowerCase(Locale.ROOT).trim()));
        }
        formats.remove("");
        return List.copyOf(formats);
    }

    private static List<String> targetingOf(Loose item) {
        Loose targeting = item.get("targeting", "availableTargeting", "targetingCapabilities");
        return targeting.isObject() ? targeting.texts("capabilities", "available") : targeting.texts();
    }

    private static String channelOf(Loose item, List<String> formats, String words) {
        String declared = item.text("channel", "inventoryType", "mediaType").map(Channels::canonical).orElse(null);
        if (declared != null && Channels.KNOWN.contains(declared)) {
            return declared;
        }
        for (String format : formats) {
            String channel = Channels.ofFormat(format);
            if (channel != null && !channel.equals("display") && !channel.equals("video")) {
                return channel;
            }
        }
        String plain = " " + words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ") + " ";
        for (var entry : CHANNEL_WORDS.entrySet()) {
            if (plain.matches(".* (" + entry.getKey() + ")s? .*")) {
                return entry.getValue();
            }
        }
        if (item.get("adUnit", "adUnits").items().stream().anyMatch(u -> u.get("w").isPresent() || u.get("spec").get("display").isPresent())) {
            return "display";
        }
        return formats.isEmpty() ? declared : Channels.ofFormat(formats.get(0));
    }
}
