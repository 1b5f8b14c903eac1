package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;

/**
 * Deletes an order that was opened in vain. OpenDirect 2.1 has no cancel of an order, only {@code DELETE /accounts/{id}/orders/{id}},
 * which is allowed as long as all its lines are drafts. It is sent only where our own journal leaves no doubt that none of the lines was
 * ever more than a draft, and where the seller shows the order as ours with no line but those. It is a step like any other: its intent is
 * written before it leaves, and what came of it is read. Where anything is in doubt the order stays as it is: nothing is owed for it.
 */
final class OrderRemoval {

    private final Resolver resolver;

    OrderRemoval(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * What is known here of the lines of an order.
     *
     * @param lines   all that were ever placed under it
     * @param doubted whether the journal has a call about one of them that was not plainly refused, other than a create that was answered
     */
    record Known(List<LineRow> lines, boolean doubted) {
    }

    /** Those of a work's orders that are being deleted, or have to be looked at for it. */
    static List<OrderRow> due(List<OrderRow> orders, List<LineRow> linesEver) {
        Map<String, List<LineRow>> lines = linesEver.stream().filter(l -> l.bookingId != null).collect(Collectors.groupingBy(l -> l.bookingId));
        return orders.stream().filter(o -> isDue(o, lines.getOrDefault(o.id, List.of()))).toList();
    }

    /** Whether it is being deleted, or has to be looked at for it: it stands at its seller and all its lines have ended. */
    static boolean isDue(OrderRow order, List<LineRow> lines) {
        return isUnderWay(order) || stands(order) && order.staysBecause == null && !lines.isEmpty()
                && lines.stream().allMatch(l -> l.status.isLost() && l.attempt == null);
    }

    /** Whether it is being looked at or deleted: nothing else is ever under way for an order that has been opened. */
    static boolean isUnderWay(OrderRow order) {
        return order.attempt != null && isOpened(order);
    }

    /** Whether there is such an order at the seller, as far as is known here. One that the seller has rejected does not stand open. */
    static boolean stands(OrderRow order) {
        return isOpened(order) && order.isAtSeller() && !order.removed && ApprovalState.of(order.sellerStatus) != ApprovalState.REJECTED;
    }

    /** Why an order that was opened in vain is still there, in words for people. */
    static String whyItStays(OrderRow order) {
        return order.staysBecause == null ? "OpenDirect deletes only an order whose lines are all drafts" : order.staysBecause;
    }

    private static boolean isOpened(OrderRow order) {
        return order.state == OrderRow.State.OPEN || order.state == OrderRow.State.FAILED;
    }

    Next next(OrderRow order, Known known, OrderMachine.Situation at) {
        if (order.attempt == null) {
            keeps(order, known, at).ifPresentOrElse(why -> stays(order, why), () -> begin(order, Step.READ_ORDER, 1, at));
        }
        return order.attempt == null ? Next.PARK
                : order.attempt.pursue(order.attempt.step == Step.DELETE_ORDER ? Step.READ_ORDER : order.attempt.step, at.now());
    }

    /** Why it must not be deleted, by what is known here; empty where it may be. */
    private static Optional<String> keeps(OrderRow order, Known known, OrderMachine.Situation at) {
        Optional<LineRow> more = known.lines.stream().filter(l -> !isDraftAtMost(l)).findFirst();
        if (!at.speech().serves(Call.DELETE_ORDER)) {
            return Optional.of("this seller has no call that deletes an order");
        } else if (more.isPresent()) {
            return Optional.of("only an order whose lines are all drafts can be deleted, and line " + more.get().id + " was more, or was given up by a person");
        } else if (known.doubted) {
            return Optional.of("it is not deleted, because a call about one of its lines was not plainly refused and may take effect late");
        }
        return at.accounts().otherOrder(order, order.orderId).map(other -> "it is not deleted, because it is also " + other);
    }

    private static boolean isDraftAtMost(LineRow line) {
        boolean draft = line.sellerLineId == null || LineState.of(line.sellerState) == LineState.DRAFT;
        boolean givenUp = line.problem != null && line.problem.code().equals("abandoned");
        return line.status.isLost() && line.attempt == null && line.reservedAt == null && draft && !givenUp;
    }

    private static void begin(OrderRow order, Step step, int number, OrderMachine.Situation at) {
        order.attempt = Attempt.of(step, number, at.now());
        order.attempt.answered = !step.mutating();
    }

    /** The order, read before it is deleted and after that. */
    void read(OrderRow order, Outcome<SellerObject> outcome, OrderMachine.Situation at) {
        Attempt attempt = order.attempt;
        boolean asked = attempt.step == Step.DELETE_ORDER;
        if (outcome instanceof Outcome.Accepted<SellerObject> shown && !asked) {
            boolean ours = shown.value().id().equals(order.orderId) && shown.value().bears(order.key);
            if (ours) {
                begin(order, Step.FIND_LINE, attempt.number, at);
            } else {
                stays(order, "the seller does not show it as the one that was opened here");
            }
        } else if (outcome instanceof Outcome.Accepted<SellerObject> && attempt.refusal != null) {
            stays(order, "the seller refuses to delete it (" + attempt.refusal + ")");
        } else if (outcome instanceof Outcome.Accepted<SellerObject>) {
            stillShown(order, at);
        } else if (outcome instanceof Outcome.Refused<SellerObject> refused) {
            boolean gone = asked && (refused.status() == 404 || refused.status() == 410);
            if (!gone) {
                stays(order, "the seller does not show it (" + refused.reason() + ")");
            } else if (resolver.endsFor(attempt, "gone", at.now(), at.speaker().dialect().profile())) {
                order.removed = true;
                order.attempt = null;
            }
        } else if (outcome instanceof Outcome.Unknown<SellerObject> unknown) {
            readLater(order, unknown.reason(), unknown.retryAfter(), at);
        }
    }

    /** Reads may lag: it is asked for once more after a settle window, and its lines are looked at again before that. */
    private void stillShown(OrderRow order, OrderMachine.Situation at) {
        Attempt attempt = order.attempt;
        attempt.ending = null;
        switch (resolver.absent(attempt, at.now(), at.speaker().dialect().profile())) {
            case READ_AGAIN -> { }
            case SEND_AGAIN -> begin(order, Step.FIND_LINE, attempt.number + 1, at);
            default -> stays(order, "the seller still shows it, although it was asked to delete it");
        }
    }

    /** A page of the lines that the seller has under it. Whatever is more than a draft keeps it, and so does what is not ours. */
    void listed(OrderRow order, Known known, Outcome<PageOf<SellerLine>> outcome, OrderMachine.Situation at) {
        if (outcome instanceof Outcome.Accepted<PageOf<SellerLine>> page) {
            listed(order, known, page.value(), at);
        } else if (outcome instanceof Outcome.Refused<PageOf<SellerLine>> refused) {
            if (!order.attempt.retriesPage(refused, at.speech().pagings())) {
                stays(order, "its lines cannot be listed (" + refused.reason() + ")");
            }
        } else if (outcome instanceof Outcome.Unknown<PageOf<SellerLine>> unknown) {
            readLater(order, unknown.reason(), unknown.retryAfter(), at);
        }
    }

    private static void listed(OrderRow order, Known known, PageOf<SellerLine> page, OrderMachine.Situation at) {
        Set<String> ours = known.lines.stream().filter(l -> l.sellerLineId != null).map(l -> l.sellerLineId).collect(Collectors.toSet());
        Optional<SellerLine> more = page.items().stream().filter(l -> l.state() != LineState.DRAFT || !ours.contains(l.id())).findFirst();
        if (more.isPresent()) {
            stays(order, "the seller shows line " + more.get().id() + " under it as " + more.get().rawState()
                    + (ours.contains(more.get().id()) ? "" : ", which is none of this booking"));
        } else if (page.items().size() < page.received()) {
            stays(order, "the seller shows lines under it that cannot be read");
        } else {
            Attempt attempt = order.attempt;
            attempt.failures = 0;
            PageTurn.Verdict verdict = attempt.turnPage(page, SellerLine::id, at.speech().pagings());
            if (verdict == PageTurn.Verdict.END) {
                keeps(order, known, at).ifPresentOrElse(why -> stays(order, why), () -> begin(order, Step.DELETE_ORDER, attempt.number, at));
            } else if (verdict != PageTurn.Verdict.NEXT) {
                stays(order, "the seller does not show all its lines");
            }
        }
    }

    /** The answer to the call that deletes it; whatever it says, the order is read next. */
    void heard(OrderRow order, Outcome<SellerObject> outcome, OrderMachine.Situation at) {
        Attempt attempt = order.attempt;
        attempt.answered = true;
        if (outcome instanceof Outcome.Refused<SellerObject> refused) {
            attempt.refusal = refused.reason();
        } else if (outcome instanceof Outcome.Unknown<SellerObject> unknown) {
            boolean goesOn = resolver.failedAgain(attempt, unknown.reason(), unknown.retryAfter(), at.now());
            if (!unknown.neverSent()) {
                attempt.failures = 0;
                attempt.next = unknown.retryAfter().isEmpty() ? null : attempt.next;
            } else if (goesOn) {
                attempt.answered = false;
                attempt.journal = 0;
            } else {
                stays(order, "the seller cannot be reached: " + unknown.reason());
            }
        }
    }

    private void readLater(OrderRow order, String reason, String retryAfter, OrderMachine.Situation at) {
        if (!resolver.failedAgain(order.attempt, reason, retryAfter, at.now())) {
            stays(order, (order.attempt.step == Step.DELETE_ORDER ? "whether the seller has deleted it" : "it") + " cannot be read: " + reason);
        }
    }

    private static void stays(OrderRow order, String why) {
        order.staysBecause = why;
        order.attempt = null;
    }
}
