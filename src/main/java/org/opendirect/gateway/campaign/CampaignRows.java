package org.opendirect.gateway.campaign;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.JsonRows;
import org.opendirect.gateway.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of campaigns. What changes one runs inside the caller's transaction and tells of it. */
final class CampaignRows {

    private static final Logger log = LoggerFactory.getLogger(CampaignRows.class);

    private final Store store;
    private final CampaignEvents events;
    private final Clock clock;
    private final JsonRows<CampaignRow> rows;

    CampaignRows(Store store, CampaignEvents events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
        this.rows = new JsonRows<>(store, clock, "campaign", CampaignRow.class);
    }

    /** @param identity what the plan is known by when it comes again; null for nothing */
    void insert(CampaignRow row, String identity) {
        row.createdAt = clock.instant();
        row.updatedAt = row.createdAt;
        rows.insert(row, "id, identity, plan_id, content_hash, name, status, created_at", row.id, identity, row.plan.id(), row.contentHash,
                row.plan.name(), row.status.name(), row.createdAt.toEpochMilli());
    }

    Optional<CampaignRow> byIdentity(String identity) {
        return rows.find("identity = ?", identity);
    }

    /** The next plan of this id, or of this content, is another campaign. */
    void freeIdentity(CampaignRow row) {
        store.sql().sql("update campaign set identity = null where id = ?").param(row.id).update();
    }

    CampaignRow row(String id) {
        return rows.get(id);
    }

    CampaignRow rowForUpdate(String id) {
        return rows.getForUpdate(id);
    }

    /** That lines need a decision, and how it is made. */
    static Problem.Brief undecided(CampaignRow row, Bookings.Summary s) {
        return Problem.Brief.of("needs_decision", s.undecided() + " of " + s.lines() + " lines need a person's decision, see their problems: "
                + "POST /api/v1/campaigns/" + row.id + "/lines/{line}/decision with the choice adopt, retry or abandon");
    }

    /** With the words how it is tried again. */
    static Problem.Brief retriable(CampaignRow row, Problem.Brief problem) {
        return new Problem.Brief(problem.code(), problem.detail() + ". To plan and book what is missing again: POST /api/v1/campaigns/" + row.id + "/retry",
                problem.evidence());
    }

    /** Saves the row with this status, and tells of it; of nothing when it is what it was. */
    void move(CampaignRow row, CampaignStatus to, Problem.Brief problem) {
        move(row, to, problem, null);
    }

    /** @param by the person's decision that has led to it; null for none */
    void move(CampaignRow row, CampaignStatus to, Problem.Brief problem, CampaignRow.Decision by) {
        boolean changed = row.status != to;
        boolean firstEnd = to.isFinal() && !row.status.isFinal() && !hasEnded(row.id);
        if (row.status.isFinal() && !to.isFinal()) {
            // it may end otherwise now, and whoever has its result in a file is to get the new one
            store.sql().sql("update plan_file set finished = 0 where campaign_id = ?").param(row.id).update();
        }
        row.status = to;
        row.problem = problem;
        row.updatedAt = clock.instant();
        rows.update(row, "status = ? where id = ?", to.name(), row.id);
        if (!changed) {
            return;
        }
        var data = new LinkedHashMap<String, Object>();
        data.put("status", to);
        if (problem != null) {
            data.put("problem", problem);
        }
        if (by != null) {
            data.put("decision", by);
        }
        events.append(row.id, eventOf(to), data);
        Instant now = row.updatedAt;
        store.afterCommit(() -> tell(row, to, firstEnd ? now : null, problem));
    }

    /** It may have been taken up again since. */
    private boolean hasEnded(String id) {
        List<String> ends = Arrays.stream(CampaignStatus.values()).filter(CampaignStatus::isFinal).map(CampaignRows::eventOf).toList();
        return store.sql().sql("select count(*) from campaign_event where campaign_id = :id and type in (:ends)").param("id", id).param("ends", ends)
                .query(Long.class).single() > 0;
    }

    private static String eventOf(CampaignStatus status) {
        return "campaign." + status.name().toLowerCase(Locale.ROOT);
    }

    /** @param end when it has ended for the first time; null for every other change, which people or sellers have taken their time for */
    private static void tell(CampaignRow row, CampaignStatus to, Instant end, Problem.Brief problem) {
        String took = end == null ? "" : " (%d ms after it was received)".formatted(end.toEpochMilli() - row.createdAt.toEpochMilli());
        String what = "Campaign %s '%s' is %s%s%s".formatted(row.id, row.plan.name(), to, took, problem == null ? "" : ": " + problem.detail());
        if (to == CampaignStatus.FAILED || to == CampaignStatus.NEEDS_DECISION) {
            log.warn("{}", what);
        } else {
            log.info("{}", what);
        }
    }
}
