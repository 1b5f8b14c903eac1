package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;

/** A campaign as it is stored. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class CampaignRow {

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
    Instant createdAt;
    Instant updatedAt;

    /** As shown to callers (docs/rest-api.md). */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record View(String id, String planId, String name, CampaignStatus status, String currency, BigDecimal budget, LocalDate startDate,
                LocalDate endDate, Map<String, BigDecimal> reserved, Map<String, Object> booked, Map<String, BigDecimal> saving, String approval, String commit,
                List<String> warnings, List<LineView> lines, Instant createdAt, Instant updatedAt, Problem.Brief problem) {

        static View of(Plan plan, String id, CampaignStatus status, Money reserved, Map<String, Object> booked, Money saving, List<String> warnings,
                       List<LineView> lines, Instant createdAt, Instant updatedAt, Problem.Brief problem) {
            return new View(id, plan.id(), plan.name(), status, plan.currency(), plan.budget().amount(), plan.start(), plan.end(),
                    Map.of("amount", reserved.amount()), booked, Map.of("amount", saving.amount()), plan.manualApproval() ? "manual" : "auto",
                    plan.allOrNothing() ? "all_or_nothing" : "best_effort", warnings, lines, createdAt, updatedAt, problem);
        }
    }
}
