package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.json.StoredObject;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;

/** A campaign as it is stored. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class CampaignRow extends StoredObject {

    String id;
    CampaignStatus status;
    Plan plan;
    String contentHash;
    /** where the plan came from, for people */
    String source;
    Problem.Brief problem;
    List<String> warnings;
    /** the plan lines that the proposal does not fill; null as long as there is none */
    List<Planning.Missing> missing;
    /** what people have decided about it, oldest first */
    List<Decision> decisions = new ArrayList<>();
    /** how often it was taken up again after its end, and the plan lines that it was taken up for; null for all */
    int retries;
    Set<String> retried;
    /** since when its sellers cannot be reached, how often that was tried, and when next; null and 0 when they can */
    Instant waitsSince;
    int tries;
    Instant nextTry;
    Instant createdAt;
    Instant updatedAt;

    /**
     * A person's part in it.
     *
     * @param action approve, reject, cancel or retry
     * @param reason null for none given
     */
    record Decision(String action, String reason, String by, Instant at) {
    }

    /** As shown to callers (docs/rest-api.md). */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record View(String id, String planId, String name, CampaignStatus status, String currency, BigDecimal budget, LocalDate startDate,
                LocalDate endDate, Map<String, BigDecimal> reserved, Map<String, Object> booked, Map<String, BigDecimal> saving, String approval, String commit,
                List<String> warnings, List<LineView> lines, List<Decision> decisions, Instant createdAt, Instant updatedAt,
                Problem.Brief problem) {

        static View of(Plan plan, String id, CampaignStatus status, Money reserved, Map<String, Object> booked, Money saving, List<String> warnings,
                       List<LineView> lines, List<Decision> decisions, Instant createdAt, Instant updatedAt, Problem.Brief problem) {
            return new View(id, plan.id(), plan.name(), status, plan.currency(), plan.budget().amount(), plan.start(), plan.end(),
                    Map.of("amount", reserved.amount()), booked, Map.of("amount", saving.amount()), plan.manualApproval() ? "manual" : "auto",
                    plan.allOrNothing() ? "all_or_nothing" : "best_effort", warnings, lines, decisions, createdAt, updatedAt, problem);
        }
    }
}
