package org.opendirect.gateway.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a family of dialects shows of a product, and what else it serves. */
enum Shapes {
    /** the seed's: everything, with a card, proposals, avails of one product, and the buyer agent's stats */
    SEED,
    /** 2.1's own: no card, no proposals, avails as a list, stats as records, lists filtered by their fields, a Location for what is created */
    SPECIFICATION,
    /** the buyer agent's release: a card, no proposals, avails of one product, the buyer agent's stats, refusals as FastAPI words them */
    RELEASE,
    /** the buyer agent's mock: neither card nor proposals, refusals as FastAPI words them */
    MOCK;

    private static final List<String> COMMON = List.of("id", "publisherId", "name", "description", "currency", "basePrice", "rateType", "deliveryType");

    boolean hasCard() {
        return this == SEED || this == RELEASE;
    }

    boolean hasProposals() {
        return this == SEED;
    }

    boolean saysDetail() {
        return this == RELEASE || this == MOCK;
    }

    /**
     * The properties of a product that such a seller has, still in the ledger's names.
     *
     * @param hold an ISO 8601 duration
     */
    Map<String, Object> product(Map<String, Object> whole, String hold) {
        if (this == SEED) {
            return whole;
        }
        var product = new LinkedHashMap<String, Object>();
        COMMON.forEach(name -> product.put(name, whole.get(name)));
        Object format = ((List<?>) whole.get("adFormats")).get(0);
        switch (this) {
            case SPECIFICATION -> {
                // 2.1 has no channel: the ad unit says what may be shown there, the tags are the seller's own
                product.put("productTags", List.of(whole.get("channel"), format));
                product.put("adUnit", List.of(Map.of("id", "1", "name", whole.get("name"), "spec", placement(String.valueOf(format)))));
                product.put("reservedExpiryTime", hold);
            }
            case RELEASE -> {
                product.put("availableImpressions", whole.get("availableImpressions"));
                product.put("ext", Map.of("ad_formats", List.of(format)));
            }
            default -> {
                product.put("availableImpressions", whole.get("availableImpressions"));
                product.put("targeting", whole.get("targeting"));
            }
        }
        return product;
    }

    /** An AdCOM placement. */
    private static Map<String, Object> placement(String format) {
        return switch (format) {
            case "video" -> Map.of("video", Map.of("mindur", 15, "maxdur", 30));
            case "audio" -> Map.of("audio", Map.of("mindur", 15, "maxdur", 30));
            case "native" -> Map.of("display", Map.of("nativefmt", Map.of()));
            case "interstitial" -> Map.of("display", Map.of("instl", 1, "w", 320, "h", 480));
            default -> Map.of("display", Map.of("w", 300, "h", 250));
        };
    }
}
