package org.opendirect.gateway.booking;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Phase;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders and lines as a whole: placing them, deciding on them, showing them. */
public final class Bookings {

    private static final Logger log = LoggerFactory.getLogger(Bookings.class);

    private final Store store;
    private final Works works;
    private final Rows rows;
    private final Clock clock;
    private final Ledger ledger;
    private final Resolver resolver;
    private final LineDecisions lineDecisions;
    private final OrderMachine orderMachine;
    private final LineObserver observer;
    private final Placement placement;
    private final SellerDirectory sellers;
    private final LineStepExecutor lineSteps;
    private final OrderStepExecutor orderSteps;
    private final BookingViews views;

    public Bookings(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit,
                    LineObserver observer) {
        this(store, works, clock, sellers, settings, audit, observer, new Workbench());
    }

    Bookings(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit, LineObserver observer,
             Workbench workbench) {
        this.store = store;
        this.works = works;
        this.ledger = workbench.ledger(store, settings);
        this.rows = workbench.rows(store, clock, ledger);
        this.views = new BookingViews(store, works, rows);
        this.clock = clock;
        this.observer = observer;
        this.sellers = sellers;
        this.placement = new Placement(rows, sellers, observer);
        rows.accounts().forEach(a -> sellers.find(a.seller()).ifPresent(s -> s.accountFound(a.advertiser(), a.accountId())));
        this.resolver = workbench.resolver(settings.booking());
        LineMachine lineMachine = workbench.lineMachine(resolver);
        this.lineDecisions = new LineDecisions();
        this.orderMachine = workbench.orderMachine(resolver);
        var parts = new StepExecutor.Parts(store, works, rows, audit, clock, sellers, observer);
        this.lineSteps = new LineStepExecutor(parts, lineMachine, ledger);
        this.orderSteps = new OrderStepExecutor(parts, orderMachine, new OrderRemoval(resolver), settings.buyer());
    }

    /** Steps of lines, for the routes. */
    LineStepExecutor lineSteps() {
        return lineSteps;
    }

    /** Rounds of all orders, for the routes. */
    BookingExecution execution() {
        return new BookingExecution(store, works, rows, views, resolver, clock);
    }

    /** What we believe the sellers hold. */
    public Holdings holdings() {
        return new Holdings(store, works, rows, clock, observer);
    }

    public Retries retries() {
        return new Retries(rows, works);
    }

    /** How bookings are shown. */
    public BookingViews views() {
        return views;
    }

    /** Steps of orders, for the routes. */
    OrderStepExecutor orderSteps() {
        return orderSteps;
    }

    // placing

    /** Places orders under existing work, each with its lines; returns their ids. Inside a transaction. Nothing leaves before the work is woken. */
    public List<String> place(String workId, String campaignId, List<NewOrder> orders, List<NewOrder.Unfilled> unfilled) {
        if (campaignId == null) {
            store.afterCommit(() -> orders.forEach(o -> log.info("Booking {} '{}' received for {}: {} lines, budget {}", workId, o.name(), o.seller(),
                    o.lines().size(), o.budget())));
        }
        return placement.place(workId, campaignId, orders, unfilled);
    }

    /** The negotiations whose agreed prices the lines are to be bought at; empty once anything has left for a seller. */
    public List<String> agreedFor(String workId) {
        List<LineRow> lines = rows.lines(workId);
        boolean begun = lines.stream().anyMatch(l -> l.status != LineStatus.PLANNED && l.status != LineStatus.UNFILLED)
                || rows.orders(workId).stream().anyMatch(o -> o.state != OrderRow.State.NEW || o.attempt != null);
        return begun ? List.of() : lines.stream().filter(l -> l.status == LineStatus.PLANNED && l.negotiationId != null && l.isNegotiated())
                .map(l -> l.negotiationId).toList();
    }

    /** Takes back what was placed and has not left, so that something else can be placed. Inside a transaction. */
    public void withdraw(String workId) {
        rows.deletePlanned(workId);
    }

    // showing

    /** Where the lines of a work stand together. */
    public record Summary(int lines, int booked, int unfilled, int lost, int undecided, boolean atRest, Money reserved, Money committed, long impressions,
                          Money saving) {
    }

    public Summary summary(String workId) {
        return summary(works.terms(workId), rows.lines(workId), ordersById(workId));
    }

