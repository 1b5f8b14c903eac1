package org.opendirect.gateway.campaign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.catalog.Avails;
import org.opendirect.gateway.catalog.Catalog;

/** The work in progress of planning one campaign; lives in the exchange of its route. */
final class Planning {

    final String campaignId;
    final Plan plan;
    final boolean dryRun;
    /** one search a channel */
    final Map<String, Catalog.Search> searches = new LinkedHashMap<>();
    final Map<Plan.Line, List<Candidate>> candidates = new LinkedHashMap<>();
    final Map<Plan.Line, List<String>> setAside = new LinkedHashMap<>();
    final Map<Plan.Line, Avails.Check> checks = new LinkedHashMap<>();

    Planning(String campaignId, Plan plan, boolean dryRun) {
        this.campaignId = campaignId;
        this.plan = plan;
        this.dryRun = dryRun;
        plan.lines().forEach(l -> {
            candidates.put(l, new ArrayList<>());
            setAside.put(l, new ArrayList<>());
        });
    }

    /** What planning has come to. */
    record Proposal(List<LineShare> lines) {

        /** Whether nothing of what the plan asks for is missing. */
        boolean whole() {
            return lines.stream().allMatch(l -> l.share().whole());
        }
    }

    record LineShare(Plan.Line line, Allocator.Share share, List<String> reasons) {
    }
}
