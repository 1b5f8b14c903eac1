package org.opendirect.gateway.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.opendirect.gateway.money.Money;
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
    /** A longer wait is not spent holding a thread: the work is given back until then. */
    private static final Duration LONGEST_WAIT_IN_PLACE = Duration.ofSeconds(3);

    final Store store;
    final Works works;
    final Rows rows;
    final Clock clock;
    final SellerDirectory sellers;

    Steps(Store store, Works works, Rows rows, Clock clock, SellerDirectory sellers) {
        this.store = store;
        this.works = works;
        this.rows = rows;
        this.clock = clock;
        this.sellers = sellers;
    }

    /** What the transaction has decided. */
    record Decision(Next next, SellerRequest request) {
    }

    /** Takes up the order or line whose id is the body. */
    public final void begin(Exchange exchange) {
        exchange.setProperty(UNIT, exchange.getMessage().getBody(String.class));
        advance(exchange, true, null, null);
    }

    /** Records the reply that is the body, or goes on after a wait. */
    public final void next(Exchange exchange) {
        boolean waited = exchange.getProperty(STEP, String.class).equals("wait");
        advance(exchange, false, waited ? null : exchange.getProperty(ASKED, Step.class),
                waited ? null : exchange.getMessage().getBody(WireReply.class));
    }

    private void advance(Exchange exchange, boolean takeUp, Step asked, WireReply reply) {
        Claim claim = exchange.getProperty(CLAIM, Claim.class);
        String unit = exchange.getProperty(UNIT, String.class);
        Decision decision = store.write(() -> {
            works.fence(claim);
            return decide(claim, unit, takeUp, asked, reply);
        });
        exchange.getMessage().setBody(decision.request());
        exchange.setProperty(STEP, "none");
        if (decision.next() instanceof Next.Send send) {
            exchange.setProperty(ASKED, send.step());
            exchange.setProperty(STEP, send.step().routeName());
        } else if (decision.next() instanceof Next.Wait wait && !stopping(exchange)) {
            Duration left = Duration.between(clock.instant(), wait.until());
            if (left.compareTo(LONGEST_WAIT_IN_PLACE) <= 0) {
                exchange.setProperty(STEP, "wait");
                exchange.setProperty("waitMs", Math.max(1, left.toMillis()));
            }
        }
    }

    /** Inside the transaction, fenced. */
    abstract Decision decide(Claim claim, String unit, boolean takeUp, Step asked, WireReply reply);

    final SellerRequest request(String seller, WireRequest wire) {
        return SellerRequest.within(seller, wire, sellers.get(seller).settings().timeout());
    }

    /** Writes the intent of a mutating step that has none yet. */
    final void intend(OrderRow order, String lineId, Attempt attempt, String key, SellerRequest request, Claim claim) {
        if (attempt != null && attempt.step.mutating() && !attempt.answered && attempt.journal == 0) {
            attempt.journal = rows.intent(order, lineId, attempt, key, request.hash(), claim.epoch());
        }
    }

    /** Writes what the answer to a mutating step was. */
    final void record(Attempt attempt, Step asked, Outcome<?> outcome) {
        if (asked.mutating() && attempt.journal > 0) {
            if (outcome instanceof Outcome.Refused<?> refused) {
                rows.outcome(attempt.journal, "refused", refused.reason());
            } else if (outcome instanceof Outcome.Unknown<?> unknown) {
                rows.outcome(attempt.journal, unknown.neverSent() ? "not_sent" : "unknown", unknown.reason());
            } else {
                rows.outcome(attempt.journal, "done", null);
            }
        }
    }

    final Instant now() {
        return clock.instant();
    }

    /** Holds a line's cost against the work's budget; called inside the transaction of the step. */
    final boolean hold(LineRow line) {
        works.lock(line.workId);
        Money budget = works.terms(line.workId).budget();
        Money others = rows.committedByOthers(line.workId, line.id, line.currency);
        if (!budget.currency().equals(line.currency) || others.plus(line.cost()).exceeds(budget)) {
            return false;
        }
        line.reservedMicros = line.costMicros;
        return true;
    }

    private static boolean stopping(Exchange exchange) {
        return exchange.getContext().isStopping() || exchange.getContext().isStopped();
    }
}
