package org.opendirect.gateway.campaign;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.booking.Retries;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.store.Tally;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Campaigns as a whole: taking plans, leading each through its life, and a person's part in it. */
public final class Campaigns {

    private static final Logger log = LoggerFactory.getLogger(Campaigns.class);
    static final String STAGE = "stage";
    private static final String PRICE_GONE = "price_gone";
    private static final String UNREACHABLE = "seller_unreachable";

    private final Store store;
    private final Works works;
    private final Bookings bookings;
    private final CampaignEvents events;
    private final PlanReader reader;
    private final PlanningWait patience;
    private final Clock clock;
    private final CampaignRows rows;

    public Campaigns(Store store, Works works, Bookings bookings, CampaignEvents events, PlanReader reader, PlanningWait patience, Clock clock) {
        this.store = store;
        this.works = works;
        this.bookings = bookings;
        this.events = events;
        this.reader = reader;
        this.patience = patience;
        this.clock = clock;
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

    /** For a dry run: a planning that keeps nothing. */
    public void dryRun(byte[] text, PlanReader.Format format, Exchange exchange) {
        Plan plan = reader.plan(reader.parse(text, format));
        exchange.setProperty(Planner.PLANNING, new Planning("dry-run", plan, true));
    }

    /** The proposal that is the body, shown as the campaign it would make. */
    public void dryRunAnswer(Exchange exchange) {
        Planning planning = exchange.getProperty(Planner.PLANNING, Planning.class);
        Plan plan = planning.plan;
        var proposal = exchange.getMessage().getBody(Planning.Proposal.class);
        List<LineView> lines = ProposedLine.of(plan, proposal, Set.of()).stream().map(ProposedLine::shown).toList();
        CampaignStatus status = waits(plan, planning, clock.instant(), 1) ? CampaignStatus.WAITING : CampaignStatus.PROPOSED;
        exchange.getMessage().setBody(CampaignRow.View.of(plan, null, status, Money.zero(plan.currency()), nothingBooked(),
                Money.zero(plan.currency()), plan.warnings(), lines, List.of(), null, null, dryRunProblem(planning, proposal)));
    }

    private static Problem.Brief dryRunProblem(Planning planning, Planning.Proposal proposal) {
        if (planning.waitsForSellers()) {
            return Problem.Brief.of(UNREACHABLE, planning.whoIsMissing() + " cannot be reached");
        }
        return proposal.missing().isEmpty() ? null : Problem.Brief.of("not_whole", "not everything that the plan asks for was found: "
                + Planning.Missing.inWords(proposal.missing()) + unreached(planning));
    }

    private static String unreached(Planning planning) {
        return planning.unreached.isEmpty() ? "" : "; " + planning.whoIsMissing() + " cannot be reached";
    }

    /** Whether it is tried again later, for want of sellers. */
    private boolean waits(Plan plan, Planning planning, Instant since, int tries) {
        return planning.waitsForSellers() && patience.next(since, tries, clock.instant()) != null && !plan.end().isBefore(today());
    }

    // its life: what the route run-campaign calls

    /** What to do now, as the property {@code stage}: plan, book or rest. */
    public void stage(Exchange exchange) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        // a person may have cancelled it this very moment: whoever is first counts
        fenced(claim, r -> {
            if (r.status == CampaignStatus.RECEIVED) {
                rows.move(r, CampaignStatus.PLANNING, null);
            }
        });
        CampaignRow row = rows.row(claim.workId());
        exchange.setProperty("nextAt", null);
        switch (row.status) {
            case PLANNING, WAITING -> {
                Plan missing = row.plan.missing(bookings.retries().bought(row.id), row.retried, today());
                // what was agreed for an earlier try has lapsed with it
                exchange.setProperty(Planner.PLANNING, new Planning(run(row), missing, false));
                exchange.setProperty(STAGE, "plan");
            }
            case BOOKING, NEEDS_DECISION -> exchange.setProperty(STAGE, "book");
            case REJECTED, FAILED -> exchange.setProperty(STAGE, "leave");
            default -> exchange.setProperty(STAGE, works.terms(row.id).cancelRequested() && !bookings.summary(row.id).atRest() ? "book"
                    : row.status == CampaignStatus.CANCELLED || row.status == CampaignStatus.PARTIALLY_BOOKED ? "leave" : "rest");
        }
    }

