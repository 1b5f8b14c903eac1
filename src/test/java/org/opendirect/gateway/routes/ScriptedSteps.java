package org.opendirect.gateway.routes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.opendirect.gateway.booking.NextStep;
import org.opendirect.gateway.booking.Step;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.work.Claim;

/** Takes the place of a state machine with its transactions: gives one step after the other, and notes what it is told. */
public class ScriptedSteps {

    static final Claim CLAIM = new Claim("bkg-1", Claim.BOOKING, 1, 1, "test");

    private final Deque<NextStep> script = new ArrayDeque<>();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    ScriptedSteps then(NextStep step) {
        script.add(step);
        return this;
    }

    /** A call to the seller {@code one}, whose path is the name of its route. */
    ScriptedSteps thenCall(String route, Step step) {
        SellerRequest request = SellerRequest.within("one", WireRequest.get("/" + route, ""), Duration.ofSeconds(5));
        return then(new NextStep("entity", route, step, "one", request, 0));
    }

    ScriptedSteps thenWait(String route, long millis) {
        return then(new NextStep("entity", route, null, "one", null, millis));
    }

    /** What was told, in this order. */
    List<String> told() {
        return List.copyOf(told);
    }

    public NextStep begin(Claim claim, String id) {
        return next("begin " + id, claim);
    }

    public NextStep onResponse(Claim claim, NextStep step, WireReply reply) {
        return next(step.route() + " " + (reply == null ? "done" : reply.status()), claim);
    }

    public NextStep onDelayElapsed(Claim claim, NextStep step) {
        return next(step.route() + " elapsed", claim);
    }

    private NextStep next(String what, Claim claim) {
        told.add(what + (CLAIM.equals(claim) ? "" : ", without the claim"));
        return script.poll();
    }

    static WireReply reply(int status) {
        return new WireReply(WireReply.Failure.NONE, status, new byte[0], "", "", "", 1);
    }
}
