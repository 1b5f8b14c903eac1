package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendirect.gateway.store.JsonRows;
import org.opendirect.gateway.store.Store;

/** The rows of orders, lines, the journal and the shared accounts. All but the finders run inside the caller's transaction. */
class Rows {

    /** in the order of texts it comes after every day */
    private static final String NEVER_OVER = "9999-12-31";

    private final Store store;
    private final Clock clock;
    private final Ledger ledger;
    private final JsonRows<OrderRow> orders;
    private final JsonRows<LineRow> lines;

    Rows(Store store, Clock clock, Ledger ledger) {
        this.store = store;
        this.clock = clock;
        this.ledger = ledger;
        this.orders = new JsonRows<>(store, clock, "booking", OrderRow.class);
        this.lines = new JsonRows<>(store, clock, "booking_line", LineRow.class, line -> line.inLedger = line.reservedMicros + line.bookedMicros);
    }

    // orders

    void insert(OrderRow order) {
        order.createdAt = clock.instant();
        order.updatedAt = order.createdAt;
        orders.insert(order, "id, work_id, seller, account_id, order_id, last_day, natural_key, created_at", order.id, order.workId, order.seller,
                order.accountId, order.orderId, order.lastDay == null ? NEVER_OVER : order.lastDay.toString(), order.key, order.createdAt.toEpochMilli());
    }

    void save(OrderRow order) {
        order.updatedAt = clock.instant();
        // whatever is done for an order, it is under way from then on
        boolean live = order.isAtSeller() && (order.state != OrderRow.State.FAILED || order.attempt != null) && !order.removed;
        orders.update(order, "account_id = ?, order_id = ?, seller_order_id = ?, status = case when status = 'PLANNED' then 'BOOKING' else status end "
                + "where id = ?", order.accountId, order.orderId, live ? order.orderId : null, order.id);
    }

    /** Which other booking has the order of this id at the same seller, in words; none when nothing lives under it any more. */
    Optional<String> otherOrder(OrderRow order, String sellerOrderId) {
        return store.sql().sql("select id from booking where seller = ? and seller_order_id = ? and id <> ?")
                .params(order.seller, sellerOrderId, order.id).query(String.class).optional().map(id -> "the order of booking " + id);
    }

    /** Where a booking stands, for those who look for it by that. */
    void saveStatus(String bookingId, String status) {
        store.sql().sql("update booking set status = ? where id = ?").params(status, bookingId).update();
    }

    /** By booking. */
    Map<String, String> statuses(String workId) {
        var statuses = new HashMap<String, String>();
        store.sql().sql("select id, status from booking where work_id = ?").param(workId)
                .query(row -> {
                    statuses.put(row.getString(1), row.getString(2));
                });
        return statuses;
    }

    Optional<OrderRow> order(String id) {
        return orders.find("id = ?", id);
    }

    List<OrderRow> orders(String workId) {
        return orders.list("work_id = ? order by created_at, id", workId);
    }

    /** An order with when its last line is over. */
    record Dated(OrderRow order, String lastDay) {
    }

    /**
     * Orders under an account whose last day has not passed, by that day; nothing that is over is read.
     *
     * @param after the last one of those before; null for the first
     */
    List<Dated> current(String seller, String accountId, LocalDate today, Dated after, int limit) {
        return store.sql().sql("select data, last_day from booking where seller = ? and account_id = ? and (last_day, id) > (?, ?) "
                        + "order by last_day, id limit ?")
                .params(seller, accountId, after == null ? today.toString() : after.lastDay(), after == null ? "" : after.order().id, limit)
                .query((row, n) -> new Dated(orders.read(row.getString(1)), row.getString(2))).list();
    }

