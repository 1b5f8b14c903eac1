package org.opendirect.gateway.api.door;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request's place among those that are served at once. It is given back once, when the answer is complete. */
final class Place implements AsyncListener {

    /** the place of the request that this thread is about to serve, taken when its head came */
    private static final ThreadLocal<Place> BROUGHT = new ThreadLocal<>();

    private final Gate gate;
    private final AtomicBoolean given = new AtomicBoolean();

    Place(Gate gate) {
        this.gate = gate;
    }

    void giveBack() {
        if (given.compareAndSet(false, true)) {
            gate.giveBack();
        }
    }

    /** Serves a request that has this place; where it comes to nobody who uses the place, that is given back. */
    void serve(Runnable server) {
        BROUGHT.set(this);
        try {
            server.run();
        } finally {
            if (BROUGHT.get() == this) {
                BROUGHT.remove();
                giveBack();
            }
        }
    }

    /** The place that this request has brought, else one that is free; null when there is none. */
    static Place of(Gate gate) {
        Place brought = BROUGHT.get();
        if (brought != null && brought.gate == gate) {
            BROUGHT.remove();
            return brought;
        }
        return gate.take();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        giveBack();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // onComplete follows
    }

    @Override
    public void onError(AsyncEvent event) {
        // onComplete follows
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // the container forgets its listeners when an answer becomes asynchronous once more
        event.getAsyncContext().addListener(this);
    }
}
