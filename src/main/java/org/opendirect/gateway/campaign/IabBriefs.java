package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;

/**
 * The two campaign briefs of the IAB buyer agent (facts/iab-buyer-agent.md sections 7.1 and 7.2). What they say is mapped to a plan;
 * what cannot be honoured becomes a warning.
 */
final class IabBriefs {

    /** The buyer agent's own split where nothing says how the budget is shared (its fallback): 40, 40 and 20 parts. */
    private static final Map<String, Integer> BOOKING_SHARES = Map.of("branding", 40, "performance", 40, "ctv", 20, "mobile_app", 20);
    private static final Map<String, String> BOOKING_CHANNELS = Map.of("branding", "display", "performance", "display", "ctv", "ctv",
            "mobile_app", "mobile_app");
    private static final Map<String, String> AUTOMATION_CHANNELS = Map.of("CTV", "ctv", "DISPLAY", "display", "AUDIO", "audio",
            "NATIVE", "native", "DOOH", "dooh", "LINEAR_TV", "linear_tv");
    private static final int MANY = 500;

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final Clock clock;

    IabBriefs(SellerDirectory sellers, GatewaySettings settings, Clock clock) {
        this.sellers = sellers;
        this.settings = settings;
        this.clock = clock;
    }

    static boolean isAutomationBrief(JsonNode tree) {
        return tree != null && tree.isObject() && !tree.has("lines")
                && (tree.has("campaign_name") || tree.has("total_budget") || tree.has("flight_start"));
    }

    static boolean isBookingBrief(JsonNode tree) {
        return tree != null && tree.isObject() && !tree.has("lines") && (tree.has("start_date") || tree.has("objectives") || tree.has("kpis"));
    }

    /** The form of the buyer agent's test data, one such object or a list of them. */
    static boolean isTestData(JsonNode tree) {
        JsonNode first = tree != null && tree.isArray() ? tree.path(0) : tree;
        return first != null && first.isObject() && !first.has("lines")
                && (first.has("flight_dates") || first.has("preferred_package") || first.has("brand") && first.has("vertical"));
    }

    /** Test data names no currency, and not how the budget is shared; what is missing would have to be guessed. */
    static Plan testData() {
        throw Problem.invalid(List.of(new Problem.FieldError("", "is in the form of the buyer agent's test data, data/campaign_briefs.json (brand, vertical, "
                + "flight_dates), which says neither the currency nor how the budget is shared. Send each campaign by itself, as the buyer agent's booking "
                + "brief: name, budget, start_date, end_date, objectives, channels (branding, performance, ctv, mobile_app), kpis with target_cpm_usd and "
                + "max_cpm_usd; or as a plan of the gateway"))).asException();
    }

    /** Section 7.1, what drives the buyer agent's booking. It has no currency but {@code …_usd} prices: USD. */
    Plan bookingBrief(JsonNode tree) {
        Fields f = Fields.of(tree);
        var warnings = new ArrayList<String>();
        String name = f.requiredText("name", 100);
        Long budget = f.required("budget", f.positiveMoney("budget"));
        LocalDate start = f.required("start_date", f.date("start_date"));
        LocalDate end = f.required("end_date", f.date("end_date"));
        start = PlanFields.flight(f, "start_date", "end_date", start, end, clock, warnings);
        warnings.add("the brief names no advertiser: it is ordered for the gateway's own organization, " + settings.buyer().name());
        unenforced(warnings, "objectives", f.texts("objectives", MANY));
        Map<String, Object> targeting = f.free("target_audience", Json.mapper());
        Optional<Fields> kpis = f.object("kpis");
        // both are read, so that a wrong one is said even where it would not be taken
        Optional<Long> maxBeside = f.positiveMoney("max_cpm");
        Optional<Long> targetBeside = f.positiveMoney("target_cpm");
        Long max = kpis.flatMap(k -> k.positiveMoney("max_cpm_usd")).or(() -> maxBeside).orElse(null);
        Long target = kpis.flatMap(k -> k.positiveMoney("target_cpm_usd")).or(() -> targetBeside).orElse(null);
        if (max != null && target != null && target > max) {
            f.fault("kpis", "target_cpm_usd must not be above max_cpm_usd");
        }
        JsonNode others = tree.path("kpis");
        others.fieldNames().forEachRemaining(k -> {
            if (!k.equals("max_cpm_usd") && !k.equals("target_cpm_usd")) {
                unenforced(warnings, "kpis." + k, others.get(k));
            }
        });
        boolean manual = manual(f, tree, warnings);
        others(f, tree, warnings, Set.of("name", "budget", "start_date", "end_date", "objectives", "target_audience", "kpis", "max_cpm",
                "target_cpm", "channels", "approval_config"));
        List<String> channels = bookingChannels(f, warnings);
        f.throwIfWrong();
        int shares = channels.stream().mapToInt(BOOKING_SHARES::get).sum();
        var lines = new ArrayList<Plan.Line>();
        for (String channel : channels) {
            long share = BigDecimal.valueOf(budget).multiply(BigDecimal.valueOf(BOOKING_SHARES.get(channel)))
                    .divide(BigDecimal.valueOf(shares), 0, RoundingMode.DOWN).longValueExact();
            lines.add(line(channel, BOOKING_CHANNELS.get(channel), floorToCents(share), target, max, List.of(), List.of(), targeting));
        }
        warnings.add("the brief does not share its budget among its channels: shared in the buyer agent's own proportions, "
                + String.join(", ", lines.stream().map(l -> l.id() + " " + new Money(l.budgetMicros(), "USD")).toList()));
        PlanFields.warnAboutBudgets(lines, budget, "USD", warnings);
        return new Plan(null, name, settings.buyer().id(), settings.buyer().name(), null, "USD", budget, start, end, manual, false, lines, warnings);
    }

