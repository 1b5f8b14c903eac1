package org.opendirect.gateway.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.Conversation;
import org.opendirect.gateway.seller.InTurn;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * A conversation that only reads, and shows what it has heard so far when its time runs out. It works on state of its own and shows a
 * copy after each reply, so that an answer can be made of it while a late reply is still being read.
 *
 * @param <T> what it has to show
 */
abstract class Reading<T> implements Conversation {

    /** Products of one seller are asked about so many at a time: its guard takes no more, and others ask it too. */
    private static final int AT_ONCE = 16;

    private final String seller;
    private final long deadline;
    private final boolean spare;
    private final long started = System.nanoTime();
    private Verdict verdict;
    private volatile Shown<T> shown;
    /** when it was found that its time was up; 0 as long as it was not */
    private volatile long over;

    /** What it shows at one moment; without a verdict it goes on. */
    private record Shown<T>(Verdict verdict, T part, long at) {
    }

    /** What has become of it. */
    record Heard<T>(Verdict verdict, T part, long elapsedMs) {
    }

    /** @param spare whether it is not asked while it is in trouble */
    Reading(String seller, long deadline, boolean spare) {
        this.seller = seller;
        this.deadline = deadline;
        this.spare = spare;
    }

    /** All of them; those of one seller share out among a few conversations, each going through its own in turn. */
    static List<Conversation> shared(List<? extends Reading<?>> readings) {
        var bySeller = new LinkedHashMap<String, List<Conversation>>();
        readings.forEach(r -> bySeller.computeIfAbsent(r.seller(), s -> new ArrayList<>()).add(r));
        var conversations = new ArrayList<Conversation>();
        bySeller.values().forEach(all -> {
            for (int lane = 0; lane < Math.min(AT_ONCE, all.size()); lane++) {
                int first = lane;
                conversations.add(new InTurn(IntStream.range(0, all.size()).filter(i -> i % AT_ONCE == first).mapToObj(all::get).toList()));
            }
        });
        return conversations;
    }

    /** The next thing to ask, empty when all has been heard. */
    abstract Optional<WireRequest> ask();

    /** Takes a reply; the verdict is left open while there is more to ask, and is the last that is said. */
    abstract void take(WireReply reply);

    /** What it has to show now; never changed afterwards. */
    abstract T part();

    /** What it means that the time ran out, with what was heard until then: null for nothing. */
    Heard<T> late(T part, long elapsedMs) {
        String what = part == null ? "no answer within " : "no complete answer within ";
        return new Heard<>(Verdict.of("timed_out", "seller_timeout", what + elapsedMs + " ms"), part, elapsedMs);
    }

    @Override
    public final long deadline() {
        return deadline;
    }

    @Override
    public final Optional<SellerRequest> next() {
        if (verdict != null) {
            return Optional.empty();
        }
        if (System.nanoTime() - deadline >= 0) {
            over = System.nanoTime();
            return Optional.empty();
        }
        Optional<SellerRequest> next = ask().map(wire -> new SellerRequest(seller, wire, deadline, spare));
        if (next.isEmpty()) {
            end(Verdict.FINE);
        }
        return next;
    }

    @Override
    public final void hear(WireReply reply) {
        take(reply);
        if (verdict == null) {
            show();
        }
    }

    @Override
    public final void broke(String reason) {
        end(Verdict.of("error", "gateway_error", reason));
    }

    final void end(Verdict end) {
        if (verdict == null) {
            verdict = end;
        }
        show();
    }

    private void show() {
        shown = new Shown<>(verdict, part(), System.nanoTime());
    }

    final String seller() {
        return seller;
    }

    /** What has become of it until now; a conversation that goes on has run out of its time. */
    final Heard<T> heard() {
        Shown<T> now = shown;
        if (now != null && now.verdict != null) {
            return new Heard<>(now.verdict, now.part, millis(now.at));
        }
        long end = over;
        return late(now == null ? null : now.part, millis(end == 0 ? System.nanoTime() : end));
    }

    private long millis(long at) {
        return (at - started) / 1_000_000;
    }
}
