package org.opendirect.gateway.campaign;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.booking.Retries;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/** Leads a campaign from its plan to its booked lines, stage by stage, for the route {@code run-campaign}. */
public final class CampaignExecution {

    private static final String PRICE_GONE = "price_gone";
    private static final String UNREACHABLE = "seller_unreachable";

    private final Store store;
    private final Works works;
    private final Bookings bookings;
    private final PlanningWait patience;
    private final Clock clock;
    private final CampaignRows rows;

    public CampaignExecution(Store store, Works works, Bookings bookings, CampaignEvents events, PlanningWait patience, Clock clock) {
        this.store = store;
        this.works = works;
        this.bookings = bookings;
        this.patience = patience;
        this.clock = clock;
        this.rows = new CampaignRows(store, events, clock);
    }

    /** What to do for a campaign now. */
    public CampaignStage nextStage(Claim claim) {
        // a person may have cancelled it this very moment: whoever is first counts
        fenced(claim, r -> {
            if (r.status == CampaignStatus.RECEIVED) {
                rows.move(r, CampaignStatus.PLANNING, null);
            }
        });
        CampaignRow row = rows.row(claim.workId());
        return switch (row.status) {
            case PLANNING, WAITING -> {
                Plan missing = row.plan.missing(bookings.retries().bought(row.id), row.retried, today());
                // what was agreed for an earlier try has lapsed with it
                yield CampaignStage.plan(new Planning(run(row), missing, false));
            }
            case BOOKING, NEEDS_DECISION -> CampaignStage.book();
            case REJECTED, FAILED -> CampaignStage.leave();
            default -> {
                boolean isHeld = works.terms(row.id).cancelRequested() && !bookings.summary(row.id).atRest();
                boolean mayLeave = row.status == CampaignStatus.CANCELLED || row.status == CampaignStatus.PARTIALLY_BOOKED;
                yield isHeld ? CampaignStage.book() : mayLeave ? CampaignStage.leave() : CampaignStage.rest(null);
            }
        };
    }

    /** Keeps a proposal: places its orders, though nothing leaves yet, and goes on where the plan approves itself. */
    public CampaignStage propose(Claim claim, Planning planning, Planning.Proposal proposal) {
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
        return switch (row.status) {
            case BOOKING -> CampaignStage.book();
            case FAILED -> CampaignStage.leave();
            case WAITING -> CampaignStage.rest(row.nextTry);
            default -> CampaignStage.rest(null);
        };
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

    private static String unreached(Planning planning) {
        return planning.unreached.isEmpty() ? "" : "; " + planning.whoIsMissing() + " cannot be reached";
    }

    /** Whether it is tried again later, for want of sellers. */
    private boolean waits(Plan plan, Planning planning, Instant since, int tries) {
        return planning.waitsForSellers() && patience.next(since, tries, clock.instant()) != null && !plan.end().isBefore(today());
    }

    /** After the lines have gone as far as they could: where the campaign stands now. */
    public void conclude(Claim claim) {
        fenced(claim, row -> conclude(row, null));
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

    /** The proposal of a dry run, shown as the campaign that it would make. */
    public Object dryRunView(Planning planning, Planning.Proposal proposal) {
        Plan plan = planning.plan;
        List<LineView> lines = ProposedLine.of(plan, proposal, Set.of()).stream().map(ProposedLine::shown).toList();
        CampaignStatus status = waits(plan, planning, clock.instant(), 1) ? CampaignStatus.WAITING : CampaignStatus.PROPOSED;
        Money none = Money.zero(plan.currency());
        Map<String, Object> nothingBooked = Map.of("amount", BigDecimal.ZERO, "impressions", 0);
        return CampaignRow.View.of(plan, null, status, none, nothingBooked, none, plan.warnings(), lines, List.of(), null, null,
                dryRunProblem(planning, proposal));
    }

    private static Problem.Brief dryRunProblem(Planning planning, Planning.Proposal proposal) {
        if (planning.waitsForSellers()) {
            return Problem.Brief.of(UNREACHABLE, planning.whoIsMissing() + " cannot be reached");
        }
        return proposal.missing().isEmpty() ? null : Problem.Brief.of("not_whole", "not everything that the plan asks for was found: "
                + Planning.Missing.inWords(proposal.missing()) + unreached(planning));
    }

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
