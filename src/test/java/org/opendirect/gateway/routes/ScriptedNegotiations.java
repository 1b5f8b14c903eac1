package org.opendirect.gateway.routes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.opendirect.gateway.negotiation.PendingMessage;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.work.Claim;

/** Takes the place of the negotiations: gives one message after the other, and notes what it is told. */
public class ScriptedNegotiations {

    private final Deque<PendingMessage> script = new ArrayDeque<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private List<String> runnersUp = List.of();

    ScriptedNegotiations then(PendingMessage message) {
        script.add(message);
        return this;
    }

    void runnersUp(String... ids) {
        runnersUp = List.of(ids);
    }

    /** What was told, in this order. */
    List<String> told() {
        return List.copyOf(told);
    }

    public PendingMessage begin(Claim claim, String id) {
        return next("begin " + id);
    }

    public PendingMessage onResponse(Claim claim, PendingMessage sent, WireReply reply) {
        return next(sent.request().wire().path() + " " + reply.status());
    }

    public PendingMessage acceptBest(Claim claim, String group) {
        return next("accept best of " + group);
    }

    public PendingMessage accept(Claim claim, String id) {
        return next("accept " + id);
    }

    public PendingMessage decline(Claim claim, String id, String reason) {
        if (id.equals("broken")) {
            throw new IllegalStateException("broken");
        }
        return next("decline " + id + ": " + reason);
    }

    public List<String> runnersUp(String group) {
        return runnersUp;
    }

    private PendingMessage next(String what) {
        told.add(what);
        return script.poll();
    }
}