    /** Keeps the proposal that is the body: places its orders, though nothing leaves yet, and goes on where the plan approves itself. */
    public void propose(Exchange exchange) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        Planning planning = exchange.getProperty(Planner.PLANNING, Planning.class);
        var proposal = exchange.getMessage().getBody(Planning.Proposal.class);
        fenced(claim, row -> {
            boolean asked = row.status == CampaignStatus.PLANNING || row.status == CampaignStatus.WAITING;
            if (!asked || planning.waitsForSellers() && waitForSellers(row, planning)) {
                return;
            }
            row.waitsSince = null;
            row.nextTry = null;
            place(row, proposal);
            row.missing = proposal.missing();
            Optional<Problem.Brief> nothing = nothingToPropose(row, planning, proposal);
            if (nothing.isPresent()) {
                bookings.closePlanned(row.id, nothing.get().detail());
                conclude(row, nothing.get());
                return;
            }
            rows.move(row, CampaignStatus.PROPOSED, row.problem != null && row.problem.code().equals(PRICE_GONE) ? row.problem : null);
            if (!row.plan.manualApproval()) {
                rows.move(row, CampaignStatus.BOOKING, null);
            }
        });
        CampaignRow row = rows.row(claim.workId());
        exchange.setProperty("nextAt", row.status == CampaignStatus.WAITING ? row.nextTry : null);
        exchange.setProperty(STAGE, row.status == CampaignStatus.BOOKING ? "book" : row.status == CampaignStatus.FAILED ? "leave" : "rest");
    }

    /** False when it has waited long enough. */
    private boolean waitForSellers(CampaignRow row, Planning planning) {
        Instant now = clock.instant();
        row.tries = row.waitsSince == null ? 1 : row.tries + 1;
        row.waitsSince = row.waitsSince == null ? now : row.waitsSince;
        row.nextTry = patience.next(row.waitsSince, row.tries, now);
        boolean waits = waits(row.plan, planning, row.waitsSince, row.tries);
        if (waits) {
            rows.move(row, CampaignStatus.WAITING, Problem.Brief.of(UNREACHABLE, planning.whoIsMissing() + " cannot be reached; tried again until "
                    + row.waitsSince.plus(patience.atMost())));
        }
        return waits;
    }

    private Optional<Problem.Brief> nothingToPropose(CampaignRow row, Planning planning, Planning.Proposal proposal) {
        boolean nothing = proposal.lines().stream().allMatch(l -> l.share().parts().isEmpty());
        if (row.plan.end().isBefore(today())) {
            return Optional.of(Problem.Brief.of("flight_over", "its flight was over on " + row.plan.end()));
        }
        if ((nothing || row.plan.allOrNothing()) && planning.waitsForSellers()) {
            return Optional.of(Problem.Brief.of(UNREACHABLE, planning.whoIsMissing() + " could not be reached within " + patience.atMost()));
        }
        if (nothing) {
            return Optional.of(Problem.Brief.of("nothing_found", "no product fits any line, see the lines' reasons" + unreached(planning)));
        }
        return row.missing.isEmpty() || !row.plan.allOrNothing() ? Optional.empty() : Optional.of(Problem.Brief.of("not_whole",
                "all_or_nothing, and these lines cannot be had in full: " + Planning.Missing.inWords(row.missing)));
    }

    /** What it was approved with is not to be had any more: it is planned once more, and proposed with what there is. */
    void planAnew(Claim claim, String why) {
        fenced(claim, row -> {
            if (row.status == CampaignStatus.BOOKING) {
                bookings.withdraw(row.id);
                rows.move(row, CampaignStatus.PLANNING, Problem.Brief.of(PRICE_GONE, why));
            }
        });
    }

    /** By which the negotiations of its present run are known. */
    String run(String id) {
        return run(rows.row(id));
    }

    private static String run(CampaignRow row) {
        return row.retries == 0 ? row.id : row.id + "~" + (row.retries + 1);
    }

    Plan plan(String id) {
        return rows.row(id).plan;
    }

    private void place(CampaignRow row, Planning.Proposal proposal) {
        Plan plan = row.plan;
        var bySeller = new LinkedHashMap<String, List<NewOrder.NewLine>>();
        var publishers = new LinkedHashMap<String, String>();
        var unfilled = new ArrayList<NewOrder.Unfilled>();
        Retries.Taken taken = bookings.retries().taken(row.id);
        int position = taken.position();
        for (ProposedLine line : ProposedLine.of(plan, proposal, taken.ids())) {
            if (!line.found()) {
                unfilled.add(line.unfilled(position++));
                continue;
            }
            Product product = line.part().candidate().product;
            publishers.putIfAbsent(product.seller(), product.publisherId());
            bySeller.computeIfAbsent(product.seller(), x -> new ArrayList<>()).add(line.ordered(position++, plan));
        }
        var orders = new ArrayList<NewOrder>();
        bySeller.forEach((seller, lines) -> {
            Money sum = lines.stream().map(l -> l.rate().cost(l.quantity())).reduce(Money.zero(plan.currency()), Money::plus);
            orders.add(new NewOrder(seller, null, plan.advertiserId(), plan.advertiserName(), plan.brandId(), publishers.get(seller), plan.name(),
                    sum, plan.start(), plan.end(), lines));
        });
        bookings.place(row.id, row.id, orders, unfilled);
    }

    /** After the lines have gone as far as they could: where the campaign stands now. */
    public void conclude(Exchange exchange) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        fenced(claim, row -> conclude(row, null));
        exchange.setProperty(STAGE, "rest");
    }

    /** @param why what kept it from being booked, where that is no line's own problem; null for nothing */
    private void conclude(CampaignRow row, Problem.Brief why) {
        Bookings.Summary s = bookings.summary(row.id);
        List<Planning.Missing> missing = missing(row);
        if (!s.atRest()) {
            rows.move(row, CampaignStatus.BOOKING, null);
        } else if (s.undecided() > 0) {
            rows.move(row, CampaignStatus.NEEDS_DECISION, CampaignRows.undecided(row, s));
        } else if (s.booked() == s.lines() && s.lines() > 0 && missing.isEmpty()) {
            rows.move(row, CampaignStatus.BOOKED, null);
        } else if (s.booked() > 0) {
            Problem.Brief problem = why == null ? partly(s, missing) : why;
            rows.move(row, CampaignStatus.PARTIALLY_BOOKED, works.terms(row.id).cancelRequested() ? problem : CampaignRows.retriable(row, problem));
        } else if (works.terms(row.id).cancelRequested()) {
            rows.move(row, CampaignStatus.CANCELLED, null);
        } else {
            rows.move(row, CampaignStatus.FAILED, CampaignRows.retriable(row, why == null ? Problem.Brief.of("nothing_booked",
                    "no line could be booked; nothing is held, see the lines' problems") : why));
        }
    }

    /** What was not found, and what has become less when it was booked. It stays on the row, for who tries again. */
    private List<Planning.Missing> missing(CampaignRow row) {
        var missing = new ArrayList<>(row.missing == null ? List.of() : row.missing);
        for (Retries.Reduced reduced : bookings.retries().reduced(row.id)) {
            boolean known = missing.stream().anyMatch(m -> m.line().equals(reduced.planLine()));
            boolean wanted = reduced.negotiated() || row.plan.lines().stream().anyMatch(l -> l.id().equals(reduced.planLine()) && l.impressions() != null);
            if (!known && wanted) {
                missing.add(new Planning.Missing(reduced.planLine(), reduced.missing() + " impressions are missing"));
            }
        }
        row.missing = missing.isEmpty() ? row.missing : missing;
        return missing;
    }

    /** What of the plan was not found, and what was found and yet not booked. */
    private static Problem.Brief partly(Bookings.Summary s, List<Planning.Missing> missing) {
        String notFound = missing.isEmpty() ? "" : "not everything that the plan asks for was found: " + Planning.Missing.inWords(missing);
        int found = s.lines() - s.unfilled();
        String notBooked = s.booked() == found ? "" : (found - s.booked()) + " of " + found + " lines could not be booked, see their problems";
        return Problem.Brief.of("partially_booked", Stream.of(notFound, notBooked).filter(t -> !t.isEmpty()).collect(Collectors.joining("; ")));
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

    private static Map<String, Object> nothingBooked() {
        return Map.of("amount", BigDecimal.ZERO, "impressions", 0);
    }

    // shared

    private interface Change {
        void on(CampaignRow row);
    }

    private void fenced(Claim claim, Change change) {
        store.write(() -> {
            works.fence(claim);
            change.on(rows.rowForUpdate(claim.workId()));
        });
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
