package org.opendirect.gateway.drift;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendirect.gateway.json.Json;

/**
 * One thing in which a seller and the gateway disagree.
 *
 * @param id         stable as long as the difference stands
 * @param naturalKey null for what no gateway has made
 * @param campaignId null when it belongs to none, or nobody knows to which
 * @param line       our id of the line; null where there is none
 * @param ours       what we believe; empty for nothing
 * @param theirs     what the seller shows; empty for nothing
 * @param choices    what a person may decide: {@code ask} puts the line before a person, {@code release} gives back what the seller
 *                   holds, {@code ignore} leaves it alone and out of the way
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Difference(String id, Kind kind, String seller, String accountId, String orderId, String lineId, String naturalKey,
                         String campaignId, String bookingId, String line, String detail, Map<String, Object> ours,
                         Map<String, Object> theirs, List<String> differences, List<String> choices) {

    public static final String ASK = "ask";
    public static final String RELEASE = "release";
    public static final String IGNORE = "ignore";

    /** Where the disagreement lies. */
    public enum Kind {
        /** we believe it booked, the seller does not hold it */
        OURS_ONLY,
        /** the seller holds it, we do not believe in it */
        THEIRS_ONLY,
        /** both hold it, on other terms */
        DIFFERENT,
        /** an order of ours that stands open without a line */
        EMPTY_ORDER;

        @JsonValue
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same place and kind is the same difference. */
    static String idOf(Kind kind, String seller, String account, String order, String line) {
        return "drf-" + Json.sha256(String.join("\n", kind.name(), seller, account, String.valueOf(order), String.valueOf(line))
                .getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }
}
