package org.opendirect.gateway.campaign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.Set;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.BuyerPrices;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.catalog.SellerEntry;

/** Planning of one campaign in progress; the route {@code plan-campaign} hands it from step to step. */
public final class Planning {

    final String campaignId;
    final Plan plan;
    final boolean dryRun;
    /** one search a channel */
    final Map<String, ProductSearchService.PendingSearch> searches = new LinkedHashMap<>();
    final Map<Plan.Line, List<Candidate>> candidates = new LinkedHashMap<>();
    final Map<Plan.Line, List<String>> setAside = new LinkedHashMap<>();
    final Map<Plan.Line, AvailsService.PendingAvails> checks = new LinkedHashMap<>();
    /** how much of each product the plan may want; known once the candidates are */
    Demand demand;
    /** the lines whose sellers cannot be reached, none of them, with what was heard */
    final Map<Plan.Line, List<SellerEntry>> unreached = new LinkedHashMap<>();
    /** sellers at which it has been tried whether they negotiate */
    final Set<String> negotiationsTried = new HashSet<>();
    BuyerPrices.Check prices;
    boolean availsTaken;

    Planning(String campaignId, Plan plan, boolean dryRun) {
        this.campaignId = campaignId;
        this.plan = plan;
        this.dryRun = dryRun;
        plan.lines().forEach(l -> {
            candidates.put(l, new ArrayList<>());
            setAside.put(l, new ArrayList<>());
        });
    }

    /** Takes note of what the sellers that a line may buy from have answered to the search. */
    void heard(Plan.Line line, List<SellerEntry> answers) {
        List<SellerEntry> allowed = answers.stream().filter(e -> line.mayBuyFrom(e.seller()) && !e.status().equals("unsupported")).toList();
        if (!allowed.isEmpty() && allowed.stream().noneMatch(SellerEntry::reached)) {
            unreached.put(line, allowed);
        }
    }

    /**
     * Whether the plan cannot be judged before more sellers are there: no seller that any line may buy from can be reached, or, where a
     * plan is to be had whole, no seller of one line.
     */
    boolean waitsForSellers() {
        return plan.allOrNothing() ? !unreached.isEmpty() : !unreached.isEmpty() && unreached.size() == plan.lines().size();
    }

    /** Who cannot be reached, and why, in words. */
    String whoIsMissing() {
        return inWords(unreached.values().stream().flatMap(List::stream).toList());
    }

    static String inWords(List<SellerEntry> entries) {
        return entries.stream().map(e -> e.seller() + " (" + e.status() + (e.problem() == null ? "" : ": " + e.problem().detail()) + ")").distinct()
                .collect(Collectors.joining(", "));
    }

    /** Why a line has nothing to choose from. */
    String whyNothing(Plan.Line line) {
        if (unreached.containsKey(line)) {
            return "no seller that it may buy from was reached";
        }
        return !dryRun && waitsForSellers() ? "not planned further: the plan is all_or_nothing, and no seller was reached for "
                + unreached.keySet().stream().map(Plan.Line::id).collect(Collectors.joining(", ")) : "no product fits";
    }

    /** What planning has come to. */
    public record Proposal(List<LineShare> lines) {

        /** What is missing of each line that is not had in full; empty when nothing of what the plan asks for is missing. */
        List<Missing> missing() {
            return lines.stream().filter(l -> !l.share().whole()).map(l -> new Missing(l.line().id(), l.share().missing())).toList();
        }
    }

    /**
     * A plan line that is not had in full.
     *
     * @param line its id
     * @param what how much is missing, in words
     */
    record Missing(String line, String what) {

        static String inWords(List<Missing> all) {
            return String.join("; ", all.stream().map(m -> m.line() + ": " + m.what()).toList());
        }
    }

    record LineShare(Plan.Line line, Allocator.Share share, List<String> reasons) {
    }
}
