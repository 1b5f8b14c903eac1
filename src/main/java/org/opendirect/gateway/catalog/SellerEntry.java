package org.opendirect.gateway.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.RetryAfter;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * What became of one seller in an aggregate answer.
 *
 * @param status   ok, error, timed_out, circuit_open, rate_limited, unauthorized or unsupported
 * @param items    how many of its items are in the answer
 * @param rejected how many of its items made no sense; absent for none
 * @param note     what else has to be known of its part, such as that the seller shows one page only; absent for nothing
 * @param ageMs    how old its part is, where it was read for an earlier request; absent when it was read for this one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SellerEntry(String seller, String status, int items, long elapsedMs, Problem.Brief problem, Integer rejected,
                          List<String> rejectedReasons, String note, Long ageMs) {

    /** Of a part that was read for this request, with nothing to add. */
    SellerEntry(String seller, String status, int items, long elapsedMs, Problem.Brief problem, Integer rejected, List<String> rejectedReasons) {
        this(seller, status, items, elapsedMs, problem, rejected, rejectedReasons, null, null);
    }

    public static final String OK = "ok";

    /** A status with its reason. */
    public record Verdict(String status, Problem.Brief problem) {
        static final Verdict FINE = new Verdict(OK, null);

        static Verdict of(String status, String code, String detail) {
            return new Verdict(status, Problem.Brief.of(code, detail));
        }
    }

    public boolean ok() {
        return status.equals(OK);
    }

    /** Whether it can be told what the seller has to say: it is there, and has answered, if only to refuse. */
    public boolean reached() {
        boolean passes = items == 0 && (List.of("timed_out", "circuit_open", "rate_limited").contains(status)
                || problem != null && List.of("seller_unreachable", "seller_connection_lost", "seller_error").contains(problem.code()));
        return !passes;
    }

    private static Verdict rateLimited(WireReply reply) {
        return new Verdict("rate_limited", new Problem.Brief("seller_rate_limited", reply.reason(),
                RetryAfter.isValid(reply.retryAfter()) ? Map.of(Problem.RETRY_AFTER, reply.retryAfter()) : Map.of()));
    }

    /** What a reply that did not bring what was asked for means. */
    static Verdict verdict(WireReply reply) {
        switch (reply.failure()) {
            case TIMEOUT:
            case TOO_LATE:
                return Verdict.of("timed_out", "seller_timeout", reply.reason());
            case CIRCUIT_OPEN:
                return Verdict.of("circuit_open", "seller_circuit_open", reply.reason());
            case RATE_LIMITED:
                return rateLimited(reply);
            case NOT_SENT:
                return Verdict.of("error", "seller_unreachable", reply.reason());
            case LOST:
                return Verdict.of("error", "seller_connection_lost", reply.reason());
            case TOO_LARGE:
                return Verdict.of("error", "seller_answer_too_large", reply.reason());
            default:
        }
        if (reply.ok()) {
            return Verdict.of("error", "seller_bad_answer", "the answer cannot be read (HTTP " + reply.status() + ", "
                    + reply.body().length + " bytes)");
        }
        return switch (reply.status()) {
            case 401, 403 -> Verdict.of("unauthorized", "seller_unauthorized", reply.reason());
            case 429 -> rateLimited(reply);
            case 405, 501 -> Verdict.of("unsupported", "seller_unsupported", reply.reason());
            default -> Verdict.of("error", reply.status() >= 500 ? "seller_error" : "seller_refused", reply.reason());
        };
    }
}
