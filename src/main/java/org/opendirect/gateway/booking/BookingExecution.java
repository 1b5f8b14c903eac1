package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Phase;
import org.opendirect.gateway.work.Works;

/** Rounds in which all orders of a campaign or booking go as far as they can, for the route {@code book-lines}. */
public final class BookingExecution {

    private static final Comparator<Instant> FIRST = Comparator.nullsLast(Comparator.naturalOrder());

    private final Store store;
    private final Works works;
    private final Rows rows;
    private final BookingViews views;
    private final Resolver resolver;
    private final Clock clock;

    BookingExecution(Store store, Works works, Rows rows, BookingViews views, Resolver resolver, Clock clock) {
        this.store = store;
        this.works = works;
        this.rows = rows;
        this.views = views;
        this.resolver = resolver;
        this.clock = clock;
    }

    /**
     * What there is to do for one order.
     *
     * @param toOpen whether it has to be opened before its lines, or deleted after them
     * @param lines  ids of the lines that are not at their end; the hold that ends first comes first
     */
    public record OrderTask(String orderId, boolean toOpen, List<String> lines) {
    }

    /**
     * What a round has come to.
     *
     * @param repeat    whether another round follows at once
     * @param nextRunAt when to look again; null for never, and where another round follows
     */
    public record Round(boolean repeat, Instant nextRunAt) {
    }

    /** The orders that have to be opened or have lines to work on; the hold that ends first comes first. */
    public List<OrderTask> orderTasks(Claim claim) {
        String workId = claim.workId();
        boolean release = works.terms(workId).phase() == Phase.RELEASE;
        List<LineRow> ever = rows.linesEver(workId);
        List<OrderRow> orders = rows.orders(workId);
        Map<String, List<LineRow>> lines = ever.stream()
                .filter(l -> !l.superseded && l.bookingId != null && !isTerminal(l, release))
                .sorted(Comparator.comparing(l -> l.reservedUntil, FIRST))
                .collect(Collectors.groupingBy(l -> l.bookingId, LinkedHashMap::new, Collectors.toList()));
        List<String> byHold = List.copyOf(lines.keySet());
        Stream<OrderRow> notOpen = orders.stream().filter(o -> o.state == OrderRow.State.NEW);
        Set<String> toOpen = Stream.concat(notOpen, OrderRemoval.due(orders, ever).stream()).map(o -> o.id)
                .collect(Collectors.toSet());
        return orders.stream().filter(o -> toOpen.contains(o.id) || lines.containsKey(o.id))
                .sorted(Comparator.comparingInt(o -> byHold.indexOf(o.id)))
                .map(o -> new OrderTask(o.id, toOpen.contains(o.id),
                        lines.getOrDefault(o.id, List.of()).stream().map(l -> l.id).toList()))
                .toList();
    }

    /**
     * Ends a round: opens the next phase where there is one. Another round follows then, and also for an order that was opened in vain.
     */
    public Round completeRound(Claim claim) {
        // only all_or_nothing has another phase to open; for the others there is nothing to write
        boolean repeat = works.terms(claim.workId()).allOrNothing() && store.write(() -> openNextPhase(claim));
        if (!repeat) {
            views.keepStatuses(claim);
            repeat = OrderRemoval.due(rows.orders(claim.workId()), rows.linesEver(claim.workId())).stream()
                    .anyMatch(o -> o.attempt == null);
        }
        return new Round(repeat, repeat ? null : nextRunAt(claim.workId()));
    }

    private boolean openNextPhase(Claim claim) {
        Works.Terms terms = works.fence(claim);
        List<LineRow> lines = rows.lines(claim.workId());
        if (terms.phase() == Phase.RELEASE) {
            return false;
        }
        if (lines.stream().anyMatch(l -> l.status.isLost() || l.proposedQuantity != null)) {
            works.phase(claim.workId(), Phase.RELEASE);
            return true;
        }
        if (terms.phase() == Phase.RESERVE && allHeld(lines)) {
            works.phase(claim.workId(), Phase.BOOK);
            return true;
        }
        return false;
    }

    /** Whether the plan can be had whole; a seller may have booked at once what was to be reserved first. */
    static boolean allHeld(List<LineRow> lines) {
        return lines.stream().allMatch(l -> l.status == LineStatus.RESERVED || l.status == LineStatus.DRAFT && l.noReserve
                || l.status == LineStatus.BOOKED && l.verified);
    }

    private Instant nextRunAt(String workId) {
        boolean waitsForSisters = works.terms(workId).phase() == Phase.RESERVE;
        Stream<Instant> orders = rows.orders(workId).stream()
                .filter(o -> o.state == OrderRow.State.NEW || OrderRemoval.isUnderWay(o)).map(o -> dueAt(o, clock.instant()));
        Stream<Instant> lines = rows.lines(workId).stream()
                .filter(l -> l.attempt != null || waitsForSisters && l.status == LineStatus.RESERVED).map(this::dueAt);
        return Stream.concat(orders, lines).filter(Objects::nonNull).min(Comparator.naturalOrder()).orElse(null);
    }

    /** When a line that waits is looked at again: for its attempt, or because its hold ends; null for never. */
    private Instant dueAt(LineRow line) {
        if (line.attempt != null) {
            return Objects.requireNonNullElse(line.attempt.next, clock.instant());
        }
        return line.reservedUntil == null ? null : resolver.lastCall(line.reservedAt, line.reservedUntil);
    }

    /** When an order that is not open yet is looked at again. */
    static Instant dueAt(OrderRow order, Instant now) {
        return Objects.requireNonNullElse(order.attempt == null ? order.waitsUntil : order.attempt.next, now);
    }

    /** Whether nothing more happens to a line by itself. */
    static boolean isTerminal(LineRow line, boolean release) {
        return line.attempt == null && (line.status.isLost() || line.status == LineStatus.NEEDS_DECISION
                || line.status == LineStatus.BOOKED && line.verified && (line.kept || !release && line.endsAs == null));
    }
}
