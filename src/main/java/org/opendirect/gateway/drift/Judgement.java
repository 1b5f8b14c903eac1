package org.opendirect.gateway.drift;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.booking.Holdings;
import org.opendirect.gateway.booking.Holdings.Belief;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.drift.Difference.Kind;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;

/**
 * Sets what one account holds against what we believe. What is under way here is left out, and so is what has changed since shortly
 * before the seller was read: reads may lag behind by a settle window.
 */
final class Judgement {

    private final AccountSnapshotTask check;
    private final Holdings holdings;
    /** what we have changed since then may not show at the seller yet */
    private final Instant settledBefore;
    private final List<Found> found = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    /**
     * A difference, and what is needed to act on it: null where nothing can be done.
     *
     * @param known whether this database knows the key: another gateway may order under the same account, and a rule must not touch that
     */
    record Found(Difference difference, Belief belief, SellerLine held, boolean known) {
    }

    Judgement(AccountSnapshotTask check, Holdings holdings, Instant settledBefore) {
        this.check = check;
        this.holdings = holdings;
        this.settledBefore = settledBefore;
    }

    List<Found> all() {
        check.heldOrders().forEach(this::order);
        for (String order : check.ordersWithLines()) {
            check.heldLines(order).forEach((id, held) -> line(order, id, held));
        }
        check.believed.forEach(this::missing);
        check.orders.stream().filter(o -> o.empty() && (!check.ordersListed() || check.isHeld(o.orderId()))).forEach(this::empty);
        // what can be acted on first: it must not be crowded out by what others keep in the account
        found.sort(Comparator.comparing(f -> f.difference().choices().size() == 1));
        return found;
    }

    private void order(SellerObject held) {
        Optional<String> key = NaturalKey.in(held.marks());
        if (check.isOurs(held.id()) || key.isPresent() && holdings.isOrderUnderWay(key.get())) {
            return;
        }
        String detail = key.isEmpty() ? "an order that no gateway has made; its lines were not looked at, and nothing is ever done to it"
                : holdings.knowsOrder(key.get()) ? "an order with the key of one that was given up here, or stands under another id" : "an order that bears a gateway's key and that nobody here knows of";
        add(new Difference(Difference.idOf(Kind.THEIRS_ONLY, check.account.seller(), check.account.id(), held.id(), null), Kind.THEIRS_ONLY,
                check.account.seller(), check.account.id(), held.id(), null, key.orElse(null), null, null, null, detail, Map.of(),
                Map.of("name", held.name(), "status", held.status()), List.of(), List.of(Difference.IGNORE)), null, null);
    }

    private void line(String order, String id, SellerLine held) {
        Optional<String> key = NaturalKey.in(held.marks());
        List<Belief> sameKey = key.map(holdings::byKey).orElse(List.of());
        List<Belief> same = sameKey.stream().filter(b -> id.equals(b.sellerLineId())).toList();
        // a line of which the seller's id is not known may be this one: it is looked for, or a person has been asked about it
        boolean underWay = sameKey.stream().anyMatch(b -> b.sellerLineId() == null && !b.settled() && (!b.atRest() || b.asked()))
                || same.stream().anyMatch(b -> !b.settled() && !b.asked() || b.updatedAt().isAfter(settledBefore));
        Optional<Belief> asked = same.stream().filter(Belief::asked).findFirst();
        if (underWay || asked.isPresent()) {
            seen.add(id);
            asked.filter(b -> b.release() && !held.state().isFree()).ifPresent(b -> add(difference(Kind.THEIRS_ONLY, order, id, b.naturalKey(), b,
                    "booking " + b.bookingId() + " waits for a person's decision", b.terms(), shown(held), List.of(), List.of(Difference.IGNORE)), b, held));
            return;
        }
        Optional<Belief> live = same.stream().filter(Belief::live).findFirst();
        if (live.isPresent()) {
            compare(live.get(), order, id, held);
        } else if (!held.state().isFree()) {
            Belief lost = same.isEmpty() ? null : same.get(0);
            String detail = lost != null ? "the seller holds it as " + held.rawState() + ", here it is " + lost.status()
                    : key.isEmpty() ? "a line that no gateway has made; nothing is ever done to it"
                    : sameKey.isEmpty() ? "a line that bears a gateway's key and that nobody here knows of"
                    : "a second line with the key of line " + sameKey.get(0).line() + " of " + sameKey.get(0).workId();
            add(difference(Kind.THEIRS_ONLY, order, id, key.orElse(null), lost, detail, lost == null ? Map.of() : lost.terms(), shown(held), List.of(),
                    key.isPresent() ? List.of(Difference.RELEASE, Difference.IGNORE) : List.of(Difference.IGNORE)), lost, held,
                    // as long as a person is asked about a line with this key, no rule acts on another
                    !sameKey.isEmpty() && sameKey.stream().noneMatch(Belief::asked));
        }
    }

