package org.opendirect.gateway.drift;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.opendirect.gateway.booking.Holdings;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.OrderDraft;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * Reads what one account holds: its orders, page by page, and the lines of those that are ours. Where the seller does not list, the
 * orders and lines that we know of are read one by one.
 */
final class AccountSnapshotTask implements SellerTask {

    private static final int PAGE = 50;

    final Holdings.Account account;
    /** taken before anything was read, so that nothing booked meanwhile is missed at the seller */
    final List<Holdings.Belief> believed;
    final List<Holdings.OrderBelief> orders;

    private final Holdings holdings;
    private final Seller seller;
    private final int maxCalls;
    private final Map<String, SellerObject> heldOrders = new LinkedHashMap<>();
    /** the seller's ids of those among them that are ours */
    private final Set<String> ours = new HashSet<>();
    private final Map<String, Map<String, SellerLine>> heldLines = new LinkedHashMap<>();
    private final Deque<Question> questions = new ArrayDeque<>();
    /** what is believed, by the seller's id of its order; made when it is needed */
    private Map<String, List<Holdings.Belief>> byOrder;
    private Question asked;
    private boolean ordersListed = true;
    private int calls;
    private String problem;

    /** One thing to ask; {@code order} and {@code line} are the seller's ids, null where they do not matter, and so is where a list stands. */
    private record Question(String order, String line, PageTurn turn) {
    }

    AccountSnapshotTask(Holdings.Account account, Holdings holdings, Seller seller, int maxCalls) {
        this.account = account;
        this.holdings = holdings;
        Holdings.Held current = holdings.current(account);
        this.believed = current.lines();
        this.orders = current.orders();
        this.seller = seller;
        this.maxCalls = maxCalls;
        if (account.id().equals(Holdings.NO_ACCOUNT) && speech().serves(Call.OPEN_ACCOUNT)) {
            problem = "what is held there was bought in another dialect than the seller is known to speak now";
        } else if (speech().serves(Call.LIST_ORDERS)) {
            questions.add(list(null));
        } else {
            ordersNotListed();
        }
    }

    private BookingSpeech speech() {
        return seller.dialect().booking();
    }

    private Question list(String order) {
        return new Question(order, null, PageTurn.begin(speech().pagings()));
    }

    /** As many calls as it may make, each with the seller's own time; a claim that is lost meanwhile fences what it found. */
    @Override
    public Optional<SellerRequest> nextRequest() {
        asked = problem == null ? questions.poll() : null;
        if (asked == null) {
            return Optional.empty();
        }
        if (++calls > maxCalls) {
            problem = "more than " + maxCalls + " calls would be needed (gateway.drift.max-calls)";
            return Optional.empty();
        }
        LineDraft line = LineDraft.booked(account.id(), asked.order(), asked.line());
        return Optional.of(SellerRequest.within(account.seller(), asked.line() != null ? speech().say(Call.READ_LINE, line, Page.WHOLE)
                : asked.order() != null ? speech().say(Call.LIST_LINES, line, asked.turn().page(PAGE))
                : speech().say(Call.LIST_ORDERS, OrderDraft.under(account.id()), asked.turn().page(PAGE)), seller.settings().timeout()));
    }

    @Override
    public void onResponse(WireReply reply) {
        if (asked.line() != null) {
            line(speech().line(Call.READ_LINE, reply));
        } else if (asked.order() != null) {
            lines(speech().lines(reply));
        } else {
            orders(speech().objects(Call.LIST_ORDERS, reply));
        }
    }

    @Override
    public void fail(String reason) {
        problem = reason;
    }

    private void orders(Outcome<PageOf<SellerObject>> outcome) {
        if (outcome instanceof Outcome.Accepted<PageOf<SellerObject>> page) {
            List<SellerObject> objects = page.value().items();
            // of what is over nothing is kept, and nothing is read: an account may be full of it
            Map<String, Boolean> known = holdings.ours(account.seller(), objects.stream().map(SellerObject::id).toList());
            objects.stream().filter(o -> !known.getOrDefault(o.id(), false)).forEach(o -> heldOrders.put(o.id(), o));
            ours.addAll(known.keySet());
            if (!turnPage(page.value(), SellerObject::id)) {
                heldOrders.values().stream().filter(o -> ours.contains(o.id()) || NaturalKey.in(o.marks()).isPresent())
                        .forEach(o -> questions.add(list(o.id())));
            }
        } else if (outcome instanceof Outcome.Refused<?> refused && refused.notServed()) {
            ordersNotListed();
        } else if (!inAnotherForm(outcome)) {
            problem = "the orders cannot be read: " + outcome.reason();
        }
    }