    private static Summary summary(Works.Terms terms, List<LineRow> lines, Map<String, OrderRow> orders) {
        boolean release = terms.phase() == Phase.RELEASE;
        Predicate<LineRow> undecided = l -> LineView.shown(l, orders.get(l.bookingId)) == LineStatus.NEEDS_DECISION;
        boolean atRest = lines.stream().allMatch(l -> BookingExecution.isTerminal(l, release) || undecided.test(l))
                && orders.values().stream().noneMatch(OrderRemoval::isUnderWay);
        Predicate<LineRow> booked = l -> l.status == LineStatus.BOOKED && l.verified;
        // as long as its money may be owed, so may what it buys
        List<LineRow> owed = lines.stream().filter(booked.or(l -> l.bookedMicros > 0)).toList();
        String currency = terms.budget().currency();
        return new Summary(lines.size(), count(lines, booked), count(lines, l -> l.status == LineStatus.UNFILLED), count(lines, l -> l.status.isLost()),
                count(lines, undecided), atRest,
                new Money(lines.stream().mapToLong(l -> l.reservedMicros).sum(), currency),
                new Money(lines.stream().mapToLong(l -> l.bookedMicros).sum(), currency),
                owed.stream().filter(l -> l.rateType.boundedByCpm()).mapToLong(l -> l.quantity).sum(),
                new Money(owed.stream().map(LineRow::savingMicros).filter(Objects::nonNull).mapToLong(Long::longValue).sum(), currency));
    }

    private static int count(List<LineRow> lines, Predicate<LineRow> which) {
        return (int) lines.stream().filter(which).count();
    }

    /**
     * All lines of a work, read once: whoever watches a campaign asks often, and pays with the time of those who book.
     *
     * @param leftOvers what is left at the sellers without a use: said to people, since nobody else can do anything about it
     */
    public record Whole(Summary summary, List<LineView> lines, List<String> leftOvers) {
    }

    public Whole whole(String workId) {
        List<LineRow> lines = rows.lines(workId);
        Map<String, OrderRow> orders = ordersById(workId);
        return new Whole(summary(works.terms(workId), lines, orders), lines.stream().map(l -> LineView.of(l, orders.get(l.bookingId))).toList(),
                Holdings.emptyOrders(List.copyOf(orders.values()), lines));
    }

    private Map<String, OrderRow> ordersById(String workId) {
        return rows.orders(workId).stream().collect(Collectors.toMap(o -> o.id, o -> o, (one, other) -> one, LinkedHashMap::new));
    }

    /**
     * Where a line lives at its seller.
     *
     * @param ended whether it has ended without a booking
     */
    public record Whereabouts(String seller, String dialect, LineDraft line, boolean ended) {
    }

    /**
     * @param lineId the line's id at the seller, or here
     * @throws org.opendirect.gateway.problem.ProblemException 404 when there is none, {@code no_stats} for one that the seller does not have
     */
    public Whereabouts whereabouts(String bookingId, String lineId) {
        OrderRow order = rows.order(bookingId).orElseThrow(() -> Problem.notFound("booking", bookingId).asException());
        LineRow line = line(bookingId, lineId);
        if (line.sellerLineId == null) {
            throw Problem.of(404, "no_stats", "No stats", "line " + line.id + " is not at the seller: it is " + line.status).asException();
        }
        return new Whereabouts(order.seller, order.dialect, Drafts.of(line, order), line.status.isLost());
    }

    /** By its id at the seller, which is the rarer one, or here. */
    private LineRow line(String bookingId, String lineId) {
        List<LineRow> lines = rows.linesOfBooking(bookingId);
        return lines.stream().filter(l -> lineId.equals(l.sellerLineId)).findFirst()
                .or(() -> lines.stream().filter(l -> lineId.equals(l.id)).findFirst())
                .orElseThrow(() -> Problem.notFound("line", lineId).asException());
    }

    /** The work a booking belongs to: itself, or its campaign. */
    public String workOf(String bookingId) {
        return rows.order(bookingId).orElseThrow(() -> Problem.notFound("booking", bookingId).asException()).workId;
    }

    public Optional<String> campaignOf(String bookingId) {
        return rows.order(bookingId).map(o -> o.campaignId);
    }

    // a person's part

    /** Gives back everything that the booking holds; 409 when there is nothing to give back. */
    public BookingViews.View cancel(String bookingId, String by) {
        store.write(() -> {
            OrderRow order = rows.order(bookingId).orElseThrow(() -> Problem.notFound("booking", bookingId).asException());
            if (order.campaignId != null) {
                throw Problem.conflict("part_of_campaign", "the booking belongs to campaign " + order.campaignId + ": cancel that").asException();
            }
            works.lock(order.workId);
            String status = views.status(rows.order(bookingId).orElseThrow(), rows.linesOfBooking(bookingId));
            if (status.equals("FAILED") || status.equals("CANCELLED")) {
                throw Problem.conflict("invalid_state", "the booking is " + status).asException();
            }
            giveBackAll(order.workId, by);
            store.afterCommit(() -> log.info("Booking {}: cancelled by {}", bookingId, by));
        });
        return views.view(bookingId);
    }

