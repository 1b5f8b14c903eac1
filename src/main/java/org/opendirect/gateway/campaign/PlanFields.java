package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Nearest;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.Channels;
import org.opendirect.gateway.settings.GatewaySettings;

/** The gateway's own plan format, field by field (docs/plans.md). */
final class PlanFields {

    private static final Pattern LINE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int MAX_SELLERS = 500;

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final Set<String> strategies;
    private final Clock clock;

    PlanFields(SellerDirectory sellers, GatewaySettings settings, Set<String> strategies, Clock clock) {
        this.strategies = strategies;
        this.sellers = sellers;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A tree in the plan's form, with what the text says beyond it where it was not JSON.
     *
     * @param placed   adds words for the place of a fault; null where the faults here say it better
     * @param faults   of the text itself
     * @param warnings about what was left out of the text
     */
    record Source(JsonNode tree, UnaryOperator<Problem.FieldError> placed, List<Problem.FieldError> faults, List<String> warnings) {
        static Source of(JsonNode tree) {
            return new Source(tree, e -> e, List.of(), List.of());
        }
    }

    Plan read(Source source) {
        Fields f = Fields.of(source.tree());
        var warnings = new ArrayList<>(source.warnings());
        String id = f.text("id", 200).orElse(null);
        String name = f.requiredText("name", 200);
        Optional<Fields> advertiser = f.object("advertiser");
        String advertiserId = advertiser.map(a -> a.requiredText("id", 36)).orElse(settings.buyer().id());
        String advertiserName = advertiser.flatMap(a -> a.text("name", 255)).orElse(advertiser.isPresent() ? advertiserId : settings.buyer().name());
        String brandId = advertiser.flatMap(a -> a.text("brandId", 36)).orElse(null);
        advertiser.ifPresent(Fields::end);
        if (advertiser.isEmpty()) {
            warnings.add("the plan names no advertiser: it is ordered for the gateway's own organization, " + settings.buyer().name());
        }
        String currency = f.required("currency", f.currency("currency"));
        Long budget = f.required("budget", f.positiveMoney("budget"));
        LocalDate start = f.required("startDate", f.date("startDate"));
        LocalDate end = f.required("endDate", f.date("endDate"));
        start = flight(f, "startDate", "endDate", start, end, clock, warnings);
        boolean manual = f.oneOf("approval", "auto", "manual").filter("manual"::equals).isPresent();
        boolean allOrNothing = f.oneOf("commit", "best_effort", "all_or_nothing").filter("all_or_nothing"::equals).isPresent();
        Plan.Haggling plans = haggling(f, PlanReader.haggling(settings));
        List<Plan.Line> lines = lines(f, plans, warnings);
        f.end();
        var faults = new ArrayList<>(source.faults());
        f.errors().stream().map(source.placed()).filter(Objects::nonNull).forEach(faults::add);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).asException();
        }
        warnAboutBudgets(lines, budget, currency, warnings);
        return new Plan(id, name, advertiserId, advertiserName, brandId, currency, budget, start, end, manual, allOrNothing, lines, warnings);
    }

    /** The order of the days; a flight that has begun starts today, since no seller books the past. */
    static LocalDate flight(Fields f, String startName, String endName, LocalDate start, LocalDate end, Clock clock, List<String> warnings) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (end != null && start != null && end.isBefore(start)) {
            f.fault(endName, "must not be before " + startName + " (" + start + "), is " + end);
        } else if (end != null && end.isBefore(today)) {
            f.fault(endName, "is over: today is " + today + " (UTC)");
        } else if (start != null && start.isBefore(today)) {
            warnings.add(startName + " " + start + " is in the past: the lines start today, " + today);
            return today;
        }
        return start;
    }

    static void warnAboutBudgets(List<Plan.Line> lines, long budget, String currency, List<String> warnings) {
        // hundreds of the largest amounts are more than 64 bits of micros hold
        BigDecimal sum = lines.stream().filter(l -> l.budgetMicros() != null).map(l -> BigDecimal.valueOf(l.budgetMicros()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.compareTo(BigDecimal.valueOf(budget)) > 0) {
            warnings.add("the lines' budgets add up to " + Money.inWords(sum, currency) + ", more than the plan's " + new Money(budget, currency)
                    + ": lines further down may get less");
        }
        lines.stream().filter(l -> l.maxMicros() == null).forEach(l ->
                warnings.add("line " + l.id() + " has no maxCpm: any price is taken that the budget allows"));
    }

    private Plan.Haggling haggling(Fields f, Plan.Haggling inherited) {
        Optional<Fields> negotiation = f.object("negotiation");
        if (negotiation.isEmpty()) {
            return inherited;
        }
        Fields n = negotiation.get();
        var own = new Plan.Haggling(n.oneOf("strategy", strategies.toArray(String[]::new)).orElse(inherited.strategy()),
                n.positiveMoney("concessionStep").orElse(inherited.stepMicros()),
                n.wholeNumber("maxRounds", 1, 100).map(Long::intValue).orElse(inherited.maxRounds()),
                n.between("exponent", "0.05", "20").map(e -> e.movePointRight(3).intValue()).orElse(inherited.exponent()));
        n.end();
        return own;
    }

    private List<Plan.Line> lines(Fields f, Plan.Haggling plans, List<String> warnings) {
        List<Fields> objects = f.objects("lines", settings.plans().maxLines());
        f.required("lines", objects.isEmpty() ? Optional.empty() : Optional.of(objects));
        var lines = new ArrayList<Plan.Line>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < objects.size(); i++) {
            lines.add(line(objects.get(i), i, plans, ids));
        }
        return lines;
    }

    private Plan.Line line(Fields f, int index, Plan.Haggling plans, Set<String> ids) {
        String id = f.matching("id", LINE_ID, "letters, digits, dot, underscore and hyphen, at most 63").orElse("line-" + (index + 1));
        if (!ids.add(id)) {
            f.fault("id", "is the id of another line too: '" + id + "'");
        }
        String channel = f.required("channel", f.oneOf("channel", Channels.KNOWN.stream().sorted().toArray(String[]::new)));
        Long budget = f.positiveMoney("budget").orElse(null);
        Long impressions = f.wholeNumber("impressions", 1, 1_000_000_000_000L).orElse(null);
        if (!f.has("budget") && !f.has("impressions")) {
            f.fault("budget", "is missing: a line needs a budget, impressions, or both");
        }
        Long max = f.positiveMoney("maxCpm").orElse(null);
        Long target = f.positiveMoney("targetCpm").orElse(null);
        if (target != null && max != null && target > max) {
            f.fault("targetCpm", "must not be above maxCpm");
        }
        var line = new Plan.Line(id, channel, f.text("format", 50).orElse(null), budget, impressions, target, max,
                sellers(f, "sellers"), sellers(f, "excludeSellers"), List.of(), f.free("targeting", Json.mapper()),
                haggling(f, plans));
        f.end();
        return line;
    }

    private List<String> sellers(Fields f, String name) {
        List<String> ids = f.texts(name, MAX_SELLERS);
        for (int i = 0; i < ids.size(); i++) {
            if (sellers.find(ids.get(i)).isEmpty()) {
                f.fault(name, i, "no such seller: '" + ids.get(i) + "'" + Nearest.hint(ids.get(i), sellers.all().stream().map(Seller::id).toList()));
            }
        }
        return ids;
    }
}
