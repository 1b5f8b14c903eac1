package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    private static final int PAGE = 200;

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
     * @param release    it was taken up only to be given back
     * @param over       its last day has passed; sellers may forget it
     * @param atRest     nobody is working on it or will by himself
     */
    public record Belief(String workId, String campaignId, String bookingId, String line, String naturalKey, String orderId, String sellerLineId,
                         LineStatus status, boolean settled, boolean live, boolean asked, boolean release, boolean over, boolean atRest, Instant updatedAt,
                         Map<String, Object> terms) {
    }

    /**
     * An order of ours as we believe it to be, which is not over yet.
     *
     * @param empty nothing lives under it any more and nothing will
     * @param stays why it is still there all the same, in words for people
     */
    public record OrderBelief(String bookingId, String campaignId, String naturalKey, String orderId, String name, boolean empty, String stays) {
    }

    /**
     * What we believe to be held under an account, and is not over yet.
     *
     * @param orders those that we have opened
     * @param lines  those that the seller is bound by
     */
    public record Held(List<OrderBelief> orders, List<Belief> lines) {
    }

    /** Every account that orders have been placed under, or that has been found or opened for one. */
    public Set<Account> accounts() {
        return Stream.concat(rows.orderedUnder().stream(), rows.accounts().stream()).map(a -> new Account(a.seller(), a.accountId()))
                .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(Account::seller).thenComparing(Account::id))));
    }

    /** Read in pages: however much has been ordered under the account before, only what runs today or later is looked at. */
    public Held current(Account account) {
        var orders = new ArrayList<OrderBelief>();
        var lines = new ArrayList<Belief>();
        List<Rows.Dated> page;
        Rows.Dated last = null;
        do {
            page = rows.current(account.seller(), account.id(), today(), last, PAGE);
            for (Rows.Dated dated : page) {
                OrderRow order = dated.order();
                List<Rows.Stored> stored = rows.stored("l.booking_id = ?", order.id);
                stored.stream().map(this::belief).filter(b -> b.live() && b.settled() && !b.over()).forEach(lines::add);
                if (order.orderId != null && order.key != null && !order.removed) {
                    boolean empty = OrderRemoval.stands(order) && order.attempt == null
                            && stored.stream().allMatch(s -> s.line().attempt == null && s.line().status.isLost());
                    orders.add(new OrderBelief(order.id, order.campaignId, order.key, order.orderId, order.name, empty,
                            OrderRemoval.whyItStays(order)));
                }
                last = dated;
            }
        } while (page.size() == PAGE);
        return new Held(orders, lines);
    }

    /** Which of those orders of a seller are ours, by the seller's id, each with whether its last day has passed. */
    public Map<String, Boolean> ours(String seller, Collection<String> orderIds) {
        return rows.over(seller, orderIds, today());
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
                LineView.shown(l, o) == LineStatus.NEEDS_DECISION, o.key == null, isOver(l.end), stored.atRest(), stored.updatedAt(), l.rateType == null ? Map.of("status", l.status)
                : Map.of("status", l.status, "rateType", l.rateType, "rate", Money.toAmount(l.rateMicros), "quantity", l.quantity,
                        "cost", Money.toAmount(l.costMicros), "currency", l.currency));
    }

    private boolean isOver(LocalDate end) {
        return end != null && end.isBefore(today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * Puts a line that we believe booked before a person. Inside a transaction.
     *
     * @param held what the seller shows of it; null when it shows nothing
     * @param gone whether nothing is held there, else something is on other terms
     * @return false when the line is not as it was believed to be any more
     */
    public boolean ask(Belief belief, SellerLine held, boolean gone, String detail, String askedBy) {
        works.lock(belief.workId());
        Rows.Stored stored = rows.stored("l.work_id = ? and l.id = ?", belief.workId(), belief.line()).get(0);
        LineRow line = stored.line();
        if (line.status != LineStatus.BOOKED || line.attempt != null || !stored.updatedAt().equals(belief.updatedAt())) {
            return false;
        }
        OrderRow order = stored.order();
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
        line.problem = new Problem.Brief(gone ? LineEnds.NOT_AT_SELLER : "held_on_other_terms",
                gone ? detail + ". " + LineEnds.afterwards(order) : detail, Map.of("naturalKey", line.key, "sellerLineId", line.sellerLineId,
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
     * @return the booking's id; empty when something of ours works on that line by now, or a person is asked about it
     */
    public Optional<String> release(Account account, String orderId, String naturalKey, SellerLine held, String askedBy, String why) {
        List<Belief> sameKey = byKey(naturalKey);
        sameKey.stream().map(Belief::workId).distinct().sorted().forEach(works::lock);
        boolean free = byKey(naturalKey).stream().filter(b -> held.id().equals(b.sellerLineId())).allMatch(b -> b.settled() && !b.live());
        return free ? Optional.of(takeUp(account, orderId, naturalKey, held, askedBy, why)) : Optional.empty();
    }

    private String takeUp(Account account, String orderId, String naturalKey, SellerLine held, String askedBy, String why) {
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
        return orders.stream().filter(o -> OrderRemoval.stands(o) && o.attempt == null)
                .filter(o -> lines.stream().filter(l -> o.id.equals(l.bookingId)).allMatch(l -> l.attempt == null && l.status.isLost()))
                .map(o -> "order " + o.orderId + " stands open at " + o.seller + " without a line that is held or booked: "
                        + OrderRemoval.whyItStays(o) + "; the seller can close it").toList();
    }
}