    private void compare(Belief belief, String order, String id, SellerLine held) {
        if (held.state().isFree()) {
            // judged as missing, with what was seen of it
            return;
        }
        seen.add(id);
        var differences = new ArrayList<>(holdings.differences(belief, held));
        if (!held.state().isBooked()) {
            differences.add(0, "state " + held.rawState() + " instead of booked");
        }
        if (!differences.isEmpty()) {
            add(difference(Kind.DIFFERENT, order, id, belief.naturalKey(), belief, "held on other terms: " + String.join(", ", differences),
                    belief.terms(), shown(held), differences, List.of(Difference.ASK, Difference.IGNORE)), belief, held);
        }
    }

    private void missing(Belief belief) {
        if (seen.contains(belief.sellerLineId()) || belief.updatedAt().isAfter(settledBefore)) {
            return;
        }
        boolean asBelieved = holdings.byKey(belief.naturalKey()).stream().anyMatch(b -> b.line().equals(belief.line())
                && b.workId().equals(belief.workId()) && b.live() && b.settled() && b.updatedAt().equals(belief.updatedAt()));
        if (!asBelieved) {
            return;
        }
        SellerLine held = check.heldLines(belief.orderId()).get(belief.sellerLineId());
        add(difference(Kind.OURS_ONLY, belief.orderId(), belief.sellerLineId(), belief.naturalKey(), belief,
                held == null ? "here it is booked, the seller does not show it" : "here it is booked, the seller shows it as " + held.rawState(),
                belief.terms(), held == null ? Map.of() : shown(held), List.of(), List.of(Difference.ASK, Difference.IGNORE)), belief, held);
    }

    private void empty(Holdings.OrderBelief order) {
        add(new Difference(Difference.idOf(Kind.EMPTY_ORDER, check.account.seller(), check.account.id(), order.orderId(), null), Kind.EMPTY_ORDER,
                check.account.seller(), check.account.id(), order.orderId(), null, order.naturalKey(), order.campaignId(), order.bookingId(), null,
                "the order stands open without a line that is held or booked: " + order.stays() + "; the seller can close it", Map.of("name", order.name()), Map.of(), List.of(), List.of(Difference.IGNORE)), null, null);
    }

    private Difference difference(Kind kind, String order, String lineId, String key, Belief belief, String detail, Map<String, Object> ours,
                                  Map<String, Object> theirs, List<String> differences, List<String> choices) {
        return new Difference(Difference.idOf(kind, check.account.seller(), check.account.id(), order, lineId), kind, check.account.seller(),
                check.account.id(), order, lineId, key, belief == null ? null : belief.campaignId(), belief == null ? null : belief.bookingId(),
                belief == null ? null : belief.line(), detail, ours, theirs, differences, choices);
    }

    private void add(Difference difference, Belief belief, SellerLine held) {
        add(difference, belief, held, belief != null);
    }

    private void add(Difference difference, Belief belief, SellerLine held, boolean known) {
        found.add(new Found(difference, belief, held, known));
    }

    private static Map<String, Object> shown(SellerLine held) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", held.name());
        shown.put("status", held.rawState());
        if (held.rateMicros() != null) {
            shown.put("rate", Money.toAmount(held.rateMicros()));
        }
        if (held.quantity() != null) {
            shown.put("quantity", held.quantity());
        }
        if (held.costMicros() != null) {
            shown.put("cost", Money.toAmount(held.costMicros()));
        }
        if (held.currency() != null) {
            shown.put("currency", held.currency());
        }
        return shown;
    }
}
