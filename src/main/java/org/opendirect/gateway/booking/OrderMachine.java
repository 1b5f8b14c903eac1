package org.opendirect.gateway.booking;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.Speaker;
import org.opendirect.gateway.work.Phase;

/** What an order does next: find or open the account, create the order, or find it again by the key in its name. */
class OrderMachine {

    static final int PAGE = 50;
    private static final Duration ACCOUNT_TURN = Duration.ofMillis(100);
    private static final Duration ACCOUNT_PATIENCE = Duration.ofSeconds(2);
    /** longer than any wait is spent in place */
    private static final Duration ACCOUNT_LATER = Duration.ofSeconds(4);

    private final Resolver resolver;

    OrderMachine(Resolver resolver) {
        this.resolver = resolver;
    }

    /** The accounts that all bookings share, so that two of them do not open the same one. Called inside the transaction. */
    interface Accounts {
        Optional<String> known(OrderRow order);

        /** Whether this booking is the one to find or open it; the others wait for it. */
        boolean myTurn(OrderRow order);

        void found(OrderRow order);

        void givenUp(OrderRow order);

        /** Which other booking of ours has the order of this id at the same seller. */
        Optional<String> otherOrder(OrderRow order, String sellerOrderId);
    }

    record Situation(Instant now, Phase phase, Accounts accounts, String buyerId, Speaker speaker) {
        BookingSpeech speech() {
            return speaker.dialect().booking();
        }
    }

    /**
     * Takes over the dialect that was found out after the order had been begun in the one that is assumed, as long as nothing has left in
     * that: what was only read is read anew. Else the order is gone on with as it was begun.
     *
     * @return whether what was under way is begun anew, so that an answer to it is of no use
     */
    static boolean takeOver(OrderRow order, String dialect) {
        String assumed = Choice.DIALECT.defaultValue();
        boolean left = order.attempt != null && order.attempt.step.mutating() && order.attempt.sent();
        boolean met = order.attempt != null && order.attempt.step == Step.MEET_SELLER;
        boolean anew = met || order.attempt != null && !left && !dialect.equals(assumed);
        order.dialect = left ? assumed : dialect;
        order.attempt = anew ? null : order.attempt;
        return anew;
    }

    /** Whether nothing has left for the order yet, so that its seller may still be asked who it is. */
    static boolean isToBeMet(OrderRow order, Situation at) {
        boolean left = order.attempt != null && order.attempt.step.mutating() && order.attempt.sent();
        return order.state == OrderRow.State.NEW && order.dialect == null && !left && at.phase() != Phase.RELEASE;
    }

    /** Nothing is said to a seller of which nobody knows what it understands. */
    Next meet(OrderRow order, Situation at) {
        if (order.attempt == null || order.attempt.step != Step.MEET_SELLER) {
            order.attempt = Attempt.of(Step.MEET_SELLER, 1, at.now());
            order.attempt.answered = true;
        }
        return order.attempt.pursue(Step.MEET_SELLER, at.now()) instanceof Next.Wait wait ? wait : new Next.Meet();
    }

    /**
     * The seller was asked who it is and has not shown it. One that answers is spoken to as is assumed; one that does not, or is none, is
     * asked again.
     *
     * @param problem what was found; null for nothing
     */
    void met(OrderRow order, boolean answers, Problem.Brief problem, Situation at) {
        if (answers) {
            takeOver(order, Choice.DIALECT.defaultValue());
            return;
        }
        Problem.Brief found = problem == null ? Problem.Brief.of("seller_unreachable", "it does not answer") : problem;
        if (!resolver.failedAgain(order.attempt, found.detail(), "", at.now())) {
            fail(order, at, found);
        }
    }

    boolean takeUp(OrderRow order) {
        boolean lost = order.attempt != null && order.attempt.step.mutating() && !order.attempt.answered && order.attempt.sent();
        if (lost) {
            order.attempt.answered = true;
            order.interruptions = resolver.interrupted(order.attempt, order.interruptions);
            order.attempt.evidence = "the gateway stopped before it had recorded an answer";
        }
        return lost;
    }

