package org.opendirect.gateway.campaign;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Campaigns as a whole: taking plans, leading each through its life, and a person's part in it. */
public final class Campaigns {

    private static final Logger log = LoggerFactory.getLogger(Campaigns.class);
    private static final String STAGE = "stage";

    private final Store store;
    private final Works works;
    private final Bookings bookings;
    private final CampaignEvents events;
    private final PlanReader reader;
    private final Clock clock;

    public Campaigns(Store store, Works works, Bookings bookings, CampaignEvents events, PlanReader reader, Clock clock) {
        this.store = store;
        this.works = works;
        this.bookings = bookings;
        this.events = events;
        this.reader = reader;
        this.clock = clock;
    }

    // taking plans

    /**
     * Takes a plan. The same plan id with the same content is the campaign that it made the first time; with other content it is a
     * conflict.
     *
     * @param by     who wants it, for the audit
     * @param source where it came from, for people
     * @param onlyOnce whether a plan without an id is known by its content, as files are
     * @return the campaign's id
     */
    public String submit(byte[] text, PlanReader.Format format, String by, String source, boolean onlyOnce) {
        PlanReader.Parsed parsed = reader.parse(text, format);
        String hash = parsed.contentHash();
        String identity = parsed.id() != null ? "id:" + parsed.id() : onlyOnce ? "content:" + hash : null;
        return store.write(() -> {
            Optional<CampaignRow> known = identity == null ? Optional.empty() : byIdentity(identity);
            if (known.isPresent()) {
                if (known.get().contentHash.equals(hash)) {
                    return known.get().id;
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
            row.createdAt = clock.instant();
            row.updatedAt = row.createdAt;
            works.create(row.id, Claim.CAMPAIGN, plan.budget(), plan.allOrNothing(), by);
            store.sql().sql("insert into campaign (id, identity, content_hash, name, status, data, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(Arrays.asList(row.id, identity, hash, plan.name(), row.status.name(), Json.text(row), clock.millis(), clock.millis()))
                    .update();
            events.append(row.id, "campaign.received", Map.of("status", row.status, "source", source));
            works.wake(row.id);
            log.info("Campaign {} '{}' received from {}: {} lines, budget {}", row.id, plan.name(), source, plan.lines().size(), plan.budget());
            return row.id;
        });
    }

    /** For a dry run: a planning that keeps nothing. */
    public void dryRun(byte[] text, PlanReader.Format format, Exchange exchange) {
        Plan plan = reader.plan(reader.parse(text, format));
        exchange.setProperty(Planner.PLANNING, new Planning("dry-run", plan, true));
    }

    /** The proposal that is the body, shown as the campaign it would make. */
    public void dryRunAnswer(Exchange exchange) {
        Plan plan = exchange.getProperty(Planner.PLANNING, Planning.class).plan;
        var proposal = exchange.getMessage().getBody(Planning.Proposal.class);
        List<LineView> lines = ProposedLine.of(plan, proposal).stream().map(ProposedLine::shown).toList();
        exchange.getMessage().setBody(CampaignRow.View.of(plan, null, CampaignStatus.PROPOSED, Money.zero(plan.currency()), nothingBooked(),
                Money.zero(plan.currency()), plan.warnings(), lines, null, null,
                proposal.missing().isEmpty() ? null : Problem.Brief.of("not_whole", "not everything that the plan asks for was found: "
                        + Planning.Missing.inWords(proposal.missing()))));
    }

    // its life: what the route run-campaign calls

    /** What to do now, as the property {@code stage}: plan, book or rest. */
    public void stage(Exchange exchange) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        // a person may have cancelled it this very moment: whoever is first counts
        fenced(claim, r -> {
            if (r.status == CampaignStatus.RECEIVED) {
                move(r, CampaignStatus.PLANNING, null);
            }
        });
        CampaignRow row = row(claim.workId());
        exchange.setProperty("nextAt", null);
        switch (row.status) {
            case PLANNING -> {
                exchange.setProperty(Planner.PLANNING, new Planning(row.id, row.plan, false));
                exchange.setProperty(STAGE, "plan");
            }
            case BOOKING, NEEDS_DECISION -> exchange.setProperty(STAGE, "book");
            default -> exchange.setProperty(STAGE, works.terms(row.id).cancelRequested() && !bookings.summary(row.id).atRest() ? "book" : "rest");
        }
    }

    /** Keeps the proposal that is the body: places its orders, though nothing leaves yet, and goes on where the plan approves itself. */
    public void propose(Exchange exchange) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        var proposal = exchange.getMessage().getBody(Planning.Proposal.class);
        fenced(claim, row -> {
            if (row.status != CampaignStatus.PLANNING) {
                return;
            }
            place(row, proposal);
            row.missing = proposal.missing();
            boolean nothing = proposal.lines().stream().allMatch(l -> l.share().parts().isEmpty());
            if (nothing || row.plan.allOrNothing() && !row.missing.isEmpty()) {
                String missing = Planning.Missing.inWords(row.missing);
                bookings.closePlanned(row.id, nothing ? "nothing was found" : "the plan is all_or_nothing and cannot be had in full: " + missing);
                move(row, CampaignStatus.FAILED, nothing ? Problem.Brief.of("nothing_found", "no product fits any line, see the lines' reasons")
                        : Problem.Brief.of("not_whole", "all_or_nothing, and these lines cannot be had in full: " + missing));
                return;
            }
            move(row, CampaignStatus.PROPOSED, null);
            if (!row.plan.manualApproval()) {
                move(row, CampaignStatus.BOOKING, null);
            }
        });
        exchange.setProperty(STAGE, row(claim.workId()).status == CampaignStatus.BOOKING ? "book" : "rest");
    }

    private void place(CampaignRow row, Planning.Proposal proposal) {
        Plan plan = row.plan;
        var bySeller = new LinkedHashMap<String, List<NewOrder.NewLine>>();
        var publishers = new LinkedHashMap<String, String>();
        var unfilled = new ArrayList<NewOrder.Unfilled>();
        int position = 0;
        for (ProposedLine line : ProposedLine.of(plan, proposal)) {
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
        fenced(claim, row -> {
            Bookings.Summary s = bookings.summary(row.id);
            boolean cancelled = works.terms(row.id).cancelRequested();
            if (!s.atRest()) {
                move(row, CampaignStatus.BOOKING, null);
            } else if (s.undecided() > 0) {
                move(row, CampaignStatus.NEEDS_DECISION, Problem.Brief.of("needs_decision", s.undecided() + " of " + s.lines()
                        + " lines need a person's decision, see their problems"));
            } else if (s.booked() == s.lines() && (row.missing == null || row.missing.isEmpty())) {
                move(row, CampaignStatus.BOOKED, null);
            } else if (s.booked() > 0) {
                move(row, CampaignStatus.PARTIALLY_BOOKED, partly(s, row.missing == null ? List.of() : row.missing));
            } else if (cancelled) {
                move(row, CampaignStatus.CANCELLED, null);
            } else {
                move(row, CampaignStatus.FAILED, Problem.Brief.of("nothing_booked", "no line could be booked; nothing is held, see the lines' problems"));
            }
        });
        exchange.setProperty(STAGE, "rest");
    }

    /** What of the plan was not found, and what was found and yet not booked. */
    private static Problem.Brief partly(Bookings.Summary s, List<Planning.Missing> missing) {
        String notFound = missing.isEmpty() ? "" : "not everything that the plan asks for was found: " + Planning.Missing.inWords(missing);
        int found = s.lines() - s.unfilled();
        String notBooked = s.booked() == found ? "" : (found - s.booked()) + " of " + found + " lines could not be booked, see their problems";
        return Problem.Brief.of("partially_booked", Stream.of(notFound, notBooked).filter(t -> !t.isEmpty()).collect(Collectors.joining("; ")));
    }

    // a person's part

    /** From PROPOSED to BOOKING; of two at once, one is told that it is not proposed any more. */
    public void approve(String id) {
        store.write(() -> {
            works.lock(id);
            CampaignRow row = rowForUpdate(id);
            require(row, CampaignStatus.PROPOSED);
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            if (row.plan.end().isBefore(today)) {
                throw Problem.conflict("invalid_state", "its flight was over on " + row.plan.end() + " and today is " + today + " (UTC): reject it").asException();
            }
            move(row, CampaignStatus.BOOKING, null);
            works.wake(id);
        });
    }

    public void reject(String id) {
        store.write(() -> {
            works.lock(id);
            CampaignRow row = rowForUpdate(id);
            require(row, CampaignStatus.PROPOSED);
            bookings.closePlanned(id, "rejected by a person");
            move(row, CampaignStatus.REJECTED, null);
        });
    }

    /** Ends it wherever it is: at once as long as nothing has left, else once everything is given back. */
    public void cancel(String id, String by) {
        store.write(() -> {
            works.lock(id);
            CampaignRow row = rowForUpdate(id);
            if (row.status.isBeforeBooking()) {
                bookings.closePlanned(id, "cancelled by a person");
                move(row, CampaignStatus.CANCELLED, null);
            } else {
                require(row, CampaignStatus.BOOKING, CampaignStatus.BOOKED, CampaignStatus.PARTIALLY_BOOKED, CampaignStatus.NEEDS_DECISION);
                bookings.giveBackAll(id, by);
                move(row, CampaignStatus.BOOKING, null);
            }
        });
    }

    /** A line that nobody else can decide. */
    public void decide(String id, String line, String choice, String reason, String by) {
        store.write(() -> {
            works.lock(id);
            CampaignRow row = rowForUpdate(id);
            bookings.decide(id, line, choice, reason, by);
            move(row, CampaignStatus.BOOKING, null);
        });
    }

    /** Takes an ended campaign up again, because one of its lines is not as it was believed to be. Inside a transaction. */
    public void reopen(String id) {
        move(rowForUpdate(id), CampaignStatus.BOOKING, null);
    }

    // showing

    public Object view(String id) {
        return view(row(id));
    }

    public CampaignStatus status(String id) {
        return row(id).status;
    }

    /** Newest first. */
    public Map<String, Object> list(String status, int skip, int top) {
        String where = status == null ? "" : " where status = ?";
        var params = new ArrayList<Object>();
        if (status != null) {
            params.add(status);
        }
        long total = store.sql().sql("select count(*) from campaign" + where).params(params).query(Long.class).single();
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
                s.saving(), warnings, whole.lines(), row.createdAt, row.updatedAt, row.problem);
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
            change.on(rowForUpdate(claim.workId()));
        });
    }

    /** Changes the status and tells of it; nothing when it is what it was. */
    private void move(CampaignRow row, CampaignStatus to, Problem.Brief problem) {
        boolean changed = row.status != to;
        row.status = to;
        row.problem = problem;
        row.updatedAt = clock.instant();
        store.sql().sql("update campaign set status = ?, data = ?, updated_at = ? where id = ?")
                .params(to.name(), Json.text(row), clock.millis(), row.id).update();
        if (changed) {
            Object data = problem == null ? Map.of("status", to) : Map.of("status", to, "problem", problem);
            events.append(row.id, "campaign." + to.name().toLowerCase(Locale.ROOT), data);
            Instant now = row.updatedAt;
            store.afterCommit(() -> log.info("Campaign {} '{}' is {} ({} ms after it was received){}", row.id, row.plan.name(), to,
                    now.toEpochMilli() - row.createdAt.toEpochMilli(), problem == null ? "" : ": " + problem.detail()));
        }
    }

    private static void require(CampaignRow row, CampaignStatus... allowed) {
        if (!List.of(allowed).contains(row.status)) {
            throw Problem.conflict("invalid_state", "the campaign is " + row.status).asException();
        }
    }

    private Optional<CampaignRow> byIdentity(String identity) {
        return store.sql().sql("select data from campaign where identity = ?").param(identity).query(String.class).optional()
                .map(d -> Json.read(d, CampaignRow.class));
    }

    private CampaignRow row(String id) {
        return read(id, "");
    }

    private CampaignRow rowForUpdate(String id) {
        return read(id, store.forUpdate());
    }

    private CampaignRow read(String id, String lock) {
        return Json.read(store.sql().sql("select data from campaign where id = ?" + lock).param(id).query(String.class).optional()
                .orElseThrow(() -> Problem.notFound("campaign", id).asException()), CampaignRow.class);
    }
}
