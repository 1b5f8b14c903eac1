package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/**
 * What the seller agent takes a buyer for, and what that is worth: a discount by tier and, for agencies and advertisers, one by volume. A
 * buyer with a key is known as an advertiser; without one, the identity headers count, and in the
 * first era also what the body says.
 */
enum IabTier {
    PUBLIC(0), SEAT(5), AGENCY(10), ADVERTISER(15);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final long MILLION = 1_000_000;

    private final int percent;

    IabTier(int percent) {
        this.percent = percent;
    }

    static IabTier of(SandboxCall call, Map<String, Object> json, boolean head) {
        if (call.headers().containsKey("x-api-key") || call.headers().containsKey("authorization")) {
            return ADVERTISER;
        }
        IabTier said = of(call.headers().get("x-dsp-seat-id"), call.headers().get("x-agency-id"), call.headers().get("x-advertiser-id"));
        Map<?, ?> identity = json.get("buyer_identity") instanceof Map<?, ?> map ? map : json;
        IabTier written = head ? PUBLIC : of(identity.get("seat_id"), identity.get("agency_id"), identity.get("advertiser_id"));
        return written.compareTo(said) > 0 ? written : said;
    }

    private static IabTier of(Object seat, Object agency, Object advertiser) {
        return agency != null && advertiser != null ? ADVERTISER : agency != null ? AGENCY : seat != null ? SEAT : PUBLIC;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    BigDecimal discount() {
        return BigDecimal.valueOf(percent);
    }

    /** In percent; null impressions count as none. */
    BigDecimal volumeDiscount(Long impressions) {
        long n = impressions == null || this == PUBLIC || this == SEAT ? 0 : impressions;
        return BigDecimal.valueOf(n >= 50 * MILLION ? 20 : n >= 20 * MILLION ? 15 : n >= 10 * MILLION ? 10 : n >= 5 * MILLION ? 5 : 0);
    }

    /** A thousand impressions for this buyer, to the cent, and never below 1. */
    BigDecimal price(BigDecimal list, Long impressions) {
        return list.multiply(HUNDRED.subtract(discount())).multiply(HUNDRED.subtract(volumeDiscount(impressions)))
                .divide(HUNDRED.multiply(HUNDRED), 2, RoundingMode.HALF_UP).max(BigDecimal.ONE);
    }
}