    /** Of those ids of a seller's orders the ones that are ours, each with whether it is over. */
    Map<String, Boolean> over(String seller, Collection<String> orderIds, LocalDate today) {
        return orderIds.isEmpty() ? Map.of() : store.sql().sql("select order_id, last_day from booking where seller = :seller and order_id in (:ids) "
                        + "and natural_key is not null").param("seller", seller).param("ids", orderIds)
                .query((row, n) -> Map.entry(row.getString(1), row.getString(2).compareTo(today.toString()) < 0)).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Boolean::logicalAnd));
    }

    /**
     * The accounts at sellers that orders have been placed under. There are few, and of one there may be a million orders: so each is found
     * in the index as the next after the one before.
     */
    List<Account> orderedUnder() {
        var accounts = new ArrayList<Account>();
        for (String seller = next("select min(seller) from booking where seller > ?", ""); seller != null;
                seller = next("select min(seller) from booking where seller > ?", seller)) {
            String ofSeller = "select min(account_id) from booking where seller = ? and account_id > ?";
            for (String id = next(ofSeller, seller, ""); id != null; id = next(ofSeller, seller, id)) {
                accounts.add(new Account(seller, null, id));
            }
        }
        return accounts;
    }

    private String next(String sql, String... after) {
        return store.sql().sql(sql).params((Object[]) after).query((row, n) -> Optional.ofNullable(row.getString(1))).single().orElse(null);
    }

    List<OrderRow> ordersOfKey(String naturalKey) {
        return orders.list("natural_key = ?", naturalKey);
    }

    // lines

    void insert(LineRow line) {
        lines.insert(line, "work_id, id, position, booking_id, natural_key, status, reserved, booked", line.workId, line.id, line.position, line.bookingId,
                line.key, line.status.name(), line.reservedMicros, line.bookedMicros);
    }

    /** The one place where money is written; what has passed a limit, or what no limit has been asked about, is never written. */
    void save(LineRow line) {
        boolean leaving = line.attempt != null && line.attempt.step.spends() && !line.attempt.answered;
        if ((leaving || line.status == LineStatus.BOOKED) && !line.isFunded()) {
            throw new IllegalStateException("line " + line.id + " of " + line.workId + " would be sent or booked at " + line.cost()
                    + " without its whole cost being held");
        }
        ledger.follow(line);
        // a line that drift gives back has no terms: it may be one that an ended line of ours has left behind
        boolean live = !line.status.isLost() && line.rateType != null;
        lines.update(line, "status = ?, reserved = ?, booked = ?, seller = ?, seller_line_id = ? where work_id = ? and id = ?", line.status.name(),
                line.reservedMicros, line.bookedMicros, line.seller, live ? line.sellerLineId : null, line.workId, line.id);
    }

    /** Which other line of ours has this id at the same seller, in words; none when it has ended. */
    Optional<String> otherLine(LineRow line, String sellerLineId) {
        return store.sql().sql("select work_id, id from booking_line where seller = ? and seller_line_id = ? and not (work_id = ? and id = ?)")
                .params(line.seller, sellerLineId, line.workId, line.id)
                .query((row, n) -> "line " + row.getString(2) + " of " + row.getString(1)).optional();
    }

    /** Lines and orders of which nothing has left for a seller, and of which nothing is held. */
    void deletePlanned(String workId) {
        store.sql().sql("delete from booking_line where work_id = ? and status in ('PLANNED', 'UNFILLED') and reserved = 0 and booked = 0 "
                + "and not exists (select 1 from step s where s.work_id = booking_line.work_id)").param(workId).update();
        store.sql().sql("delete from booking where work_id = ? and not exists (select 1 from booking_line l where l.booking_id = booking.id) "
                + "and not exists (select 1 from step s where s.booking_id = booking.id)").param(workId).update();
    }

    Optional<LineRow> line(String workId, String id) {
        return lines.find("work_id = ? and id = ?", workId, id);
    }

    /** A line with its order, and when it was last changed. */
    record Stored(LineRow line, OrderRow order, Instant updatedAt, boolean atRest) {
    }

    /** @param where over the tables booking_line as l and booking as b */
    List<Stored> stored(String where, Object... params) {
        return store.sql().sql("select l.data, b.data, l.updated_at, w.next_at is null and w.lease_until = 0 from booking_line l "
                        + "join booking b on b.id = l.booking_id join work w on w.id = l.work_id where " + where)
                .params(params).query((row, n) -> new Stored(lines.read(row.getString(1)), orders.read(row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)), row.getBoolean(4))).list();
    }

    /** Without those that others have been planned in place of. */
    List<LineRow> lines(String workId) {
        return linesEver(workId).stream().filter(l -> !l.superseded).toList();
    }

    List<LineRow> linesEver(String workId) {
        return lines.list("work_id = ? order by position", workId);
    }

    /** A line that never was more than a wish. */
    void delete(LineRow line) {
        store.sql().sql("delete from booking_line where work_id = ? and id = ? and booking_id is null").params(line.workId, line.id).update();
    }

    List<LineRow> linesOfBooking(String bookingId) {
        return lines.list("booking_id = ? order by position", bookingId);
    }

    // journal

    /** Writes an intent. The number it returns is what its outcome is written under. */
    long intent(OrderRow order, String lineId, Attempt attempt, String naturalKey, String requestHash, long epoch) {
        return store.sql().sql("insert into step (work_id, booking_id, line_id, step, attempt, natural_key, request_hash, epoch, intent_at) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning sequence")
                .params(Arrays.asList(order.workId, order.id, lineId, attempt.step.routeName(), attempt.number, naturalKey,
                        requestHash, epoch, clock.millis())).query(Long.class).single();
    }

    /** Writes what became of an intent, once: done, refused, unknown, not sent. */
    void outcome(long journal, String outcome, String detail) {
        store.sql().sql("update step set outcome = ?, outcome_at = ?, detail = ? where sequence = ? and outcome is null")
                .params(Arrays.asList(outcome, clock.millis(), detail, journal)).update();
    }

    /**
     * Whether a call about a line of the order may have done, or may yet do, more than make a draft. A create that was answered made the
     * line that is known; whatever else was not refused leaves a doubt, and so does what nobody knows the outcome of.
     */
    boolean isAnyLineDoubted(String bookingId) {
        return store.sql().sql("select count(*) from step where booking_id = ? and line_id is not null "
                        + "and coalesce(outcome, 'unknown') not in ('refused', 'not_sent') and not (step = 'create-line' and coalesce(outcome, 'unknown') = 'done')")
                .param(bookingId).query(Long.class).single() > 0;
    }

    // accounts

    Optional<String> account(String seller, String advertiser) {
        return store.sql().sql("select account_id from seller_account where seller = ? and advertiser = ? and account_id is not null")
                .params(seller, advertiser).query(String.class).optional();
    }

    /** An account that was found or opened, or ordered under; then without its advertiser. */
    record Account(String seller, String advertiser, String accountId) {
    }

    List<Account> accounts() {
        return store.sql().sql("select seller, advertiser, account_id from seller_account where account_id is not null")
                .query((row, n) -> new Account(row.getString(1), row.getString(2), row.getString(3))).list();
    }

    /** Takes the turn to find or open the account, unless somebody else has it. */
    boolean takeAccountTurn(String seller, String advertiser, String opener) {
        store.sql().sql("insert into seller_account (seller, advertiser, opener, updated_at) values (?, ?, ?, ?) on conflict do nothing")
                .params(seller, advertiser, opener, clock.millis()).update();
        return store.sql().sql("select opener from seller_account where seller = ? and advertiser = ?").params(seller, advertiser)
                .query(String.class).single().equals(opener);
    }

    void setAccount(String seller, String advertiser, String accountId) {
        store.sql().sql("update seller_account set account_id = ?, updated_at = ? where seller = ? and advertiser = ?")
                .params(accountId, clock.millis(), seller, advertiser).update();
    }

    void leaveAccountTurn(String seller, String advertiser, String opener) {
        store.sql().sql("delete from seller_account where seller = ? and advertiser = ? and opener = ? and account_id is null")
                .params(seller, advertiser, opener).update();
    }
}
