package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/** What we believe the sellers hold for us, by account, and the two things that may follow when they do not: asking, and releasing. */
public final class Holdings {

    /** stands for the account at a seller that has none */
    public static final String NO_ACCOUNT = "none";

    private final Store store;
    private final Works works;
    private final Rows rows;
    private final Clock clock;
    private final LineObserver observer;

    Holdings(Store store, Works works, Rows rows, Clock clock, LineObserver observer) {
        this.store = store;
        this.works = works;
        this.rows = rows;
        this.clock = clock;
        this.observer = observer;
    }

    /** An account at a seller that we order under. */
    public record Account(String seller, String id) {
    }

    /**
     * A line as we believe it to be.
     *
     * @param campaignId null for a booking of its own
     * @param settled    nothing is under way for it, so what the seller shows can be compared
     * @param live       we believe that the seller is bound
     * @param asked      a person has been asked about it already
     * @param over       its last day has passed; sellers may forget it
     * @param atRest     nobody is working on it or will by himself
     */
    public record Belief(String workId, String campaignId, String bookingId, String line, String naturalKey, String orderId, String sellerLineId,
                         LineStatus status, boolean settled, boolean live, boolean asked, boolean over, boolean atRest, Instant updatedAt,
                         Map<String, Object> terms) {
    }

    /**
     * An order of ours as we believe it to be.
     *
     * @param empty nothing lives under it any more and nothing will
     */
    public record OrderBelief(String bookingId, String campaignId, String naturalKey, String orderId, String name, boolean over, boolean empty) {
    }

    /** Every account that orders have been placed under, or that has been found or opened for one. */
    public Set<Account> accounts() {
        return new LinkedHashSet<>(store.sql().sql("select seller, account_id from booking where account_id is not null "
                + "union select seller, account_id from seller_account where account_id is not null order by 1, 2")
                .query((row, n) -> new Account(row.getString(1), row.getString(2))).list());
    }

    /** The orders that we have opened under an account. */
    public List<OrderBelief> orders(Account account) {
        return rows.ordersOf(account.seller(), account.id()).stream().filter(o -> o.orderId != null && o.key != null).map(o -> {
            List<LineRow> lines = rows.linesOfBooking(o.id);
            boolean empty = o.isAtSeller() && o.state == OrderRow.State.OPEN && lines.stream().allMatch(l -> l.attempt == null && l.status.isLost());
            return new OrderBelief(o.id, o.campaignId, o.key, o.orderId, o.name, isOver(o.end) && lines.stream().allMatch(l -> isOver(l.end)), empty);
        }).toList();
    }

    /** The lines that we believe a seller is bound by, and whose last day has not passed. */
    public List<Belief> live(Account account) {
        return rows.stored("b.seller = ? and b.account_id = ? and l.status = 'BOOKED'", account.seller(), account.id()).stream()
                .map(this::belief).filter(b -> b.live() && b.settled() && !b.over()).toList();
    }

    /** All lines that bear a natural key; more than one when a second object of the same key was taken up to be released. */
    public List<Belief> byKey(String naturalKey) {
        return rows.stored("l.natural_key = ?", naturalKey).stream().map(this::belief).toList();
    }

    /** Whether an order with this key was ever placed by this gateway. */
    public boolean knowsOrder(String naturalKey) {
        return store.sql().sql("select count(*) from booking where natural_key = ?").param(naturalKey).query(Long.class).single() > 0;
    }

    /** Whether an order with this key is being created, or a person has been asked about it. */
    public boolean isOrderUnderWay(String naturalKey) {
        return rows.ordersOfKey(naturalKey).stream().anyMatch(o -> o.state == OrderRow.State.NEW || o.state == OrderRow.State.NEEDS_DECISION);
    }

    /** How what a seller shows differs from the terms that we believe; empty when it does not. */
    public List<String> differences(Belief belief, SellerLine held) {
        return rows.line(belief.workId(), belief.line()).flatMap(l -> rows.order(l.bookingId).map(o -> Agreement.differences(l, o, held))).orElse(List.of());
    }

