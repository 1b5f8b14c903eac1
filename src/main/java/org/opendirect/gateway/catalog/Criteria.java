package org.opendirect.gateway.catalog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.dialect.Channels;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.SearchQuestion;

/** What is searched for. Every part is optional; null and empty lists mean: does not matter. */
public record Criteria(String channel, String format, String deliveryType, RateType rateType, Long maxPriceMicros, Long minPriceMicros,
                       Long minImpressions, String query, List<String> publisherIds, Map<String, Object> targeting) {

    static final int MAX_LIST = 500;

    public static Criteria ofChannel(String channel, String format) {
        return new Criteria(channel, format, null, null, null, null, null, null, List.of(), Map.of());
    }

    /** The search part of a request body; the fields are named in docs/rest-api.md. */
    static Criteria read(Fields body) {
        String channel = body.text("channel", 50).map(Channels::canonical).orElse(null);
        if (channel != null && !Channels.KNOWN.contains(channel)) {
            body.fault("channel", "must be one of " + String.join(", ", Channels.KNOWN.stream().sorted().toList()));
        }
        String rate = body.text("rateType", 20).orElse(null);
        if (rate != null && RateType.of(rate).isEmpty()) {
            body.fault("rateType", "must be one of " + String.join(", ", Arrays.stream(RateType.values()).map(RateType::wireName).toList()));
        }
        Long max = body.positiveMoney("maxPrice").orElse(null);
        Long min = body.positiveMoney("minPrice").orElse(null);
        if (max != null && min != null && min > max) {
            body.fault("minPrice", "must not be above maxPrice");
        }
        return new Criteria(channel, body.text("format", 50).orElse(null), body.text("deliveryType", 50).orElse(null),
                RateType.of(rate).orElse(null), max, min, body.wholeNumber("minImpressions", 0, Long.MAX_VALUE).orElse(null),
                body.text("query", 200).orElse(null), body.texts("publisherIds", MAX_LIST), body.free("targeting", Json.mapper()));
    }

    /** Whether every product fits. */
    boolean isEmpty() {
        return equals(new Criteria(null, null, null, null, null, null, null, null, List.of(), Map.of()));
    }

    /**
     * What the sellers are asked for. Format, delivery type and rate type stay here: sellers spell them differently, and a seller that
     * takes them too literally would hide products that fit.
     */
    SearchQuestion forSellers() {
        var filters = new LinkedHashMap<String, Object>();
        put(filters, "channel", channel);
        put(filters, "maxPrice", maxPriceMicros == null ? null : Money.toAmount(maxPriceMicros));
        put(filters, "minPrice", minPriceMicros == null ? null : Money.toAmount(minPriceMicros));
        put(filters, "minImpressions", minImpressions);
        put(filters, "query", query);
        put(filters, "publisherIds", publisherIds.isEmpty() ? null : publisherIds);
        put(filters, "targeting", targeting.isEmpty() ? null : targeting);
        return new SearchQuestion(filters);
    }

    /**
     * Whether a product fits, judged here as well, since a seller may ignore what it was asked for. A product that does not say is
     * not ruled out by channel; by price and impressions it is.
     */
    boolean fits(Product p) {
        return (channel == null || p.channel() == null || channel.equals(p.channel()))
                && (format == null || Channels.formatFits(format, p.formats(), channel))
                && (deliveryType == null || p.deliveryType() == null || deliveryType.equalsIgnoreCase(p.deliveryType()))
                && (rateType == null || rateType == p.rateType())
                && (maxPriceMicros == null || p.priceMicros() != null && p.priceMicros() <= maxPriceMicros)
                && (minPriceMicros == null || p.priceMicros() != null && p.priceMicros() >= minPriceMicros)
                && (minImpressions == null || p.availableImpressions() == null || p.availableImpressions() >= minImpressions)
                && (publisherIds.isEmpty() || publisherIds.contains(p.publisherId()))
                && (query == null || bearsAllWords(p));
    }

    /** Whether a product that fits says so itself, rather than leaving it open. */
    boolean certainlyFits(Product p) {
        return (channel == null || p.channel() != null) && (minImpressions == null || p.availableImpressions() != null);
    }

    private boolean bearsAllWords(Product p) {
        String text = (p.id() + " " + p.name() + " " + p.description() + " " + p.publisherId()).toLowerCase(Locale.ROOT);
        return Arrays.stream(query.toLowerCase(Locale.ROOT).trim().split("\\s+")).allMatch(text::contains);
    }

    private static void put(Map<String, Object> filters, String name, Object value) {
        if (value != null) {
            filters.put(name, value);
        }
    }
}
