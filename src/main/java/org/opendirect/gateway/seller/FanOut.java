package org.opendirect.gateway.seller;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds many conversations at once, and goes on when all have ended or when the time of the last is up, whichever comes first: the
 * clock is the gateway's own. What a conversation has heard by then it shows; what it hears later is of no use to anybody. Camel's own
 * split cannot do this: its timeout is the same for every message.
 */
public final class FanOut {

    /** Exchange property: the conversations to hold. */
    public static final String ALL = "conversations";
    private static final Logger log = LoggerFactory.getLogger(FanOut.class);

    private final Supplier<Executor> threads;
    private final SellerCalls calls;

    /** @param threads those that conversations are held on; one that has none to spare may refuse */
    public FanOut(Supplier<Executor> threads, SellerCalls calls) {
        this.threads = threads;
        this.calls = calls;
    }

    public void hold(Exchange exchange) throws InterruptedException {
        @SuppressWarnings("unchecked")
        List<? extends Conversation> all = exchange.getProperty(ALL, List.class);
        hold(all);
    }

    void hold(List<? extends Conversation> all) throws InterruptedException {
        if (all.isEmpty()) {
            return;
        }
        Executor executor = threads.get();
        var open = new CountDownLatch(all.size());
        long last = all.get(0).deadline();
        for (Conversation conversation : all) {
            last = conversation.deadline() - last > 0 ? conversation.deadline() : last;
            try {
                long handedOver = System.nanoTime();
                executor.execute(() -> {
                    calls.startedAfter(System.nanoTime() - handedOver);
                    hold(conversation, open);
                });
            } catch (RejectedExecutionException e) {
                conversation.broke("the gateway has too much to do");
                open.countDown();
            }
        }
        // whoever ends with its time is let end, so that it can say more than that it did not
        open.await(last - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void hold(Conversation conversation, CountDownLatch open) {
        try {
            for (Optional<SellerRequest> next = conversation.next(); next.isPresent(); next = conversation.next()) {
                calls.call(next.get(), conversation::hear);
            }
        } catch (RuntimeException e) {
            log.error("A conversation with a seller broke inside the gateway", e);
            conversation.broke(e.getClass().getSimpleName() + ": " + e.getMessage());
        } finally {
            open.countDown();
        }
    }
}
