package org.opendirect.gateway.campaign;

import java.time.Clock;
import java.util.List;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/**
 * What was negotiated for a plan that a person approves, for the routes {@code accept-prices} and {@code leave-prices}. No
 * seller is told that its price is accepted before the approval, and one whose price is gone by then makes the plan be proposed anew.
 */
public final class ApprovedPrices {

    private final CampaignExecution campaigns;
    private final Bookings bookings;
    private final Negotiations negotiations;
    private final Works works;
    private final Clock clock;

    public ApprovedPrices(CampaignExecution campaigns, Bookings bookings, Negotiations negotiations, Works works, Clock clock) {
        this.campaigns = campaigns;
        this.bookings = bookings;
        this.negotiations = negotiations;
        this.works = works;
        this.clock = clock;
    }

    /** Ids of the negotiations whose prices the campaign's lines are about to be bought at. */
    public List<String> toAccept(Claim claim) {
        String id = claim.workId();
        return campaigns.plan(id).manualApproval() && !works.terms(id).cancelRequested() ? bookings.agreedFor(id) : List.of();
    }

    /** After they were accepted: goes on booking, or plans anew where one was not to be had any more. */
    public CampaignStage accepted(Claim claim) {
        List<String> gone = toAccept(claim).stream().filter(n -> negotiations.views().isGone(n)).toList();
        if (gone.isEmpty()) {
            return CampaignStage.book();
        }
        String which = String.join("; ", gone.stream().map(n -> n + ": " + negotiations.views().result(n).words()).toList());
        campaigns.planAnew(claim, "after the approval, a price that it was proposed with was not to be had any more: " + which
                + ". It has been planned anew, with the prices that there are");
        return CampaignStage.rest(clock.instant());
    }

    /** Ids of the negotiations whose sellers still wait for an answer, and that nothing is bought at. */
    public List<String> toLeave(Claim claim) {
        String id = claim.workId();
        Plan plan = campaigns.plan(id);
        return !plan.manualApproval() ? List.of() : plan.lines().stream()
                .flatMap(l -> negotiations.views().unanswered(PlanNegotiations.group(campaigns.run(id), l.id())).stream()).toList();
    }
}
