package org.opendirect.gateway.campaign;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.BuyerPrices;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.catalog.Criteria;
import org.opendirect.gateway.catalog.SellerEntry;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.Channels;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.work.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans a campaign, step by step as the route {@code plan-campaign} calls it: search, avails, negotiation, allocation. */
public final class Planner {

    /** products that do not fit, so many of a line in words; a channel may have tens of thousands */
    private static final int SHOWN_ASIDE = 10;
    private static final Logger log = LoggerFactory.getLogger(Planner.class);

    private final SellerDirectory sellers;
    private final ProductSearchService catalog;
    private final AvailsService avails;
    private final BuyerPrices buyerPrices;
    private final PlanNegotiations planNegotiations;
    private final GatewaySettings settings;

    public Planner(SellerDirectory sellers, ProductSearchService catalog, AvailsService avails, Negotiations negotiations, GatewaySettings settings) {
        this.sellers = sellers;
        this.catalog = catalog;
        this.avails = avails;
        this.buyerPrices = new BuyerPrices(sellers);
        this.planNegotiations = new PlanNegotiations(sellers, negotiations, settings.negotiation());
        this.settings = settings;
    }

    /** One search a channel, over the sellers that any of its lines may buy from. */
    public List<SellerTask> searchTasks(Planning planning) {
        var tasks = new ArrayList<SellerTask>();
        Set<String> channels = new LinkedHashSet<>();
        planning.plan.lines().forEach(l -> channels.add(l.channel()));
        for (String channel : channels) {
            List<Seller> asked = sellers.all().stream().filter(s -> planning.plan.lines().stream()
                    .anyMatch(l -> l.channel().equals(channel) && l.mayBuyFrom(s.id()))).toList();
            ProductSearchService.PendingSearch search = catalog.search(Criteria.ofChannel(channel, null), asked, settings.planning().deadline());
            planning.searches.put(channel, search);
            tasks.addAll(search.sellerTasks());
        }
        return tasks;
    }

    /** Sorts out what was found, and asks what it costs us, where a seller tells that. */
    public List<SellerTask> priceTasks(Planning planning) {
        Map<String, ProductSearchService.Answer> found = new HashMap<>();
        planning.searches.forEach((channel, search) -> found.put(channel, catalog.merge(search)));
        found.forEach((channel, answer) -> tell(planning.campaignId, channel, answer));
        planning.plan.lines().forEach(line -> choose(planning, line, found.get(line.channel())));
        planning.plan.lines().forEach(line -> planning.heard(line, found.get(line.channel()).sellers()));
        if (!planning.dryRun && planning.waitsForSellers()) {
            // it is planned again from the beginning: nobody negotiates for it before that
            planning.candidates.values().forEach(List::clear);
        }
        planning.demand = new Demand(planning.plan, planning.candidates);
        List<BuyerPrices.Item> items = planning.plan.lines().stream().flatMap(line -> planning.candidates.get(line).stream().map(c -> priced(planning, line, c)))
                .distinct().toList();
        planning.prices = buyerPrices.check(items, settings.planning().deadline());
        return planning.prices.sellerTasks();
    }

    private static void tell(String campaign, String channel, ProductSearchService.Answer answer) {
        List<SellerEntry> asked = answer.sellers().stream().filter(e -> !e.status().equals("unsupported")).toList();
        if (asked.stream().noneMatch(SellerEntry::reached) && !asked.isEmpty()) {
            log.info("{}: no seller of {} was reached: {}", campaign, channel, Planning.inWords(asked));
        } else {
            log.info("{}: {} {} products found at {} sellers", campaign, answer.products().size(), channel,
                    asked.stream().filter(SellerEntry::ok).count());
        }
    }

    private static BuyerPrices.Item priced(Planning planning, Plan.Line line, Candidate c) {
        // in which currency it is sold may be seen with the avails only; one of another is not bought
        Rate rate = new Rate(c.product.rateType(), c.priceMicros(), planning.plan.currency());
        return new BuyerPrices.Item(c.product.seller(), c.product.id(), c.currency, planning.demand.ofLine(line, rate));
    }

    /** Takes what the sellers said about prices, and asks the avails. */
    public List<SellerTask> availsTasks(Planning planning) {
        var tasks = new ArrayList<SellerTask>();
        Map<Asked, AvailsService.PendingAvails> asBefore = new HashMap<>();
        for (Plan.Line line : planning.plan.lines()) {
            planning.candidates.get(line).forEach(c -> planning.prices.cpmMicros(priced(planning, line, c)).ifPresent(c::told));
        }
        // what costs us less is wanted in a larger quantity
        planning.demand = new Demand(planning.plan, planning.candidates);
        for (Plan.Line line : planning.plan.lines()) {
            Asked asked = asked(planning, line);
            // what a seller proposes is negotiated for one line; without that, the same question has the same answer
            boolean known = line.targetMicros() == null && asBefore.containsKey(asked);
            AvailsService.PendingAvails check = known ? asBefore.get(asked) : avails.check(asked.items(), asked.question(), settings.planning().deadline());
            planning.checks.put(line, check);
            if (!known) {
                asBefore.putIfAbsent(asked, check);
                tasks.addAll(check.tasks());
            }
        }
        return tasks;
    }

    /** What the avails of a line's candidates are asked with. */
    private record Asked(List<AvailsService.AvailsItem> items, AvailsService.AvailsQuery question) {
    }

    private static Asked asked(Planning planning, Plan.Line line) {
        List<AvailsService.AvailsItem> items = planning.candidates.get(line).stream()
                .map(c -> new AvailsService.AvailsItem(c.product.seller(), c.product.id(), c.product.priceMicros(), planning.demand.of(c))).toList();
        // no budget: the quantity says it already, and at the list price a budget says less than what is wanted
        return new Asked(items, new AvailsService.AvailsQuery(planning.plan.advertiserId(), planning.plan.start(), planning.plan.end(), null, line.targeting()));
    }