    private void ordersNotListed() {
        ordersListed = false;
        orders.stream().map(Holdings.OrderBelief::orderId).forEach(o -> {
            if (speech().serves(Call.LIST_LINES)) {
                questions.add(list(o));
            } else {
                oneByOne(o);
            }
        });
    }

    private void lines(Outcome<PageOf<SellerLine>> outcome) {
        if (outcome instanceof Outcome.Accepted<PageOf<SellerLine>> page) {
            for (SellerLine l : page.value().items()) {
                if (l.state() == LineState.MISSING && !l.id().isEmpty()) {
                    // a list may leave the state out
                    questions.add(new Question(asked.order(), l.id(), null));
                } else {
                    held(asked.order(), l.id(), l);
                }
            }
            turnPage(page.value(), SellerLine::id);
        } else if (outcome instanceof Outcome.Refused<?> refused && refused.notServed()) {
            oneByOne(asked.order());
        } else if (!inAnotherForm(outcome)) {
            problem = "the lines of order " + asked.order() + " cannot be read: " + outcome.reason();
        }
    }

    private void oneByOne(String order) {
        believedOf(order).stream().filter(b -> b.sellerLineId() != null)
                .forEach(b -> questions.add(new Question(b.orderId(), b.sellerLineId(), null)));
    }

    private void line(Outcome<SellerLine> outcome) {
        if (outcome instanceof Outcome.Accepted<SellerLine> accepted) {
            SellerLine held = accepted.value();
            held(asked.order(), asked.line(), believedOf(asked.order()).stream().filter(b -> asked.line().equals(b.sellerLineId())).findFirst()
                    .map(b -> held.knownAs(b.naturalKey())).orElse(held));
        } else if (!(outcome instanceof Outcome.Refused<?> refused && refused.status() == 404)) {
            problem = "line " + asked.line() + " cannot be read: " + outcome.reason();
        }
    }

    private List<Holdings.Belief> believedOf(String order) {
        if (byOrder == null) {
            byOrder = believed.stream().filter(b -> b.orderId() != null).collect(Collectors.groupingBy(Holdings.Belief::orderId));
        }
        return byOrder.getOrDefault(order, List.of());
    }

    private void held(String order, String line, SellerLine held) {
        heldLines.computeIfAbsent(order, o -> new LinkedHashMap<>()).put(line, held);
    }

    /** Whether there is another page. */
    private <T> boolean turnPage(PageOf<T> page, Function<T, String> id) {
        PageTurn.Verdict verdict = asked.turn().turn(page, id, speech().pagings());
        if (verdict == PageTurn.Verdict.NEXT) {
            questions.addFirst(asked);
        } else if (verdict == PageTurn.Verdict.CANNOT_TELL) {
            problem = asked.turn().trouble().map(t -> "the list could not be read whole: " + t)
                    .orElse("the seller shows one page of its list, however it is asked for the next");
        }
        return verdict == PageTurn.Verdict.NEXT;
    }

    /** The list was refused, perhaps for the way in which a page was asked for: once more in another, where there is one. */
    private boolean inAnotherForm(Outcome<?> outcome) {
        boolean again = outcome instanceof Outcome.Refused<?> refused && asked.turn().retries(refused, speech().pagings());
        if (again) {
            questions.addFirst(asked);
        }
        return again;
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

    boolean isHeld(String orderId) {
        return heldOrders.containsKey(orderId);
    }

    /** Whether it is one of ours, also where it was opened after what we believe was taken down. */
    boolean isOurs(String orderId) {
        return ours.contains(orderId) || !holdings.ours(account.seller(), List.of(orderId)).isEmpty();
    }

    /** By the seller's line id. */
    Map<String, SellerLine> heldLines(String orderId) {
        return heldLines.getOrDefault(orderId, Map.of());
    }

    Set<String> ordersWithLines() {
        return heldLines.keySet();
    }
}
