package org.opendirect.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.store.Store;

/** Writes and shows the audit. */
public final class Audit {

    private static final String NO_SELLER = "";

    private final Store store;
    private final Clock clock;

    public Audit(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What a call was made for.
     *
     * @param askedBy who wanted it: a caller's name, or a file's
     * @param line    the line's id here; null for what concerns a whole order or a negotiation
     * @param lineId  the seller's id of it; null as long as the seller has named none
     * @param epoch   of the claim under which it was made; 0 without one
     */
    public record Cause(String askedBy, String workId, String bookingId, String line, String lineId, String step, long epoch) {
    }

    /**
     * One call, or a person's decision, as shown: of that, seller, status and answer are null, and detail is the reason. {@code status} and {@code answerHash} are null when no answer came.
     *
     * @param at        when the outcome was recorded, UTC
     * @param request   method, path and query; hashes are SHA-256 in hex
     * @param verdict   {@code done}, {@code refused}, {@code unknown} or {@code not_sent}
     * @param elapsedMs null when the gateway stopped before the answer was recorded
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Entry(long sequence, Instant at, String askedBy, String workId, String bookingId, String line, String lineId, String seller,
                        String step, String request, String requestHash, Long status, String answerHash, String verdict, String detail, Long elapsedMs,
                        long epoch) {
    }

    /** A call and what came back. Inside the transaction that records the outcome. */
    public void answered(Cause cause, SellerRequest sent, WireReply reply, Outcome<?> outcome) {
        Integer status = reply.answered() ? (Integer) reply.status() : null;
        String answerHash = reply.answered() ? Json.sha256(reply.body()) : null;
        write(cause, sent, Arrays.asList(status, answerHash, verdict(outcome), detail(outcome), reply.elapsedMs(), cause.epoch()));
    }

    /** A call that may have left before the gateway stopped. Inside the transaction that takes it up. */
    public void interrupted(Cause cause, SellerRequest meant) {
        write(cause, meant, Arrays.asList(null, null, "unknown", "the gateway stopped before it had recorded an answer", null, cause.epoch()));
    }

    /**
     * What a person has decided, which is no call to a seller. Inside the transaction that follows it.
     *
     * @param cause   its step is the decision
     * @param request as the person has made it
     * @param reason  null for none given
     */
    public void decided(Cause cause, String request, String reason) {
        String all = request + "\n" + (reason == null ? "" : reason);
        write(cause, NO_SELLER, request, Json.sha256(all.getBytes(StandardCharsets.UTF_8)), Arrays.asList(null, null, "done", reason, null, cause.epoch()));
    }

    private void write(Cause cause, SellerRequest sent, List<Object> answer) {
        String request = sent.wire().method() + " " + sent.wire().path() + (sent.wire().query().isEmpty() ? "" : "?" + sent.wire().query());
        write(cause, sent.seller(), request, sent.hash(), answer);
    }

    private void write(Cause cause, String seller, String request, String hash, List<Object> answer) {
        store.sql().sql("insert into audit (at, asked_by, work_id, booking_id, line_id, seller_line_id, seller, step, request, request_hash, status, answer_hash, "
                        + "verdict, detail, elapsed_ms, epoch) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(clock.millis(), cause.askedBy(), cause.workId(), cause.bookingId(), cause.line(), cause.lineId(),
                        seller, cause.step(), request, hash))
                .params(answer).update();
    }

    /** What the journal calls an outcome too. */
    public static String verdict(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Unknown<?> unknown) {
            return unknown.neverSent() ? "not_sent" : "unknown";
        }
        return outcome instanceof Outcome.Refused<?> ? "refused" : "done";
    }

    /** The reason of what was not done; null for what was. */
    public static String detail(Outcome<?> outcome) {
        return outcome instanceof Outcome.Accepted<?> ? null : outcome.reason();
    }

    /**
     * The calls made for a campaign, a booking of its own, or a negotiation, oldest first.
     *
     * @param workId null for all
     * @param after  only those with a higher sequence number; on PostgreSQL one may come to light after another with a higher one
     */
    public List<Entry> of(String workId, long after, int limit) {
        return store.sql().sql("select * from audit where sequence > ?" + (workId == null ? "" : " and work_id = ?") + " order by sequence limit ?")
                .params(workId == null ? List.of(after, limit) : List.of(after, workId, limit))
                .query((row, n) -> new Entry(row.getLong("sequence"), Instant.ofEpochMilli(row.getLong("at")), row.getString("asked_by"),
                        row.getString("work_id"), row.getString("booking_id"), row.getString("line_id"), row.getString("seller_line_id"),
                        row.getString("seller").equals(NO_SELLER) ? null : row.getString("seller"),
                        row.getString("step"), row.getString("request"), row.getString("request_hash"),
                        row.getObject("status") == null ? null : row.getLong("status"), row.getString("answer_hash"), row.getString("verdict"),
                        row.getString("detail"), row.getObject("elapsed_ms") == null ? null : row.getLong("elapsed_ms"), row.getLong("epoch")))
                .list();
    }
}