    Next next(OrderRow order, Situation at) {
        if (order.state != OrderRow.State.NEW) {
            return Next.PARK;
        }
        if (order.attempt != null && order.attempt.step == Step.MEET_SELLER) {
            order.attempt = null;
        }
        if (order.attempt != null && !order.attempt.answered && at.phase() == Phase.RELEASE) {
            // what was to leave does not; what has left is found out about first
            order.attempt = null;
        }
        if (order.attempt != null) {
            return order.attempt.pursue(order.attempt.step == Step.CREATE_ORDER ? Step.FIND_ORDER : Step.FIND_ACCOUNT, at.now());
        }
        if (at.phase() == Phase.RELEASE) {
            return fail(order, at, Problem.Brief.of("cancelled", "cancelled before the order was created"));
        }
        if (order.accountId == null) {
            order.accountId = at.accounts().known(order).orElse(null);
        }
        if (order.accountId == null && !at.speech().serves(Call.OPEN_ACCOUNT)) {
            order.accountId = Holdings.NO_ACCOUNT;
        }
        if (order.accountId != null && !at.speech().serves(Call.CREATE_ORDER)) {
            // lines are bought one by one there; the order is ours alone
            order.orderId = order.key;
            order.state = OrderRow.State.OPEN;
            return Next.PARK;
        }
        if (order.accountId != null) {
            return createNow(order, at);
        }
        return at.accounts().myTurn(order) ? send(order, Step.FIND_ACCOUNT, 1, at) : waitForTurn(order, at);
    }

    /** As for a line: no seller books the past. */
    private static Next createNow(OrderRow order, Situation at) {
        LocalDate today = LocalDate.ofInstant(at.now(), ZoneOffset.UTC);
        if (order.end.isBefore(today)) {
            return fail(order, at, LineMachine.flightOver(order.end, today));
        }
        order.start = order.start.isBefore(today) ? today : order.start;
        return send(order, Step.CREATE_ORDER, 1, at);
    }

    /** Mostly it takes a moment. Where it takes longer, no thread is held, since whoever has the turn needs one too. */
    private static Next waitForTurn(OrderRow order, Situation at) {
        order.waitsSince = Objects.requireNonNullElse(order.waitsSince, at.now());
        boolean slow = at.now().isAfter(order.waitsSince.plus(ACCOUNT_PATIENCE));
        order.waitsUntil = at.now().plus(slow ? ACCOUNT_LATER : ACCOUNT_TURN);
        return new Next.Wait(order.waitsUntil);
    }

    private static Next send(OrderRow order, Step step, int number, Situation at) {
        order.attempt = Attempt.of(step, number, at.now());
        order.attempt.answered = !step.mutating();
        return new Next.Send(step);
    }

    /** The answer to the call that opens the account or creates the order. */
    void heard(OrderRow order, Outcome<SellerObject> outcome, Situation at) {
        Attempt attempt = order.attempt;
        attempt.answered = true;
        if (outcome instanceof Outcome.Accepted<SellerObject> accepted) {
            attempt.understood(attempt.step.call(), at.speaker(), "it took " + attempt.step.routeName() + " so");
            found(order, accepted.value(), at);
        } else if (outcome instanceof Outcome.Refused<SellerObject> refused) {
            if (sayOtherwise(order, refused, at)) {
                return;
            }
            boolean account = attempt.step == Step.OPEN_ACCOUNT;
            fail(order, at, Problem.Brief.of("seller_refused", (account ? "no account could be opened, set account-id for this seller: " : "")
                    + refused.reason()));
        } else if (outcome instanceof Outcome.Unknown<SellerObject> unknown) {
            boolean goesOn = resolver.failedAgain(attempt, unknown.reason(), unknown.retryAfter(), at.now());
            if (unknown.neverSent()) {
                attempt.answered = false;
                attempt.journal = 0;
                if (!goesOn) {
                    fail(order, at, Problem.Brief.of("seller_unreachable", unknown.reason()));
                }
            } else {
                attempt.failures = 0;
                attempt.next = unknown.retryAfter().isEmpty() ? null : attempt.next;
                order.interruptions = unknown.retryAfter().isEmpty() ? order.interruptions : resolver.interrupted(attempt, order.interruptions);
            }
        }
    }

