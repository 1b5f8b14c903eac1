package org.opendirect.gateway.drift;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendirect.gateway.booking.Holdings;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.seller.Conversation;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.OpenDirectDialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * Reads what one account holds: its orders, page by page, and the lines of those that are ours. Where the seller does not list, the
 * orders and lines that we know of are read one by one.
 */
final class AccountCheck implements Conversation {

    private static final int PAGE = 50;

    final Holdings.Account account;
    /** taken before anything was read, so that nothing booked meanwhile is missed at the seller */
    final List<Holdings.Belief> believed;
    final List<Holdings.OrderBelief> orders;

    private final Duration timeout;
    private final int maxCalls;
    private final Map<String, SellerObject> heldOrders = new LinkedHashMap<>();
    private final Map<String, Map<String, SellerLine>> heldLines = new LinkedHashMap<>();
    private final Deque<Question> questions = new ArrayDeque<>();
    private Question asked;
    private boolean ordersListed = true;
    private int calls;
    private String problem;

    /** One thing to ask; {@code order} and {@code line} are the seller's ids, null where they do not matter. */
    private record Question(String order, String line, int skip, String firstId) {
    }

    AccountCheck(Holdings.Account account, List<Holdings.Belief> believed, List<Holdings.OrderBelief> orders, Duration timeout, int maxCalls) {
        this.account = account;
        this.believed = believed;
        this.orders = orders;
        this.timeout = timeout;
        this.maxCalls = maxCalls;
        questions.add(new Question(null, null, 0, null));
    }

    @Override
    public Optional<SellerRequest> next() {
        asked = problem == null ? questions.poll() : null;
        if (asked == null) {
            return Optional.empty();
        }
        if (++calls > maxCalls) {
            problem = "more than " + maxCalls + " calls would be needed (gateway.drift.max-calls)";
            return Optional.empty();
        }
        return Optional.of(SellerRequest.within(account.seller(), asked.line() != null
                ? OpenDirectDialect.getLine(account.id(), asked.order(), asked.line())
                : asked.order() != null ? OpenDirectDialect.listLines(account.id(), asked.order(), asked.skip(), PAGE)
                : OpenDirectDialect.listOrders(account.id(), asked.skip(), PAGE), timeout));
    }

    @Override
    public void hear(WireReply reply) {
        if (asked.line() != null) {
            line(OpenDirectDialect.line(reply));
        } else if (asked.order() != null) {
            lines(OpenDirectDialect.lines(reply));
        } else {
            orders(OpenDirectDialect.orders(reply));
        }
    }

    @Override
    public void broke(String reason) {
        problem = reason;
    }

    private void orders(Outcome<List<SellerObject>> outcome) {
        if (outcome instanceof Outcome.Accepted<List<SellerObject>> page) {
            page.value().forEach(o -> heldOrders.put(o.id(), o));
            if (!turnPage(page.value().size(), page.value().isEmpty() ? "" : page.value().get(0).id())) {
                Set<String> ours = orders.stream().filter(o -> !o.over()).map(Holdings.OrderBelief::orderId).collect(Collectors.toCollection(HashSet::new));
                Set<String> past = orders.stream().filter(Holdings.OrderBelief::over).map(Holdings.OrderBelief::orderId).collect(Collectors.toSet());
                heldOrders.values().stream().filter(o -> !past.contains(o.id()) && (ours.contains(o.id()) || NaturalKey.in(o.marks()).isPresent()))
                        .forEach(o -> questions.add(new Question(o.id(), null, 0, null)));
            }
        } else if (outcome instanceof Outcome.Refused<?> refused && refused.notServed()) {
            ordersListed = false;
            orders.stream().filter(o -> !o.over()).forEach(o -> questions.add(new Question(o.orderId(), null, 0, null)));
        } else {
            failed("the orders cannot be read", outcome);
        }
    }

    private void lines(Outcome<List<SellerLine>> outcome) {
        if (outcome instanceof Outcome.Accepted<List<SellerLine>> page) {
            for (SellerLine l : page.value()) {
                if (l.state() == LineState.MISSING && !l.id().isEmpty()) {
                    // a list may leave the state out
                    questions.add(new Question(asked.order(), l.id(), 0, null));
                } else {
                    held(asked.order(), l.id(), l);
                }
            }
            turnPage(page.value().size(), page.value().isEmpty() ? "" : page.value().get(0).id());
        } else if (outcome instanceof Outcome.Refused<?> refused && refused.notServed()) {
            believed.stream().filter(b -> asked.order().equals(b.orderId()) && b.sellerLineId() != null)
                    .forEach(b -> questions.add(new Question(b.orderId(), b.sellerLineId(), 0, null)));
        } else {
            failed("the lines of order " + asked.order() + " cannot be read", outcome);
        }
    }

    private void line(Outcome<SellerLine> outcome) {
        if (outcome instanceof Outcome.Accepted<SellerLine> accepted) {
            held(asked.order(), asked.line(), accepted.value());
        } else if (!(outcome instanceof Outcome.Refused<?> refused && refused.status() == 404)) {
            failed("line " + asked.line() + " cannot be read", outcome);
        }
    }

    private void held(String order, String line, SellerLine held) {
        heldLines.computeIfAbsent(order, o -> new LinkedHashMap<>()).put(line, held);
    }

    /** After a full page there may be another, unless the seller shows the same one again. */
    private boolean turnPage(int received, String first) {
        boolean more = received >= PAGE && !first.equals(asked.firstId());
        if (more) {
            questions.addFirst(new Question(asked.order(), null, asked.skip() + received, first));
        }
        return more;
    }

    private void failed(String what, Outcome<?> outcome) {
        String why = outcome instanceof Outcome.Refused<?> refused ? refused.reason()
                : outcome instanceof Outcome.Unknown<?> unknown ? unknown.reason() : "";
        problem = what + ": " + why;
    }

    /** Why the account could not be read to the end; null when it was. */
    String problem() {
        return problem;
    }

    /** Whether objects that we do not know of would have been seen. */
    boolean ordersListed() {
        return ordersListed;
    }

    List<SellerObject> heldOrders() {
        return new ArrayList<>(heldOrders.values());
    }

    /** By the seller's line id. */
    Map<String, SellerLine> heldLines(String orderId) {
        return heldLines.getOrDefault(orderId, Map.of());
    }

    Set<String> ordersWithLines() {
        return heldLines.keySet();
    }
}