    private static List<String> bookingChannels(Fields f, List<String> warnings) {
        List<String> named = f.texts("channels", MANY).stream().map(c -> c.toLowerCase(Locale.ROOT)).distinct().toList();
        var channels = new ArrayList<String>();
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).equals("social")) {
                warnings.add("channel social is not bought over OpenDirect: its share goes to the other channels");
            } else if (!BOOKING_CHANNELS.containsKey(named.get(i))) {
                f.fault("channels", i, "must be one of branding, ctv, mobile_app, performance, social, is '" + named.get(i) + "'");
            } else {
                channels.add(named.get(i));
            }
        }
        if (named.isEmpty()) {
            return List.of("branding", "performance", "ctv");
        }
        if (channels.isEmpty()) {
            f.fault("channels", "names no channel that is bought over OpenDirect");
        }
        return channels;
    }

    /** Section 7.2, the campaign-automation brief. */
    Plan automationBrief(JsonNode tree) {
        Fields f = Fields.of(tree);
        var warnings = new ArrayList<String>();
        String advertiser = f.requiredText("advertiser_id", 36);
        String name = f.requiredText("campaign_name", 200);
        String objective = f.requiredText("objective", 50);
        if (objective != null && !Set.of("AWARENESS", "CONSIDERATION", "CONVERSION", "REACH").contains(objective.toUpperCase(Locale.ROOT))) {
            f.fault("objective", "must be one of AWARENESS, CONSIDERATION, CONVERSION, REACH, is '" + objective + "'");
        }
        Long budget = f.required("total_budget", f.positiveMoney("total_budget"));
        String currency = f.required("currency", f.currency("currency"));
        LocalDate start = f.required("flight_start", f.date("flight_start"));
        LocalDate end = f.required("flight_end", f.date("flight_end"));
        if (start != null && start.equals(end)) {
            f.fault("flight_end", "must be after flight_start");
        }
        start = PlanFields.flight(f, "flight_start", "flight_end", start, end, clock, warnings);
        unenforced(warnings, "objective", objective);
        Optional<Fields> deals = f.object("deal_preferences");
        Long max = deals.flatMap(d -> d.positiveMoney("max_cpm")).orElse(null);
        for (String preference : List.of("preferred_deal_types", "min_impressions")) {
            unenforced(warnings, "deal_preferences." + preference, tree.path("deal_preferences").get(preference));
        }
        strangers(warnings, tree, "deal_preferences", Set.of("max_cpm", "preferred_deal_types", "min_impressions"));
        boolean manual = manual(f, tree, warnings);
        List<String> preferred = knownSellers(f, "preferred_sellers", warnings);
        List<String> excluded = knownSellers(f, "excluded_sellers", warnings);
        Map<String, Object> targeting = targeting(f, tree);
        for (String field : List.of("agency_id", "description", "kpis", "brand_safety", "frequency_cap", "pacing_model", "creative_ids",
                "exclusion_list", "notes")) {
            f.known(field);
            unenforced(warnings, field, tree.get(field));
        }
        others(f, tree, warnings, Set.of("advertiser_id", "campaign_name", "objective", "total_budget", "currency", "flight_start", "flight_end",
                "deal_preferences", "approval_config", "preferred_sellers", "excluded_sellers", "target_audience", "target_geo", "channels",
                "agency_id", "description", "kpis", "brand_safety", "frequency_cap", "pacing_model", "creative_ids", "exclusion_list", "notes"));
        List<Plan.Line> lines = automationLines(f, budget, max, preferred, excluded, targeting, warnings);
        f.throwIfWrong();
        PlanFields.warnAboutBudgets(lines, budget, currency, warnings);
        return new Plan(null, name, advertiser, advertiser, null, currency, budget, start, end, manual, false, lines, warnings);
    }

    /** The buyer agent asks a person unless it was told not to: both gates are closed until the brief opens them. */
    private static boolean manual(Fields f, JsonNode tree, List<String> warnings) {
        Optional<Fields> approval = f.object("approval_config");
        boolean review = approval.flatMap(a -> a.bool("plan_review")).orElse(true);
        boolean booking = approval.flatMap(a -> a.bool("booking")).orElse(true);
        strangers(warnings, tree, "approval_config", Set.of("plan_review", "booking", "creative", "pacing_adjustment"));
        if ((review || booking) && !(tree.path("approval_config").path("plan_review").asBoolean() || tree.path("approval_config").path("booking").asBoolean())) {
            warnings.add("a person approves it, since the brief's approval_config does not say that plan_review and booking are false");
        }
        return review || booking;
    }

    private List<Plan.Line> automationLines(Fields f, Long budget, Long max, List<String> preferred, List<String> excluded,
                                            Map<String, Object> targeting, List<String> warnings) {
        List<Fields> channels = f.objects("channels", MANY);
        f.required("channels", channels.isEmpty() ? Optional.empty() : Optional.of(channels));
        var lines = new ArrayList<Plan.Line>();
        Set<String> seen = new HashSet<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (Fields c : channels) {
            String named = c.requiredText("channel", 50);
            String channel = named == null ? null : AUTOMATION_CHANNELS.get(named.toUpperCase(Locale.ROOT));
            if (named != null && channel == null) {
                c.fault("channel", "must be one of CTV, DISPLAY, AUDIO, NATIVE, DOOH, LINEAR_TV, is '" + named + "'");
            } else if (channel != null && !seen.add(channel)) {
                c.fault("channel", "stands twice");
            }
            BigDecimal percent = c.required("budget_pct", c.number("budget_pct"));
            boolean part = percent != null && percent.signum() > 0 && percent.compareTo(BigDecimal.valueOf(100)) <= 0;
            if (percent != null && !part) {
                c.fault("budget_pct", "must be above 0 and at most 100");
            }
            sum = percent == null ? sum : sum.add(percent);
            List<String> formats = c.texts("format_prefs", MANY);
            unenforced(warnings, "format_prefs of " + named, formats);
            if (channel != null && part && budget != null) {
                long share = percent.multiply(BigDecimal.valueOf(budget)).divide(BigDecimal.valueOf(100), 0, RoundingMode.DOWN).longValueExact();
                lines.add(line(channel, channel, floorToCents(share), null, max, preferred, excluded, targeting));
            }
        }
        if (!channels.isEmpty() && sum.subtract(BigDecimal.valueOf(100)).abs().compareTo(new BigDecimal("0.01")) > 0) {
            f.fault("channels", "the budget_pct must add up to 100, they add up to " + sum.stripTrailingZeros().toPlainString());
        }
        return lines;
    }

    private static Map<String, Object> targeting(Fields f, JsonNode tree) {
        f.known("target_audience", "target_geo");
        var targeting = new LinkedHashMap<String, Object>();
        JsonNode audience = tree.get("target_audience");
        if (audience != null && !audience.isNull()) {
            targeting.put("audience", Json.mapper().convertValue(audience, Object.class));
        }
        var geo = new ArrayList<Object>();
        for (Fields g : f.objects("target_geo", MANY)) {
            String type = g.requiredText("geo_type", 20);
            String value = g.requiredText("geo_value", 50);
            geo.add("COUNTRY".equals(type) ? value : Map.of("type", String.valueOf(type), "value", String.valueOf(value)));
        }
        if (!geo.isEmpty()) {
            targeting.put("geo", geo);
        }
        return targeting;
    }

    private List<String> knownSellers(Fields f, String field, List<String> warnings) {
        var known = new ArrayList<String>();
        for (String id : f.texts(field, MANY)) {
            if (sellers.find(id).isPresent()) {
                known.add(id);
            } else {
                warnings.add(field + ": seller '" + id + "' is not configured here");
            }
        }
        return known;
    }

    private Plan.Line line(String id, String channel, long budget, Long target, Long max, List<String> preferred, List<String> excluded,
                           Map<String, Object> targeting) {
        return new Plan.Line(id, channel, null, budget, null, target, max, List.of(), excluded, preferred, targeting,
                PlanReader.haggling(settings));
    }

    private static long floorToCents(long micros) {
        return micros - micros % 10_000;
    }

    private static void others(Fields f, JsonNode tree, List<String> warnings, Set<String> known) {
        if (tree.isObject()) {
            tree.fieldNames().forEachRemaining(name -> {
                f.known(name);
                if (!known.contains(name)) {
                    unenforced(warnings, name, tree.get(name));
                }
            });
        }
    }

    private static void strangers(List<String> warnings, JsonNode tree, String object, Set<String> known) {
        tree.path(object).fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                unenforced(warnings, object + "." + name, tree.path(object).get(name));
            }
        });
    }

    /** Says that something given has no effect; nothing given says nothing. */
    private static void unenforced(List<String> warnings, String name, Object value) {
        boolean nothing = value == null || value instanceof JsonNode n && (n.isNull() || n.isMissingNode() || n.isContainerNode() && n.isEmpty())
                || value instanceof List<?> l && l.isEmpty();
        if (!nothing) {
            String text = value instanceof String s ? s : Json.text(value);
            warnings.add(name + " is noted but not enforced: " + (text.length() > 120 ? text.substring(0, 120) + "…" : text));
        }
    }
}
