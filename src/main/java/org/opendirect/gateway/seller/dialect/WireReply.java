package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.Loose;

/**
 * What came back for one call, or why nothing did.
 *
 * @param failure    how the call ended without an answer; {@code NONE} when there is one
 * @param status     HTTP status, 0 without an answer
 * @param body       the answer's body, at most the size limit
 * @param location   the Location header, empty for none
 * @param retryAfter the Retry-After header, empty for none
 * @param detail     the failure in words, without addresses or credentials
 * @param elapsedMs  from the hand-over to the transport to the last byte
 * @param totalCount the X-Total-Count header, empty for none
 * @param link       the Link header, empty for none
 * @param url        what was asked, absolute; empty where that is not known
 */
public record WireReply(Failure failure, int status, byte[] body, String location, String retryAfter, String detail, long elapsedMs,
                        String totalCount, String link, String url) {

    private static final int MAX_REASON = 300;
    private static final int MAX_WORDS = 4000;
    /** such as the end of a line, which would begin another in a log */
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    /** How a call can end without an answer. */
    public enum Failure {
        NONE, NOT_SENT, TOO_LATE, CIRCUIT_OPEN, RATE_LIMITED, TIMEOUT, LOST, TOO_LARGE;

        /** Whether it is known to have had no effect. */
        boolean nothingSent() {
            return this == NOT_SENT || this == TOO_LATE || this == CIRCUIT_OPEN || this == RATE_LIMITED;
        }
    }

    /** Without a link to another page. */
    public WireReply(Failure failure, int status, byte[] body, String location, String retryAfter, String detail, long elapsedMs, String totalCount) {
        this(failure, status, body, location, retryAfter, detail, elapsedMs, totalCount, "", "");
    }

    /** Without a total. */
    public WireReply(Failure failure, int status, byte[] body, String location, String retryAfter, String detail, long elapsedMs) {
        this(failure, status, body, location, retryAfter, detail, elapsedMs, "");
    }

    /** Of a call that ended without an answer. */
    public static WireReply without(Failure failure, String detail, long elapsedMs) {
        return new WireReply(failure, 0, new byte[0], "", "", detail, elapsedMs);
    }

    public boolean answered() {
        return failure == Failure.NONE;
    }

    public boolean ok() {
        return answered() && status >= 200 && status < 300;
    }

    /** 404, 405 and 501 on a call that a seller need not serve. */
    public boolean notServed() {
        return answered() && isNotServed(status);
    }

    /** Whether the seller could not read what was sent, rather than not wanting it. */
    public boolean isMalformed() {
        return answered() && isMalformed(status);
    }

    static boolean isNotServed(int status) {
        return status == 404 || status == 405 || status == 501;
    }

    static boolean isMalformed(int status) {
        return status == 400 || status == 422;
    }

    /** How many items the list has in all, where the header says so. */
    Optional<Long> total() {
        return !totalCount.isEmpty() && totalCount.matches("\\d{1,12}") ? Optional.of(Long.parseLong(totalCount)) : Optional.empty();
    }

    /** The body as JSON; empty when it is none. */
    public Optional<Loose> json() {
        try {
            JsonNode tree = body.length == 0 ? null : Json.parseForeign(body);
            return tree == null || tree.isMissingNode() || tree.isNull() ? Optional.empty() : Optional.of(new Loose(tree));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What went wrong, for people: the seller's own words where it gave any (OpenDirect 2.1 section 5.2 and the three FastAPI forms). */
    public String reason() {
        if (!answered()) {
            return detail;
        }
        return json().flatMap(WireReply::errorText).map(t -> CONTROLS.matcher(t).replaceAll(" ")).map(t -> "HTTP " + status + ": " + (t.length() > MAX_REASON ? t.substring(0, MAX_REASON) : t))
                .orElse("HTTP " + status);
    }

    /** The beginning of what the seller said, as it said it. */
    String words() {
        return new String(body, 0, Math.min(body.length, MAX_WORDS), StandardCharsets.UTF_8);
    }

    private static Optional<String> errorText(Loose json) {
        var errors = json.items("errors");
        if (!errors.isEmpty() && errors.get(0).isObject()) {
            return messageOf(errors.get(0));
        }
        Loose detail = json.get("detail");
        if (detail.isObject()) {
            return messageOf(detail);
        }
        if (detail.node().isArray() && detail.node().size() > 0) {
            return new Loose(detail.node().get(0)).text("msg", "message");
        }
        return messageOf(json);
    }

    private static Optional<String> messageOf(Loose error) {
        Optional<String> message = error.text("message", "errorMessage", "detail", "title", "error");
        Optional<String> code = error.text("errorCode", "code", "error");
        if (message.isPresent() && code.isPresent() && !message.equals(code)) {
            return Optional.of(message.get() + " (" + code.get() + ")");
        }
        return message.or(() -> code);
    }
}
