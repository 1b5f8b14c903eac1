package org.opendirect.gateway.campaign;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.store.Tally;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Campaigns as a whole: taking plans, and showing what has become of them. */
public final class Campaigns {

    private static final Logger log = LoggerFactory.getLogger(Campaigns.class);

    private final Store store;
    private final Works works;
    private final Bookings bookings;
    private final CampaignEvents events;
    private final PlanReader reader;
    private final CampaignRows rows;

    public Campaigns(Store store, Works works, Bookings bookings, CampaignEvents events, PlanReader reader, Clock clock) {
        this.store = store;
        this.works = works;
        this.bookings = bookings;
        this.events = events;
        this.reader = reader;
        this.rows = new CampaignRows(store, events, clock);
    }

    // taking plans

    /**
     * The campaign of a plan.
     *
     * @param source where the plan came from the first time
     * @param again  whether the campaign was there before
     */
    public record Received(String id, String source, boolean again) {
    }

    /**
     * Takes a plan. It is known by its id, without one by its content: the same content is the campaign that it made the first time, other
     * content under the same id a conflict.
     *
     * @param by     who wants it, for the audit
     * @param source where it came from, for people
     */
    public Received submit(byte[] text, PlanReader.Format format, String by, String source) {
        PlanReader.Parsed parsed = reader.parse(text, format);
        String hash = parsed.contentHash();
        String identity = parsed.id() != null ? "id:" + parsed.id() : "content:" + hash;
        return store.write(() -> {
            Optional<CampaignRow> known = rows.byIdentity(identity);
            if (known.isPresent()) {
                if (known.get().contentHash.equals(hash)) {
                    return new Received(known.get().id, known.get().source, true);
                }
                // what is wrong with the other content is said first: it could not be sent under any id
                reader.plan(parsed);
                throw new Problem(409, "plan_id_conflict", "The plan id is taken", "plan '" + parsed.id() + "' was received before with other content, "
                        + "as campaign " + known.get().id + ": give the changed plan another id", List.of(), Map.of("campaignId", known.get().id)).asException();
            }
            Plan plan = reader.plan(parsed);
            var row = new CampaignRow();
            row.id = "cmp-" + NaturalKey.unique();
            row.status = CampaignStatus.RECEIVED;
            row.plan = plan;
            row.contentHash = hash;
            row.source = source;
            row.warnings = plan.warnings();
            works.create(row.id, Claim.CAMPAIGN, plan.budget(), plan.allOrNothing(), by);
            rows.insert(row, identity);
            events.append(row.id, "campaign.received", Map.of("status", row.status, "source", source));
            works.wake(row.id);
            log.info("Campaign {} '{}' received from {}: {} lines, budget {}", row.id, plan.name(), source, plan.lines().size(), plan.budget());
            return new Received(row.id, source, false);
        });
    }

    /** What a dry run plans; nothing of it is kept. */
    public Planning dryRun(byte[] text, PlanReader.Format format) {
        return new Planning("dry-run", reader.plan(reader.parse(text, format)), true);
    }

    // showing

    public Object view(String id) {
        return view(id, false);
    }

    /** @param again whether it is shown to somebody who has sent its plan once more */
    public Object view(String id, boolean again) {
        CampaignRow row = rows.row(id);
        if (again) {
            var warnings = new ArrayList<>(List.of("already received as " + id + ", nothing new bought: it is " + row.status
                    + (row.plan.id() == null ? "; to buy the same again, give the plan an id of its own" : "")));
            warnings.addAll(row.warnings);
            row.warnings = warnings;
        }
        return view(row);
    }

    public CampaignStatus status(String id) {
        return rows.row(id).status;
    }

    /**
     * Newest first.
     *
     * @param status null for all
     * @param planId the sender's own key; null for all
     */
    public Map<String, Object> list(String status, String planId, int skip, int top) {
        var params = new ArrayList<Object>();
        var conditions = new ArrayList<String>();
        if (status != null) {
            conditions.add("status = ?");
            params.add(status);
        }
        if (planId != null) {
            conditions.add("plan_id = ?");
            params.add(planId);
        }
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        long total = planId == null ? Tally.CAMPAIGNS.count(store, null, status)
                : store.sql().sql("select count(*) from campaign" + where).params(params).query(Long.class).single();
        params.add(top);
        params.add(skip);
        List<?> page = store.sql().sql("select data from campaign" + where + " order by created_at desc, id limit ? offset ?").params(params)
                .query(String.class).list().stream().map(d -> view(Json.read(d, CampaignRow.class))).toList();
        return Map.of("campaigns", page, "total", total);
    }

    /** The newest campaign in a few words, once it has ended; empty before. */
    public Map<String, Object> brief() {
        return store.sql().sql("select data from campaign order by created_at desc, id limit 1").query(String.class).optional()
                .map(d -> Json.read(d, CampaignRow.class)).filter(r -> r.status.isFinal()).map(r -> {
                    Bookings.Summary s = bookings.summary(r.id);
                    return Map.<String, Object>of("id", r.id, "status", r.status, "amount", s.committed().amount(), "impressions", s.impressions(),
                            "currency", r.plan.currency(), "budget", r.plan.budget());
                }).orElse(Map.of());
    }

    private CampaignRow.View view(CampaignRow row) {
        Bookings.Whole whole = bookings.whole(row.id);
        Bookings.Summary s = whole.summary();
        Plan plan = row.plan;
        List<String> warnings = Stream.concat(row.warnings.stream(), whole.leftOvers().stream()).toList();
        return CampaignRow.View.of(plan, row.id, row.status, s.reserved(), Map.of("amount", s.committed().amount(), "impressions", s.impressions()),
                s.saving(), warnings, whole.lines(), row.decisions, row.createdAt, row.updatedAt, row.problem);
    }
}
