package org.opendirect.gateway.catalog;

import java.util.Optional;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.Conversation;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** A conversation that only reads, and keeps what it has heard so far when its time runs out. */
abstract class Reading implements Conversation {

    private final String seller;
    private final long deadline;
    private final long started = System.nanoTime();
    private volatile long ended;
    private volatile Verdict verdict;

    Reading(String seller, long deadline) {
        this.seller = seller;
        this.deadline = deadline;
    }

    /** The next thing to ask, empty when all has been heard. */
    abstract Optional<WireRequest> ask();

    /** Takes a reply; the verdict is left open while there is more to ask. */
    abstract void take(WireReply reply);

    @Override
    public final Optional<SellerRequest> next() {
        if (verdict != null) {
            return Optional.empty();
        }
        if (System.nanoTime() >= deadline) {
            end(late("no complete answer within "));
            return Optional.empty();
        }
        Optional<SellerRequest> next = ask().map(wire -> new SellerRequest(seller, wire, deadline));
        if (next.isEmpty()) {
            end(Verdict.FINE);
        }
        return next;
    }

    @Override
    public final void hear(WireReply reply) {
        take(reply);
    }

    @Override
    public final void broke(String reason) {
        end(Verdict.of("error", "gateway_error", reason));
    }

    final void end(Verdict end) {
        if (verdict == null) {
            ended = System.nanoTime();
            verdict = end;
        }
    }

    final String seller() {
        return seller;
    }

    /** How it ended; a conversation that was never finished did so by time. */
    final Verdict verdict() {
        return verdict != null ? verdict : late("no answer within ");
    }

    /** What it means that the time ran out. */
    Verdict late(String what) {
        return Verdict.of("timed_out", "seller_timeout", what + elapsedMs() + " ms");
    }

    final long elapsedMs() {
        return ((ended == 0 ? System.nanoTime() : ended) - started) / 1_000_000;
    }
}