    /** A page of the seller's accounts or orders, looked through for ours. */
    void listed(OrderRow order, Outcome<PageOf<SellerObject>> outcome, Situation at) {
        Attempt attempt = order.attempt;
        if (outcome instanceof Outcome.Accepted<PageOf<SellerObject>> page) {
            Optional<SellerObject> ours = page.value().items().stream().filter(o -> isOurs(order, o, at)).findFirst();
            attempt.failures = 0;
            attempt.understood(listing(attempt), at.speaker(), "it answered the list when asked so");
            if (ours.isPresent()) {
                found(order, ours.get(), at);
                return;
            }
            switch (attempt.turnPage(page.value(), SellerObject::id, at.speech().pagings())) {
                case NEXT -> { }
                case END -> notFound(order, at);
                default -> notListedWhole(order, at);
            }
        } else if (outcome instanceof Outcome.Refused<PageOf<SellerObject>> refused) {
            if (attempt.retriesPage(refused, at.speech().pagings()) || listOtherwise(order, attempt.retryRefused(listing(attempt), refused, at.speaker()))) {
                return;
            }
            if (attempt.step == Step.FIND_ACCOUNT && refused.notServed()) {
                send(order, Step.OPEN_ACCOUNT, 1, at);
            } else if (attempt.step == Step.FIND_ACCOUNT) {
                fail(order, at, Problem.Brief.of("seller_refused", "the accounts cannot be read, set account-id for this seller: " + refused.reason()));
            } else {
                ask(order, "the seller does not list what it holds (" + refused.reason() + "), so nobody can tell whether it was created", at);
            }
        } else if (outcome instanceof Outcome.Unknown<PageOf<SellerObject>> unknown
                && !resolver.failedAgain(attempt, unknown.reason(), unknown.retryAfter(), at.now())) {
            if (attempt.step == Step.FIND_ACCOUNT) {
                fail(order, at, Problem.Brief.of("seller_unreachable", "the accounts could not be read: " + unknown.reason()));
            } else {
                ask(order, "the seller could not be read after an answer was lost: " + unknown.reason(), at);
            }
        }
    }

    private static Call listing(Attempt attempt) {
        return attempt.step == Step.CREATE_ORDER ? Call.LIST_ORDERS : Call.LIST_ACCOUNTS;
    }

    /** Chooses another variant for a call that was refused, where there is one. */
    private static boolean sayOtherwise(OrderRow order, Outcome.Refused<?> refused, Situation at) {
        boolean chosen = order.attempt.retryRefused(order.attempt.step.call(), refused, at.speaker());
        order.attempt = chosen ? order.attempt.anew(at.now()) : order.attempt;
        return chosen;
    }

    /** @param chosen whether there is another variant of the list that an attempt is looked for in: it is read from its first page then */
    private static boolean listOtherwise(OrderRow order, boolean chosen) {
        order.attempt.turn = chosen ? null : order.attempt.turn;
        return chosen;
    }

    /** The seller shows one page of the list and not the rest: narrowed, it may show what is looked for. */
    private void notListedWhole(OrderRow order, Situation at) {
        if (listOtherwise(order, order.attempt.retryCut(listing(order.attempt), at.speaker()))) {
            return;
        }
        if (order.attempt.step == Step.FIND_ACCOUNT) {
            fail(order, at, Problem.Brief.of("seller_list_cut", "the seller does not show all its accounts, set account-id for this seller"));
        } else {
            ask(order, "the seller does not show all its orders, so nobody can tell whether it was created", at);
        }
    }

    private void notFound(OrderRow order, Situation at) {
        Attempt attempt = order.attempt;
        if (attempt.step == Step.FIND_ACCOUNT) {
            send(order, Step.OPEN_ACCOUNT, 1, at);
            return;
        }
        switch (resolver.absent(attempt, at.now(), at.speaker().dialect().profile())) {
            case READ_AGAIN -> { }
            case SEND_AGAIN -> send(order, attempt.step, attempt.number + 1, at);
            default -> ask(order, "the seller does not show it, although it was sent twice", at);
        }
    }

    private static boolean isOurs(OrderRow order, SellerObject object, Situation at) {
        if (order.attempt.step == Step.CREATE_ORDER) {
            return object.bears(order.key);
        }
        return object.isAccountOf(order.advertiserId, at.buyerId());
    }

