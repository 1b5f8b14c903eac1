package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.store.Tally;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Phase;
import org.opendirect.gateway.work.Works;

/** Bookings as callers see them, one or many. */
public final class BookingViews {

    /** Where a booking may stand. */
    public static final List<String> STATUSES =
            List.of("PLANNED", "BOOKING", "BOOKED", "PARTIALLY_BOOKED", "FAILED", "CANCELLED", "NEEDS_DECISION");

    private final Store store;
    private final Works works;
    private final Rows rows;

    BookingViews(Store store, Works works, Rows rows) {
        this.store = store;
        this.works = works;
        this.rows = rows;
    }

    /** Whom an order is for. */
    public record Advertiser(String id, String name) {
    }

    /** @param advertiser null for a booking that only releases what drift has found */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(String id, String campaignId, String seller, String accountId, Advertiser advertiser, String orderId, String name, String status, String currency,
                       BigDecimal budget, LocalDate startDate, LocalDate endDate, List<String> warnings, List<LineView> lines, Problem.Brief problem,
                       Instant createdAt, Instant updatedAt) {
    }

    public View view(String id) {
        return view(rows.order(id).orElseThrow(() -> Problem.notFound("booking", id).asException()));
    }

    private View view(OrderRow order) {
        List<LineRow> lines = rows.linesOfBooking(order.id);
        String status = status(order, lines);
        Advertiser advertiser = order.advertiserId == null ? null : new Advertiser(order.advertiserId, order.advertiserName);
        return new View(order.id, order.campaignId, order.seller, order.accountId, advertiser, order.orderId, order.name, status, order.currency,
                Money.toAmount(order.budgetMicros), order.start, order.end, Holdings.emptyOrders(List.of(order), lines), lines.stream().map(l -> LineView.of(l, order)).toList(),
                problem(order, lines, status), order.createdAt, order.updatedAt);
    }

    /** The order's own, else what its lines have come to. */
    private static Problem.Brief problem(OrderRow order, List<LineRow> lines, String status) {
        String of = " of " + lines.size() + " lines ";
        String see = ", see their problems";
        if (order.problem != null) {
            return order.problem;
        }
        return switch (status) {
            case "NEEDS_DECISION" -> Problem.Brief.of("needs_decision",
                    lines.stream().filter(l -> l.status == LineStatus.NEEDS_DECISION).count() + of + "need a person's decision" + see);
            case "PARTIALLY_BOOKED" -> Problem.Brief.of("partially_booked",
                    lines.stream().filter(l -> l.status != LineStatus.BOOKED).count() + of + "could not be booked" + see);
            case "FAILED" -> Problem.Brief.of("nothing_booked", "none" + of + "could be booked; nothing is held" + see);
            default -> null;
        };
    }

    String status(OrderRow order, List<LineRow> lines) {
        boolean release = works.terms(order.workId).phase() == Phase.RELEASE;
        boolean cancelled = works.terms(order.workId).cancelRequested();
        if (order.state == OrderRow.State.NEEDS_DECISION || lines.stream().anyMatch(l -> l.status == LineStatus.NEEDS_DECISION)) {
            return "NEEDS_DECISION";
        }
        if (order.state == OrderRow.State.NEW && order.attempt == null && lines.stream().allMatch(l -> l.status == LineStatus.PLANNED)) {
            return "PLANNED";
        }
        if (lines.stream().anyMatch(l -> !BookingExecution.isTerminal(l, release))) {
            return "BOOKING";
        }
        long booked = lines.stream().filter(l -> l.status == LineStatus.BOOKED).count();
        return booked == lines.size() ? "BOOKED" : booked > 0 ? "PARTIALLY_BOOKED"
                : cancelled || lines.stream().allMatch(l -> l.status == LineStatus.CANCELLED) ? "CANCELLED" : "FAILED";
    }

    /** One page, and how many there are in all. */
    public record Page(List<View> bookings, long total) {
    }

    /**
     * Newest first. A booking is found by the status that it had when it last came to rest, or had its order under way.
     *
     * @param status null for all
     * @param seller null for all
     */
    public Page list(String status, String seller, int skip, int top) {
        var conditions = new ArrayList<String>();
        var params = new ArrayList<Object>();
        if (status != null) {
            conditions.add("status = ?");
            params.add(status);
        }
        if (seller != null) {
            conditions.add("seller = ?");
            params.add(seller);
        }
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        long total = Tally.BOOKINGS.count(store, seller, status);
        params.add(top);
        params.add(skip);
        List<String> ids = store.sql().sql("select id from booking" + where + " order by created_at desc, id limit ? offset ?").params(params)
                .query(String.class).list();
        return new Page(ids.stream().map(this::view).toList(), total);
    }

    /** Keeps what the bookings of a work have come to, by which they are found; nothing is written where nothing has changed. */
    void keepStatuses(Claim claim) {
        Map<String, String> changed = changedStatuses(claim.workId());
        if (!changed.isEmpty()) {
            store.write(() -> {
                works.fence(claim);
                changed.forEach(rows::saveStatus);
            });
        }
    }

    /** As {@link #keepStatuses}, for whoever is no owner. Inside a transaction that has locked the work. */
    void keepStatusesOf(String workId) {
        changedStatuses(workId).forEach(rows::saveStatus);
    }

    private Map<String, String> changedStatuses(String workId) {
        Map<String, String> kept = rows.statuses(workId);
        var changed = new HashMap<String, String>();
        for (OrderRow order : rows.orders(workId)) {
            String status = status(order, rows.linesOfBooking(order.id));
            if (!status.equals(kept.get(order.id))) {
                changed.put(order.id, status);
            }
        }
        return changed;
    }
}
