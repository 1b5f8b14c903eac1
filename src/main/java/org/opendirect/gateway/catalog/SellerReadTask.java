package org.opendirect.gateway.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.SequentialTasks;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * A task that only reads, and has a partial result when its time runs out. It works on state of its own and publishes a
 * copy after each reply, so that an answer can be made of it while a late reply is still being read.
 *
 * @param <T> the part of the answer that it reads
 */
abstract class SellerReadTask<T> implements SellerTask {

    /** Products of one seller are asked about so many at a time: its bulkhead takes no more, and others ask it too. */
    private static final int LANES = 16;

    private final String seller;
    private final long deadline;
    private final boolean spare;
    private final long created = System.nanoTime();
    private Verdict verdict;
    private volatile Snapshot<T> published;
    /** When the deadline was seen to have passed, in {@link System#nanoTime()}; 0 before that. */
    private volatile long timedOutAt;

    /** State at one moment; without a verdict the task goes on. */
    private record Snapshot<T>(Verdict verdict, T part, long at) {
    }

    /**
     * Outcome of a task.
     *
     * @param part null where nothing was read
     */
    record TaskResult<T>(Verdict verdict, T part, long elapsedMs) {
    }

    /**
     * @param deadline in {@link System#nanoTime()}
     * @param spare    whether the seller is not asked while it is in trouble
     */
    SellerReadTask(String seller, long deadline, boolean spare) {
        this.seller = seller;
        this.deadline = deadline;
        this.spare = spare;
    }

    /** All of them as tasks of a fan-out: those of one seller share at most 16 lanes, each of which runs its own one after the other. */
    static List<SellerTask> inLanes(List<? extends SellerReadTask<?>> tasks) {
        var bySeller = new LinkedHashMap<String, List<SellerTask>>();
        tasks.forEach(t -> bySeller.computeIfAbsent(t.seller(), s -> new ArrayList<>()).add(t));
        var lanes = new ArrayList<SellerTask>();
        bySeller.values().forEach(all -> {
            for (int lane = 0; lane < Math.min(LANES, all.size()); lane++) {
                int first = lane;
                lanes.add(new SequentialTasks(IntStream.range(0, all.size()).filter(i -> i % LANES == first).mapToObj(all::get).toList()));
            }
        });
        return lanes;
    }

    /** The next call; empty when all has been read. */
    abstract Optional<WireRequest> nextCall();

    /** Reads a reply; ends the task unless there is more to ask. */
    abstract void read(WireReply reply);

    /** What was read so far; never changed afterwards. */
    abstract T part();

    /**
     * The result when the time has run out.
     *
     * @param part what was read until then; null for nothing
     */
    TaskResult<T> onTimeout(T part, long elapsedMs) {
        String what = part == null ? "no answer within " : "no complete answer within ";
        return new TaskResult<>(Verdict.of("timed_out", "seller_timeout", what + elapsedMs + " ms"), part, elapsedMs);
    }

    @Override
    public final Optional<SellerRequest> nextRequest() {
        if (verdict != null) {
            return Optional.empty();
        }
        if (System.nanoTime() - deadline >= 0) {
            timedOutAt = System.nanoTime();
            return Optional.empty();
        }
        Optional<SellerRequest> next = nextCall().map(wire -> new SellerRequest(seller, wire, deadline, spare));
        if (next.isEmpty()) {
            end(Verdict.FINE);
        }
        return next;
    }

    @Override
    public final void onResponse(WireReply reply) {
        read(reply);
        if (verdict == null) {
            publish();
        }
    }

    @Override
    public final void fail(String reason) {
        end(Verdict.of("error", "gateway_error", reason));
    }

    @Override
    public final long readySince() {
        return created;
    }

    /** Ends the task; the first verdict stays. */
    final void end(Verdict end) {
        if (verdict == null) {
            verdict = end;
        }
        publish();
    }

    private void publish() {
        published = new Snapshot<>(verdict, part(), System.nanoTime());
    }

    final String seller() {
        return seller;
    }

    /** The result until now; a task that goes on has run out of its time. */
    final TaskResult<T> result() {
        Snapshot<T> now = published;
        if (now != null && now.verdict != null) {
            return new TaskResult<>(now.verdict, now.part, millis(now.at));
        }
        long end = timedOutAt;
        return onTimeout(now == null ? null : now.part, millis(end == 0 ? System.nanoTime() : end));
    }

    private long millis(long at) {
        return (at - created) / 1_000_000;
    }
}