    /** Whether an account that was opened says that it is somebody else's; what it does not say is not compared. */
    private static boolean isOfAnother(OrderRow order, SellerObject account, Situation at) {
        String[] owner = account.owner().split("/", 2);
        boolean told = owner.length == 2 && !owner[0].isEmpty() && !owner[1].isEmpty();
        return told && !account.owner().equals(order.advertiserId + "/" + at.buyerId());
    }

    /** Why an order that the seller shows cannot be ours: what would be ordered under it would be another booking's. */
    private static Optional<String> anotherOrder(OrderRow order, SellerObject object, Situation at) {
        String marks = object.name() + "\n" + object.marks();
        return NaturalKey.in(marks).filter(key -> !marks.contains(order.key))
                .map(key -> "the seller answered with its order " + object.id() + ", which bears the key " + key + " of another")
                .or(() -> at.accounts().otherOrder(order, object.id()).map(other -> "the seller answered with its order " + object.id() + ", which is " + other))
                .or(() -> object.accountId().isEmpty() || object.accountId().equalsIgnoreCase(order.accountId) ? Optional.empty()
                        : Optional.of("the seller answered with its order " + object.id() + ", which belongs to account " + object.accountId()));
    }

    private static void found(OrderRow order, SellerObject object, Situation at) {
        Optional<String> another = order.attempt.step == Step.CREATE_ORDER ? anotherOrder(order, object, at) : Optional.empty();
        if (another.isPresent()) {
            ask(order, another.get(), at);
        } else if (order.attempt.step == Step.OPEN_ACCOUNT && isOfAnother(order, object, at)) {
            fail(order, at, Problem.Brief.of("account_differs", "the seller answered with its account " + object.id() + ", which belongs to " + object.owner()
                    + " (advertiser/buyer): set account-id for this seller"));
        } else if (order.attempt.step == Step.CREATE_ORDER) {
            order.orderId = object.id();
            order.sellerStatus = object.status();
            order.attempt = null;
            order.state = OrderRow.State.OPEN;
            if (!object.currency().isEmpty() && !object.currency().equals(order.currency)) {
                // it is the currency of all its lines
                order.state = OrderRow.State.FAILED;
                order.problem = Problem.Brief.of("terms_changed", "the seller has made the order " + object.id() + " in " + object.currency()
                        + " instead of " + order.currency + "; nothing was ordered under it");
            } else if (object.state() == ApprovalState.REJECTED) {
                order.state = OrderRow.State.FAILED;
                order.problem = Problem.Brief.of("order_rejected", "the seller shows the order " + object.id() + " as " + object.status());
            }
        } else if (!object.currency().isEmpty() && !object.currency().equals(order.currency)) {
            fail(order, at, Problem.Brief.of("terms_changed", "the account " + object.id() + " is kept in " + object.currency() + " instead of "
                    + order.currency + "; nothing was ordered under it"));
        } else {
            order.accountId = object.id();
            order.attempt = null;
            at.accounts().found(order);
        }
    }

    private static Next fail(OrderRow order, Situation at, Problem.Brief problem) {
        at.accounts().givenUp(order);
        order.state = OrderRow.State.FAILED;
        order.attempt = null;
        order.problem = problem;
        return Next.PARK;
    }

    private static void ask(OrderRow order, String detail, Situation at) {
        at.accounts().givenUp(order);
        order.problem = new Problem.Brief("needs_decision", detail, Map.of("step", order.attempt.step.routeName(), "naturalKey", order.key,
                "lastEvidence", Optional.ofNullable(order.attempt.evidence).orElse("")));
        order.state = OrderRow.State.NEEDS_DECISION;
        order.attempt = null;
    }

    /** A person says: look again; and, where it is to be tried again, create it if it is not there. */
    void lookAgain(OrderRow order, boolean maySend, Situation at) {
        order.state = OrderRow.State.NEW;
        order.problem = null;
        if (order.accountId != null) {
            order.attempt = Attempt.of(Step.CREATE_ORDER, maySend ? 1 : Resolver.MAX_SENDS, at.now());
            order.attempt.answered = true;
        }
    }
}
