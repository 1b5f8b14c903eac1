package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/**
 * Steps of an order or a line. One transaction records the outcome of a step and the intent of the next one; the route of that next
 * step then makes the call (docs/booking.md).
 */
abstract class StepExecutor {

    /** A longer wait is not spent holding a thread: the work is given back until then. */
    private static final Duration LONGEST_WAIT_IN_PLACE = Duration.ofSeconds(1);

    final Store store;
    final Works works;
    final Rows rows;
    final Audit audit;
    final Clock clock;
    final SellerDirectory sellers;

    StepExecutor(Parts parts) {
        this.store = parts.store();
        this.works = parts.works();
        this.rows = parts.rows();
        this.audit = parts.audit();
        this.clock = parts.clock();
        this.sellers = parts.sellers();
    }

    /** What both kinds of steps work with. */
    record Parts(Store store, Works works, Rows rows, Audit audit, Clock clock, SellerDirectory sellers, LineObserver observer) {
    }

    /** What the transaction has decided. */
    record Decision(Next next, String seller, SellerRequest request) {
    }

    /** A call and its answer; both are null where the seller was identified. */
    record StepResponse(Step step, SellerRequest request, WireReply reply) {
    }

    /**
     * Takes up an order or a line, also where another gateway has left it.
     *
     * @return null when there is nothing to do for it now
     */
    public final NextStep begin(Claim claim, String entityId) {
        return advance(claim, entityId, true, null);
    }

    /**
     * Records the seller's answer to a step.
     *
     * @return null when there is nothing more to do now
     */
    public final NextStep onResponse(Claim claim, NextStep step, WireReply reply) {
        return advance(claim, step.entityId(), false, new StepResponse(step.step(), step.request(), reply));
    }

    /**
     * Goes on after a wait.
     *
     * @return null when there is nothing more to do now
     */
    public final NextStep onDelayElapsed(Claim claim, NextStep step) {
        return advance(claim, step.entityId(), false, null);
    }

    private NextStep advance(Claim claim, String entityId, boolean takeUp, StepResponse response) {
        Decision decision = store.write(() -> {
            Works.Terms terms = works.fence(claim);
            return decide(claim, terms, entityId, takeUp, response);
        });
        if (decision.next() instanceof Next.Send send) {
            return new NextStep(entityId, route(send.step()), send.step(), decision.seller(), decision.request(), 0);
        }
        if (decision.next() instanceof Next.Meet) {
            return new NextStep(entityId, route(Step.MEET_SELLER), Step.MEET_SELLER, decision.seller(), null, 0);
        }
        if (decision.next() instanceof Next.Wait wait) {
            Duration left = Duration.between(clock.instant(), wait.until());
            return left.compareTo(LONGEST_WAIT_IN_PLACE) > 0 ? null
                    : new NextStep(entityId, waitRoute(), null, decision.seller(), null, Math.max(1, left.toMillis()));
        }
        return null;
    }

    /** Id of the route that takes a step of this kind of entity. */
    abstract String route(Step step);

    /** Id of the route that waits for this kind of entity. */
    abstract String waitRoute();

    /** Inside the transaction, fenced. */
    abstract Decision decide(Claim claim, Works.Terms terms, String entityId, boolean takeUp, StepResponse response);

    /** A call that ends, whatever the seller does, while the claim is still ours: whoever takes over reads what it came to. */
    final SellerRequest request(Claim claim, String seller, WireRequest wire) {
        SellerRequest request = SellerRequest.within(seller, wire, sellers.get(seller).settings().timeout());
        return request.notAfter(works.leaseEnds(claim));
    }

    /** Writes the intent of a mutating step that has none yet. */
    final void recordIntent(OrderRow order, String lineId, Attempt attempt, String key, SellerRequest request, Claim claim) {
        if (attempt != null && attempt.step.mutating() && !attempt.answered && attempt.journal == 0) {
            attempt.journal = rows.intent(order, lineId, attempt, key, request.hash(), claim.epoch());
        }
    }

    /**
     * Writes what came of a call: the outcome of its intent, where it changes something, and the audit in any case.
     *
     * @param line null for a call about the order
     */
    final void recordOutcome(Claim claim, OrderRow order, LineRow line, Attempt attempt, StepResponse response, Outcome<?> outcome) {
        if (response.step().mutating() && attempt.journal > 0) {
            rows.outcome(attempt.journal, Audit.verdict(outcome), Audit.detail(outcome));
        }
        audit.answered(cause(claim, order, line, response.step()), response.request(), response.reply(), outcome);
    }

    /** Writes that nobody knows what came of the call that was under way when the gateway stopped. */
    final void recordInterrupted(Claim claim, OrderRow order, LineRow line, Attempt attempt, WireRequest meant) {
        if (attempt.journal > 0) {
            rows.outcome(attempt.journal, "unknown", "the gateway stopped before it had recorded an answer");
        }
        audit.interrupted(cause(claim, order, line, attempt.step), request(claim, order.seller, meant));
    }

    private Audit.Cause cause(Claim claim, OrderRow order, LineRow line, Step step) {
        return new Audit.Cause(claim.askedBy(), claim.workId(), order.id, line == null ? null : line.id, line == null ? null : line.sellerLineId,
                step.routeName(), claim.epoch());
    }

    final Instant now() {
        return clock.instant();
    }
}
