package org.opendirect.gateway.seller;

import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.WireReply;

/** Several conversations with one seller as one: each is held to its end before the next begins. */
public final class InTurn implements Conversation {

    private final List<? extends Conversation> all;
    private int at;

    /** @param all at least one, with the same deadline */
    public InTurn(List<? extends Conversation> all) {
        this.all = all;
    }

    @Override
    public Optional<SellerRequest> next() {
        Optional<SellerRequest> next = all.get(at).next();
        while (next.isEmpty() && at < all.size() - 1) {
            at++;
            next = all.get(at).next();
        }
        return next;
    }

    @Override
    public void hear(WireReply reply) {
        all.get(at).hear(reply);
    }

    @Override
    public long deadline() {
        return all.get(0).deadline();
    }

    @Override
    public void broke(String reason) {
        all.subList(at, all.size()).forEach(c -> c.broke(reason));
    }
}
