package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A product on a sandbox seller's shelf.
 *
 * @param price     list price per thousand, USD
 * @param floor     the lowest price it gives way to; the list price for one that is not negotiated
 * @param inventory impressions in all, whatever the flight
 */
record SandboxProduct(String id, String name, String channel, String format, BigDecimal price, BigDecimal floor, long inventory) {

    private static final String MAGIC = "magic-";
    private static final Pattern CATALOGUE = Pattern.compile("catalogue-(\\d{1,5})");

    /** The seller {@code catalogue-<n>} has n products, to try the paging with. */
    static List<SandboxProduct> shelfOf(String seller) {
        Matcher catalogue = CATALOGUE.matcher(seller);
        if (catalogue.matches()) {
            return IntStream.rangeClosed(1, Integer.parseInt(catalogue.group(1))).mapToObj(SandboxProduct::numbered).toList();
        }
        return switch (seller) {
            case "premium-news" -> List.of(
                    of("prod_homepage_banner", "Homepage Premium Banner", "display", "banner", "18.50", "15.00", 5_000_000),
                    of("prod_article_display", "In-Article Display", "display", "banner", "13.50", "11.00", 3_000_000),
                    of("prod_news_video", "News Video Pre-Roll", "video", "video", "24.00", "20.00", 2_000_000),
                    of("prod_native_content", "Sponsored Story", "native", "native", "8.50", "7.50", 4_000_000));
            case "premium-ctv" -> List.of(
                    of("prod_ctv_spot", "Prime Time CTV Spot", "ctv", "video", "35.00", "29.00", 6_000_000),
                    of("prod_ctv_sports", "Live Sports CTV", "ctv", "video", "42.00", "36.00", 2_000_000),
                    of("prod_streaming_audio", "Streaming Audio", "audio", "audio", "16.00", "14.00", 2_000_000));
            default -> List.of(
                    of("prod_run_of_network", "Run of Network Display", "display", "banner", "9.00", "9.00", 600_000),
                    of("prod_mobile_interstitial", "Mobile App Interstitial", "mobile_app", "interstitial", "12.00", "12.00", 10_000_000),
                    of("prod_remnant_video", "Remnant Video", "video", "video", "14.00", "14.00", 1_500_000));
        };
    }

    /** A product that is on no shelf but can be ordered: it makes the fault that its id names (docs/sandbox.md). */
    static SandboxProduct magic(String id) {
        return id.startsWith(MAGIC) ? of(id, "Magic: " + id.substring(MAGIC.length()), "display", "banner", "10.00", "8.00", 1_000_000_000) : null;
    }

    private static SandboxProduct numbered(int n) {
        return of(String.format("prod_%05d", n), "Display " + n, "display", "banner", "10.00", "10.00", 1_000_000);
    }

    private static SandboxProduct of(String id, String name, String channel, String format, String price, String floor, long inventory) {
        return new SandboxProduct(id, name, channel, format, new BigDecimal(price), new BigDecimal(floor), inventory);
    }

    Map<String, Object> toWire(String seller, long left) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("id", id);
        wire.put("publisherId", "pub_" + seller.replace('-', '_'));
        wire.put("name", name);
        wire.put("description", name + " at " + seller);
        wire.put("currency", "USD");
        wire.put("basePrice", price);
        wire.put("rateType", "CPM");
        wire.put("deliveryType", "Guaranteed");
        wire.put("channel", channel);
        wire.put("adFormats", List.of(format));
        wire.put("availableImpressions", left);
        wire.put("negotiationEnabled", floor.compareTo(price) < 0);
        wire.put("targeting", Map.of("capabilities", List.of("geo", "device", "interest")));
        return wire;
    }
}