    private void choose(Planning planning, Plan.Line line, ProductSearchService.Answer found) {
        List<String> aside = planning.setAside.get(line);
        found.sellers().stream().filter(e -> !e.ok() && line.mayBuyFrom(e.seller()))
                .forEach(e -> aside.add("seller " + e.seller() + " gave no answer: " + e.status()
                        + (e.problem() == null ? "" : ", " + e.problem().detail())));
        var chosen = new ArrayList<Candidate>();
        for (Product p : found.products()) {
            if (!line.mayBuyFrom(p.seller()) || line.format() != null && !Channels.formatFits(line.format(), p.formats(), line.channel())) {
                continue;
            }
            String why = unfit(planning.plan, line, p);
            if (why == null) {
                chosen.add(new Candidate(p, line.preferred().contains(p.seller()), p.dealType(sellers.get(p.seller()).profile())));
            } else if (aside.size() < SHOWN_ASIDE) {
                aside.add(Candidate.key(p.seller(), p.id()) + " " + why);
            }
        }
        chosen.stream().sorted(Candidate.BEST_FIRST).limit(settings.planning().maxCandidates()).forEach(planning.candidates.get(line)::add);
    }

    /** Why a product of the right channel is no candidate; null when it is one. */
    private String unfit(Plan plan, Plan.Line line, Product p) {
        if (p.priceMicros() == null) {
            return "has no price";
        }
        if (p.terms().currencyNamed() && !p.currency().equals(plan.currency())) {
            return "is sold in " + p.currency();
        }
        String flight = unfitFlight(plan, p.terms());
        if (flight != null) {
            return flight;
        }
        if (p.rateType() == null || !p.rateType().boundedByCpm()) {
            return "is sold by " + (p.rateType() == null ? "an unknown rate type" : p.rateType().wireName()) + ", which a CPM cannot be held against";
        }
        // what is listed above it may cost us less
        boolean inBand = line.maxMicros() == null || p.priceMicros() <= line.maxMicros() || buyerPrices.areTold(p.seller())
                || p.negotiable() && planNegotiations.isInBand(line, p.priceMicros());
        return inBand ? null : "at " + Money.toAmount(p.priceMicros()).toPlainString() + " is above maxCpm "
                + Money.toAmount(line.maxMicros()).toPlainString();
    }

    private static String unfitFlight(Plan plan, Product.Terms terms) {
        long days = ChronoUnit.DAYS.between(plan.start(), plan.end()) + 1;
        if (terms.minFlightDays() != null && days < terms.minFlightDays()) {
            return "takes no flight under " + terms.minFlightDays() + " days, this is " + days;
        }
        return terms.maxFlightDays() == null || days <= terms.maxFlightDays() ? null
                : "takes no flight over " + terms.maxFlightDays() + " days, this is " + days;
    }

    /**
     * Begins the negotiations that are worth it.
     *
     * @param claim of the campaign; null in a dry run, which begins none
     */
    public NegotiationBatch beginNegotiations(Claim claim, Planning planning) {
        if (!planning.availsTaken) {
            planning.plan.lines().forEach(line -> takeAvails(planning, line));
            planning.availsTaken = true;
        }
        return planNegotiations.begin(claim, planning);
    }

    private void takeAvails(Planning planning, Plan.Line line) {
        AvailsService.Answer answer = avails.merge(planning.checks.get(line));
        Map<String, Avail> byKey = new HashMap<>();
        answer.avails().forEach(a -> byKey.put(Candidate.key(a.seller(), a.productId()), a));
        for (SellerEntry e : answer.sellers()) {
            if (!e.ok() && !e.status().equals("unsupported")) {
                planning.setAside.get(line).add("seller " + e.seller() + " did not answer for avails: " + e.status());
            }
        }
        for (Candidate c : List.copyOf(planning.candidates.get(line))) {
            Avail a = byKey.get(c.key());
            String why = c.otherCurrency(a == null ? null : a.currency(), planning.plan.currency());
            if (why != null) {
                planning.candidates.get(line).remove(c);
                planning.setAside.get(line).add(c.key() + " " + why);
            } else if (a != null) {
                c.take(a, planning.demand.of(c));
            }
        }
    }

    /** The plan lines whose offers are to be awarded now, as groups of negotiations. */
    public List<String> linesToAward(Planning planning) {
        return planNegotiations.linesToAward(planning);
    }

    /** Takes what was agreed and shares the budget out. */
    public Planning.Proposal allocate(Planning planning) {
        var allocator = new Allocator(planning.plan.budget());
        var lines = new ArrayList<Planning.LineShare>();
        for (Plan.Line line : planning.plan.lines()) {
            planNegotiations.take(planning.candidates.get(line));
            Allocator.Share share = allocator.share(line, planning.candidates.get(line));
            var reasons = new ArrayList<>(share.reasons());
            if (planning.candidates.get(line).isEmpty()) {
                reasons.add(planning.whyNothing(line));
            }
            reasons.forEach(reason -> log.info("{}: line {}: {}", planning.campaignId, line.id(), reason));
            planning.setAside.get(line).stream().limit(SHOWN_ASIDE).forEach(reasons::add);
            lines.add(new Planning.LineShare(line, share, reasons));
            share.parts().forEach(part -> log.info("{}: line {} is to be {}", planning.campaignId, line.id(), part.reasons().get(0)));
        }
        return new Planning.Proposal(lines);
    }
}
