package org.opendirect.gateway.campaign;

import java.time.Clock;
import java.util.List;
import org.apache.camel.Exchange;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/**
 * What was negotiated for a plan that a person approves: the bean behind the routes {@code accept-prices} and {@code leave-prices}. No
 * seller is told that its price is accepted before the approval, and one whose price is gone by then makes the plan be proposed anew.
 */
public final class ApprovedPrices {

    private final Campaigns campaigns;
    private final Bookings bookings;
    private final Negotiations negotiations;
    private final Works works;
    private final Clock clock;

    public ApprovedPrices(Campaigns campaigns, Bookings bookings, Negotiations negotiations, Works works, Clock clock) {
        this.campaigns = campaigns;
        this.bookings = bookings;
        this.negotiations = negotiations;
        this.works = works;
        this.clock = clock;
    }

    /** The negotiations whose prices the campaign's lines are about to be bought at. */
    public List<String> toAccept(Exchange exchange) {
        String id = exchange.getProperty("claim", Claim.class).workId();
        return campaigns.plan(id).manualApproval() && !works.terms(id).cancelRequested() ? bookings.agreedFor(id) : List.of();
    }

    /** After they were accepted: goes on booking, or plans anew where one was not to be had any more. */
    public void accepted(Exchange exchange) {
        if (exchange.removeProperty("fault") instanceof RuntimeException fault) {
            throw fault;
        }
        Claim claim = exchange.getProperty("claim", Claim.class);
        List<String> gone = toAccept(exchange).stream().filter(n -> negotiations.views().isGone(n)).toList();
        if (!gone.isEmpty()) {
            campaigns.planAnew(claim, "after the approval, a price that it was proposed with was not to be had any more: " + String.join("; ", gone.stream()
                    .map(n -> n + ": " + negotiations.views().result(n).words()).toList()) + ". It has been planned anew, with the prices that there are");
            exchange.setProperty(Campaigns.STAGE, "rest");
            exchange.setProperty("nextAt", clock.instant());
        }
    }

    /** Those whose sellers still wait for an answer, and that nothing is bought at. */
    public List<String> toLeave(Exchange exchange) {
        String id = exchange.getProperty("claim", Claim.class).workId();
        Plan plan = campaigns.plan(id);
        exchange.setProperty(Negotiations.WHY, "the plan does not buy at this price");
        return !plan.manualApproval() || exchange.getProperty("nextAt") != null ? List.of()
                : plan.lines().stream().flatMap(l -> negotiations.views().unanswered(PlanNegotiations.group(campaigns.run(id), l.id())).stream()).toList();
    }
}
