package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
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
 * What the routes of order and line have in common: one transaction records the outcome of a step and the intent of the next, then
 * the route is told what to do. Exchange properties: {@code claim} in; {@code step} (a step's name, {@code wait} or {@code none}) and
 * {@code waitMs} out.
 */
abstract class Steps {

    static final String CLAIM = "claim";
    private static final String UNIT = "unit";
    private static final String STEP = "step";
    private static final String ASKED = "asked";
    private static final String SENT = "sent";
    /** A longer wait is not spent holding a thread: the work is given back until then. */
    private static final Duration LONGEST_WAIT_IN_PLACE = Duration.ofSeconds(1);

    final Store store;
    final Works works;
    final Rows rows;
    final Audit audit;
    final Clock clock;
    final SellerDirectory sellers;

    Steps(Parts parts) {
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
    record Decision(Next next, SellerRequest request) {
    }

    /** A call that was made, and its reply; neither where the seller was asked who it is. */
    record Heard(Step asked, SellerRequest sent, WireReply reply) {
    }

    /** Takes up the order or line whose id is the body. */
    public final void begin(Exchange exchange) {
        exchange.setProperty(UNIT, exchange.getMessage().getBody(String.class));
        advance(exchange, true, null);
    }

    /** Records the reply that is the body, or goes on after a wait. */
    public final void next(Exchange exchange) {
        String step = exchange.getProperty(STEP, String.class);
        boolean met = step.equals(Step.MEET_SELLER.routeName());
        advance(exchange, false, met ? new Heard(Step.MEET_SELLER, null, null) : step.equals("wait") ? null : new Heard(exchange.getProperty(ASKED, Step.class), exchange.getProperty(SENT, SellerRequest.class),
                exchange.getMessage().getBody(WireReply.class)));
    }

    private void advance(Exchange exchange, boolean takeUp, Heard heard) {
        Claim claim = exchange.getProperty(CLAIM, Claim.class);
        String unit = exchange.getProperty(UNIT, String.class);
        Decision decision = store.write(() -> {
            Works.Terms terms = works.fence(claim);
            return decide(claim, terms, unit, takeUp, heard);
        });
        exchange.getMessage().setBody(decision.request());
        exchange.setProperty(STEP, "none");
        if (decision.next() instanceof Next.Send send) {
            exchange.setProperty(ASKED, send.step());
            exchange.setProperty(SENT, decision.request());
            exchange.setProperty(STEP, send.step().routeName());
        } else if (decision.next() instanceof Next.Meet meet) {
            exchange.getMessage().setBody(meet.seller());
            exchange.setProperty(STEP, Step.MEET_SELLER.routeName());
        } else if (decision.next() instanceof Next.Wait wait && !stopping(exchange)) {
            Duration left = Duration.between(clock.instant(), wait.until());
            if (left.compareTo(LONGEST_WAIT_IN_PLACE) <= 0) {
                exchange.setProperty(STEP, "wait");
                exchange.setProperty("waitMs", Math.max(1, left.toMillis()));
            }
        }
    }

    /** Inside the transaction, fenced. */
    abstract Decision decide(Claim claim, Works.Terms terms, String unit, boolean takeUp, Heard heard);

    /** A call that ends, whatever the seller does, while the claim is still ours: whoever takes over reads what it came to. */
    final SellerRequest request(Claim claim, String seller, WireRequest wire) {
        SellerRequest request = SellerRequest.within(seller, wire, sellers.get(seller).settings().timeout());
        return request.notAfter(works.leaseEnds(claim));
    }

    /** Writes the intent of a mutating step that has none yet. */
    final void intend(OrderRow order, String lineId, Attempt attempt, String key, SellerRequest request, Claim claim) {
        if (attempt != null && attempt.step.mutating() && !attempt.answered && attempt.journal == 0) {
            attempt.journal = rows.intent(order, lineId, attempt, key, request.hash(), claim.epoch());
        }
    }

    /**
     * Writes what came of a call: the outcome of its intent, where it changes something, and the audit in any case.
     *
     * @param line null for a call about the order
     */
    final void record(Claim claim, OrderRow order, LineRow line, Attempt attempt, Heard heard, Outcome<?> outcome) {
        if (heard.asked().mutating() && attempt.journal > 0) {
            rows.outcome(attempt.journal, Audit.verdict(outcome), Audit.detail(outcome));
        }
        audit.answered(cause(claim, order, line, heard.asked()), heard.sent(), heard.reply(), outcome);
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

    private static boolean stopping(Exchange exchange) {
        return exchange.getContext().isStopping() || exchange.getContext().isStopped();
    }
}