    /** Everything of this work, also what a person had decided to keep. Inside a transaction. */
    public void giveBackAll(String workId, String by) {
        works.lock(workId);
        rows.lines(workId).stream().filter(l -> l.kept).forEach(l -> {
            l.kept = false;
            rows.save(l);
        });
        works.cancel(workId, by);
        views.keepStatusesOf(workId);
    }

    /**
     * What a person has chosen for a line that nobody else can decide.
     *
     * @param id the line's id here, else that at its seller
     * @return the line's id here
     */
    public String decide(String workId, String id, String choice, String reason, String by) {
        return store.write(() -> {
            works.lock(workId);
            LineRow line = rows.line(workId, id).orElseGet(() -> lineAtSeller(workId, id));
            OrderRow order = rows.order(line.bookingId == null ? "" : line.bookingId).orElse(null);
            LineView shown = LineView.of(line, order);
            if (shown.status() != LineStatus.NEEDS_DECISION) {
                throw Problem.conflict("invalid_state", "line " + line.id + " is " + shown.status() + ", there is nothing to decide").asException();
            }
            line.reasons.add("decided by a person: " + choice + (reason == null ? "" : " (" + reason + ")"));
            if (order.state == OrderRow.State.NEEDS_DECISION) {
                decideOrder(order, line, choice, reason);
            } else {
                decideLine(line, order, choice, reason);
            }
            rows.save(line);
            observer.lineChanged(workId, LineView.of(line, order));
            works.askedBy(workId, by);
            views.keepStatusesOf(workId);
            works.wake(workId);
            store.afterCommit(() -> log.info("{}: line {}: {} decided by {}{}", workId, line.id, choice, by, reason == null ? "" : ": " + reason));
            return line.id;
        });
    }

    /** Sellers number their lines each for itself, so two of them may have called theirs the same: then nobody guesses. */
    private LineRow lineAtSeller(String workId, String sellerLineId) {
        List<LineRow> lines = rows.lines(workId).stream().filter(l -> sellerLineId.equals(l.sellerLineId)).toList();
        if (lines.size() > 1) {
            throw Problem.conflict("ambiguous_line", lines.stream().map(l -> l.id + " at " + l.seller).collect(Collectors.joining(", "))
                    + " all have this id at their sellers: give the id of the line here").asException();
        }
        return lines.stream().findFirst().orElseThrow(() -> Problem.notFound("line", sellerLineId).asException());
    }

    private void decideOrder(OrderRow order, LineRow line, String choice, String reason) {
        if (choice.equals("abandon")) {
            lineDecisions.abandon(line, reason);
            boolean noneLeft = rows.linesOfBooking(order.id).stream().allMatch(l -> l.id.equals(line.id) || l.status.isLost());
            if (noneLeft) {
                order.state = OrderRow.State.FAILED;
            }
        } else {
            orderMachine.lookAgain(order, choice.equals("retry"), new OrderMachine.Situation(clock.instant(), Phase.BOOK, orderSteps, "", sellers.get(order.seller).in(order.dialect)));
        }
        rows.save(order);
    }

    private void decideLine(LineRow line, OrderRow order, String choice, String reason) {
        Works.Terms terms = works.terms(line.workId);
        var at = new LineMachine.Situation(clock.instant(), terms.phase(), order, l -> ledger.hold(l, terms.budget()), rows::otherLine,
                () -> LineEnds.whyReleased(order, terms.cancelRequested(), rows.lines(line.workId)), sellers.get(line.seller).in(order.dialect));
        switch (choice) {
            case "adopt" -> {
                if (line.rateType == null) {
                    throw Problem.conflict("invalid_state", "nothing was agreed for this line, it is only to be given back: retry or abandon").asException();
                }
                orConflict("what the seller holds cannot be adopted", lineDecisions.adopt(line, at));
            }
            case "retry" -> orConflict("it cannot be tried again", lineDecisions.retry(line, at));
            default -> lineDecisions.abandon(line, reason);
        }
    }

    /** A choice that a limit does not allow is the caller's to change: the decision stays open. */
    private static void orConflict(String what, Optional<Problem.Brief> refusal) {
        refusal.ifPresent(r -> {
            throw Problem.conflict(r.code(), what + ": " + r.detail()).asException();
        });
    }

    /** Closes lines that were planned and never left: nothing is held for them. Inside a transaction. */
    public void closePlanned(String workId, String why) {
        for (LineRow line : rows.lines(workId)) {
            if (line.status == LineStatus.PLANNED) {
                line.status = LineStatus.CANCELLED;
                line.problem = Problem.Brief.of("not_booked", why);
                rows.save(line);
                observer.lineChanged(workId, LineView.of(line, null));
            }
        }
        views.keepStatusesOf(workId);
    }
}
