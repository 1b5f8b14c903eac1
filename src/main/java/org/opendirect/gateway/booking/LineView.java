package org.opendirect.gateway.booking;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.problem.Problem;

/**
 * A line as shown to callers. {@code lineId} and {@code orderId} are the seller's own.
 *
 * @param saving what the line costs less than at the seller's list price; null when that is not known
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LineView(
        String id, @JsonInclude(JsonInclude.Include.NON_NULL) String planLine, String name, LineStatus status, String seller, String productId,
        String bookingId, String orderId, String lineId, RateType rateType, BigDecimal rate, BigDecimal listRate, Long quantity,
        BigDecimal cost, BigDecimal saving, String currency, String negotiationId, Instant reservedUntil, String sellerState, List<String> reasons,
        Problem.Brief problem) {

    static LineView of(LineRow line, OrderRow order) {
        boolean priced = line.rateType != null;
        return new LineView(line.id, line.planLine, line.name, shown(line, order), line.seller, line.productId, line.bookingId,
                order == null ? null : order.orderId, line.sellerLineId, line.rateType, priced ? Money.toAmount(line.rateMicros) : null,
                line.listRateMicros == null ? null : Money.toAmount(line.listRateMicros), priced ? line.quantity : null,
                priced ? Money.toAmount(line.costMicros) : null, line.savingMicros() == null ? null : Money.toAmount(line.savingMicros()), line.currency, line.negotiationId,
                line.status == LineStatus.RESERVED ? line.reservedUntil : null,
                line.sellerState, line.reasons, problemOf(line, order));
    }

    /** A planned line whose order stands, or whose order has to be decided on, shows that. */
    static LineStatus shown(LineRow line, OrderRow order) {
        if (line.status == LineStatus.BOOKED && !line.verified) {
            // booked is what the seller has shown twice
            return LineStatus.BOOKING;
        }
        if (line.status == LineStatus.PLANNED && order != null) {
            return switch (order.state) {
                case OPEN -> LineStatus.ORDERED;
                case NEEDS_DECISION -> LineStatus.NEEDS_DECISION;
                default -> order.attempt != null && order.attempt.step == Step.CREATE_ORDER && order.attempt.answered
                        ? LineStatus.UNKNOWN : LineStatus.PLANNED;
            };
        }
        return line.status;
    }

    private static Problem.Brief problemOf(LineRow line, OrderRow order) {
        boolean fromOrder = line.problem == null && order != null && order.state == OrderRow.State.NEEDS_DECISION;
        return fromOrder ? order.problem : line.problem;
    }
}