    private Belief belief(Rows.Stored stored) {
        LineRow l = stored.line();
        OrderRow o = stored.order();
        boolean settled = l.attempt == null && (l.status.isLost() || l.status == LineStatus.BOOKED && l.verified && l.endsAs == null);
        return new Belief(l.workId, o.campaignId, o.id, l.id, l.key, o.orderId, l.sellerLineId, l.status, settled, l.status == LineStatus.BOOKED,
                l.status == LineStatus.NEEDS_DECISION, isOver(l.end), stored.atRest(), stored.updatedAt(), l.rateType == null ? Map.of("status", l.status)
                : Map.of("status", l.status, "rateType", l.rateType, "rate", Money.toAmount(l.rateMicros), "quantity", l.quantity,
                        "cost", Money.toAmount(l.costMicros), "currency", l.currency));
    }

    private boolean isOver(LocalDate end) {
        return end != null && end.isBefore(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /**
     * Puts a line that we believe booked before a person. Inside a transaction.
     *
     * @param held what the seller shows of it; null when it shows nothing
     * @return false when the line is not as it was believed to be any more
     */
    public boolean ask(Belief belief, SellerLine held, String code, String detail, String askedBy) {
        works.lock(belief.workId());
        LineRow line = rows.line(belief.workId(), belief.line()).orElseThrow();
        if (line.status != LineStatus.BOOKED || line.attempt != null) {
            return false;
        }
        OrderRow order = rows.order(line.bookingId).orElseThrow();
        line.status = LineStatus.NEEDS_DECISION;
        if (held != null) {
            line.sellerState = held.rawState();
            line.heldRateMicros = held.rateMicros();
            line.heldQuantity = held.quantity();
            line.heldCostMicros = held.costMicros();
            line.heldCurrency = held.currency();
        } else {
            line.sellerState = null;
        }
        line.problem = new Problem.Brief(code, detail, Map.of("naturalKey", line.key, "sellerLineId", line.sellerLineId,
                "sellerState", held == null ? "" : held.rawState()));
        rows.save(line);
        observer.lineChanged(line.workId, LineView.of(line, order));
        works.askedBy(line.workId, askedBy);
        works.wake(line.workId);
        return true;
    }

    /**
     * Takes up a line that lives at a seller and that nobody here believes in, only to give it back: a booking of its own, which goes
     * through the same steps, journal and resolver as any other. Inside a transaction.
     *
     * @return the booking's id
     */
    public String release(Account account, String orderId, String naturalKey, SellerLine held, String askedBy, String why) {
        var order = new OrderRow();
        order.id = "bkg-" + NaturalKey.unique();
        order.workId = order.id;
        order.seller = account.seller();
        order.accountId = account.id();
        order.orderId = orderId;
        order.name = "Release of line " + held.id();
        order.plainName = order.name;
        // nothing is spent by giving back; XXX is ISO 4217 for no currency
        order.currency = held.currency() == null ? "XXX" : held.currency();
        order.state = OrderRow.State.OPEN;
        var line = new LineRow();
        line.workId = order.id;
        line.id = "line-1";
        line.bookingId = order.id;
        line.seller = account.seller();
        line.productId = held.productId();
        line.name = held.name();
        line.key = naturalKey;
        line.currency = order.currency;
        line.sellerLineId = held.id();
        line.sellerState = held.rawState();
        line.status = LineStatus.UNKNOWN;
        line.endsAs = LineStatus.CANCELLED;
        line.problem = Problem.Brief.of("released_by_drift", why);
        line.reasons = new ArrayList<>(List.of(why));
        works.create(order.id, Claim.BOOKING, Money.zero(order.currency), false, askedBy);
        rows.insert(order);
        rows.insert(line);
        works.wake(order.id);
        return order.id;
    }

    /** The orders of a work that stand open at a seller with nothing under them, in words for people. */
    static List<String> emptyOrders(List<OrderRow> orders, List<LineRow> lines) {
        return orders.stream().filter(o -> o.state == OrderRow.State.OPEN && o.isAtSeller())
                .filter(o -> lines.stream().filter(l -> o.id.equals(l.bookingId)).allMatch(l -> l.attempt == null && l.status.isLost()))
                .map(o -> "order " + o.orderId + " stands open at " + o.seller + " without a line that is held or booked: OpenDirect has no way to cancel it, "
                        + "the seller can close it").toList();
    }
}
