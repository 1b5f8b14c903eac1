package org.opendirect.gateway.seller;

import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.WireReply;

/** Several tasks for one seller as one: each runs to its end before the next begins. */
public final class SequentialTasks implements SellerTask {

    private final List<? extends SellerTask> tasks;
    private int current;

    /** @param tasks at least one */
    public SequentialTasks(List<? extends SellerTask> tasks) {
        this.tasks = tasks;
    }

    @Override
    public Optional<SellerRequest> nextRequest() {
        Optional<SellerRequest> next = tasks.get(current).nextRequest();
        while (next.isEmpty() && current < tasks.size() - 1) {
            current++;
            next = tasks.get(current).nextRequest();
        }
        return next;
    }

    @Override
    public void onResponse(WireReply reply) {
        tasks.get(current).onResponse(reply);
    }

    @Override
    public void fail(String reason) {
        tasks.subList(current, tasks.size()).forEach(t -> t.fail(reason));
    }

    @Override
    public long readySince() {
        return tasks.get(0).readySince();
    }
}
