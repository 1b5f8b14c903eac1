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
    /** how much of each product the plan may want; known once the candidates are */
    Demand demand;

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
