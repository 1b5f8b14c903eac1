package org.opendirect.gateway.seller;

import java.util.function.LongConsumer;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.seller.dialect.WireReply;

/** Steps of the route {@code run-seller-task}. Each returns the next request to send; null when the task has ended. */
public final class SellerTaskSteps {

    private final LongConsumer queueDelay;
    private final TransportLimits limits;

    /** @param queueDelay is told how long each task had to wait for a thread, in nanoseconds */
    public SellerTaskSteps(LongConsumer queueDelay, TransportLimits limits) {
        this.queueDelay = queueDelay;
        this.limits = limits;
    }

    public SellerRequest begin(SellerTask task) {
        queueDelay.accept(System.nanoTime() - task.readySince());
        return task.nextRequest().orElse(null);
    }

    /** @param call whose answer has been read afterwards, so that its room is free; null for none */
    public SellerRequest onResponse(@ExchangeProperty(RouteProperties.SELLER_TASK) SellerTask task,
                                    @ExchangeProperty(RouteProperties.SELLER_CALL) SellerCallContext call, @Body WireReply reply) {
        try {
            task.onResponse(reply);
        } finally {
            if (call != null) {
                limits.free(call);
            }
        }
        return task.nextRequest().orElse(null);
    }
}
