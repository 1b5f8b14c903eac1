package org.opendirect.gateway.sandbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the seller agent's products, quotes and deals look like in its two eras (facts/iab-seller-agent.md sections 3 and 6). */
final class IabShapes {

    private static final int MICRO_DIGITS = 6;
    static final int MIN_IMPRESSIONS = 10_000;

    private final boolean head;
    private final String organization;

    IabShapes(boolean head, String seller) {
        this.head = head;
        this.organization = "seller-" + seller;
    }

    /** Micros at head, a number before. */
    Object money(Object amount) {
        BigDecimal units = SandboxBooks.decimal(amount);
        return head ? Map.of("amount_micros", units.movePointRight(MICRO_DIGITS).setScale(0, RoundingMode.UNNECESSARY).longValueExact(), "currency", "USD")
                : units;
    }

    Map<String, Object> product(SandboxProduct p) {
        var product = new LinkedHashMap<String, Object>();
        product.put("product_id", p.id());
        if (!head) {
            product.put("name", p.name());
            product.put("description", p.name() + " at " + organization);
            product.put("inventory_type", p.channel());
            product.put("base_cpm", p.price());
            product.put("floor_cpm", p.floor());
            product.put("deal_types", isGuaranteed(p) ? List.of("programmaticguaranteed") : List.of("programmaticguaranteed", "preferreddeal"));
            return product;
        }
        product.put("seller_organization_id", organization);
        product.put("name", p.name());
        product.put("description", p.name() + " at " + organization);
        product.put("base_price", money(p.price()));
        product.put("pricing_type", "fixed");
        product.put("pricing_model", "cpm");
        product.put("delivery_type", "Guaranteed");
        product.put("domain", null);
        product.put("ad_formats", List.of(p.channel()));
        product.put("audience_targeting", Map.of("geo", List.of("US")));
        product.put("ad_product_targeting", null);
        product.put("content_targeting", null);
        product.put("available_impressions", p.inventory());
        product.put("commercial_terms", null);
        product.put("ext", Map.of("inventory_type", p.channel(), "floor_cpm", p.floor(), "minimum_impressions", MIN_IMPRESSIONS,
                "deal_types", isGuaranteed(p) ? List.of("PG") : List.of("PG", "PD"), "audience_capabilities", List.of()));
        return product;
    }

    /** What is on television is sold guaranteed alone. */
    private static boolean isGuaranteed(SandboxProduct p) {
        return p.channel().equals("ctv");
    }

    /** @param left what can be had of the product */
    Map<String, Object> quote(Map<String, Object> quote, SandboxProduct p, long left) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("quote_id", quote.get("id"));
        wire.put("status", quote.get("status"));
        wire.put("deal_type", quote.get("dealType"));
        wire.put("product", brief(p));
        wire.put("pricing", pricing(p.price(), quote, quote.get("price")));
        wire.put("terms", terms(quote));
        var availability = new LinkedHashMap<String, Object>();
        availability.put("inventory_available", quote.get("impressions") == null || SandboxBooks.decimal(quote.get("impressions")).longValue() <= left);
        availability.put("estimated_fill_rate", head ? null : new BigDecimal("0.95"));
        availability.put("competing_demand", head ? null : "moderate");
        wire.put("availability", availability);
        wire.put("buyer_tier", quote.get("tier"));
        wire.put("expires_at", quote.get("expiresAt"));
        wire.put("seller_id", organization);
        wire.put("created_at", quote.get("createdAt"));
        wire.put("deal_id", quote.get("dealId"));
        if (head) {
            wire.put("rate_card_id", null);
            wire.put("media_type", "digital");
            wire.put("linear_tv", null);
            wire.put("consent_context", null);
        }
        return head ? Map.of("quote", wire) : wire;
    }

    /** @param deal the line that it is in the ledger */
    Map<String, Object> deal(Map<String, Object> deal, SandboxProduct p) {
        var wire = new LinkedHashMap<String, Object>();
        wire.put("deal_id", deal.get("id"));
        wire.put("deal_type", deal.get("dealType"));
        wire.put("status", switch (String.valueOf(deal.get("bookingStatus"))) {
            case "Canceled" -> "cancelled";
            case "Expired" -> "expired";
            default -> "proposed";
        });
        wire.put("quote_id", deal.get("quoteId"));
        wire.put("product", brief(p));
        wire.put("pricing", pricing(p.price(), deal, deal.get("rate")));
        wire.put("terms", terms(deal));
        wire.put("buyer_tier", deal.get("tier"));
        wire.put("expires_at", deal.get("expiresAt"));
        wire.put("activation_instructions", Map.of("ttd", "Enter deal " + deal.get("id") + " in The Trade Desk",
                "dv360", "Enter deal " + deal.get("id") + " in DV360"));
        wire.put("openrtb_params", openRtb(deal));
        wire.put("created_at", deal.get("createdAt"));
        if (!head) {
            return wire;
        }
        wire.put("rate_card_id", null);
        wire.put("seller_id", null);
        wire.put("media_type", "digital");
        wire.put("linear_tv", null);
        wire.put("consent_context", null);
        wire.put("supply_chain", null);
        var envelope = new LinkedHashMap<String, Object>();
        envelope.put("deal", wire);
        envelope.put("audience_plan_snapshot", null);
        envelope.put("audience_match_summary", null);
        return envelope;
    }

    private static Map<String, Object> brief(SandboxProduct p) {
        return Map.of("product_id", p.id(), "name", p.name(), "inventory_type", p.channel());
    }

    private Map<String, Object> pricing(BigDecimal list, Map<String, Object> of, Object agreed) {
        var pricing = new LinkedHashMap<String, Object>();
        pricing.put("pricing_type", "fixed");
        pricing.put("base_cpm", money(list));
        pricing.put("tier_discount_pct", of.get("tierDiscount"));
        pricing.put("volume_discount_pct", of.get("volumeDiscount"));
        pricing.put("final_cpm", money(agreed));
        if (!head) {
            pricing.put("currency", "USD");
        }
        pricing.put("pricing_model", "cpm");
        // the agent's own text speaks of the computed price, also where the agreed one is another
        pricing.put("rationale", String.format(Locale.ROOT, "Base price: $%s CPM | Final price: $%s CPM", list, of.get("computedPrice")));
        if (head) {
            pricing.put("base_cpp", null);
            pricing.put("final_cpp", null);
        }
        return pricing;
    }

    private Map<String, Object> terms(Map<String, Object> of) {
        var terms = new LinkedHashMap<String, Object>();
        terms.put("impressions", of.get("impressions"));
        terms.put("flight_start", of.get("flightStart"));
        terms.put("flight_end", of.get("flightEnd"));
        terms.put("guaranteed", "PG".equals(of.get("dealType")));
        if (head) {
            terms.put("grps", null);
            terms.put("guaranteed_grps", null);
            terms.put("target_demo", null);
        }
        return terms;
    }

    private Map<String, Object> openRtb(Map<String, Object> deal) {
        var openRtb = new LinkedHashMap<String, Object>();
        openRtb.put("id", deal.get("id"));
        openRtb.put("bidfloor", money(deal.get("rate")));
        if (!head) {
            openRtb.put("bidfloorcur", "USD");
        }
        openRtb.put("at", "PA".equals(deal.get("dealType")) ? 3 : 1);
        openRtb.put("wseat", List.of());
        if (head) {
            openRtb.put("wadomain", List.of());
        }
        return openRtb;
    }
}
