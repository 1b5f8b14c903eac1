package org.opendirect.gateway.campaign;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationViews;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Tactics;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.work.Claim;

/** Decides what of a plan is negotiated, says why the rest is not, and takes what came of it. */
final class PlanNegotiations {

    private final SellerDirectory sellers;
    private final Negotiations negotiations;
    private final GatewaySettings.Negotiation settings;

    PlanNegotiations(SellerDirectory sellers, Negotiations negotiations, GatewaySettings.Negotiation settings) {
        this.sellers = sellers;
        this.negotiations = negotiations;
        this.settings = settings;
    }

    /**
     * Begins those that are worth it and have not been begun. Of a seller of which nobody knows whether it negotiates, only one is begun at
     * a time.
     *
     * @param claim of the campaign; null in a dry run
     */
    NegotiationBatch begin(Claim claim, Planning planning) {
        var ids = new ArrayList<String>();
        Set<String> beingTried = new HashSet<>();
        boolean more = false;
        for (Plan.Line line : planning.plan.lines()) {
            List<Candidate> candidates = line.targetMicros() == null ? List.of() : planning.candidates.get(line);
            int begun = 0;
            for (Candidate c : candidates.stream().sorted(Candidate.BEST_FIRST).toList()) {
                String why = c.negotiationId != null ? null : whyNot(planning, line, c, begun);
                boolean untried = c.negotiationId == null && why == null && c.proposalId == null && sellers.get(c.product.seller()).isNegotiationUntried();
                boolean waits = untried && (planning.negotiationsTried.contains(c.product.seller()) || beingTried.contains(c.product.seller()));
                more |= waits && beingTried.contains(c.product.seller());
                begun += why == null && !waits ? 1 : 0;
                if (why != null || waits) {
                    c.negotiationOutcome = "not tried: " + (why != null ? why : "nobody knows whether the seller negotiates, and opening a proposal has not shown it");
                } else if (planning.dryRun) {
                    // nothing is said to a seller: what would be bargained for is shown at the most that would be agreed to
                    c.wouldAgreeMicros = line.maxMicros() == null ? c.askedMicros : Math.min(line.maxMicros(), c.askedMicros);
                    c.negotiationOutcome = "from " + new Money(line.targetMicros(), c.currency) + " up to " + new Money(c.wouldAgreeMicros, c.currency);
                } else if (c.negotiationId == null) {
                    if (untried) {
                        beingTried.add(c.product.seller());
                    }
                    begin(claim, planning, line, c, ids);
                }
            }
        }
        planning.negotiationsTried.addAll(beingTried);
        return new NegotiationBatch(ids, more);
    }

    /** Why a candidate is not negotiated; null where it is. */
    private String whyNot(Planning planning, Plan.Line line, Candidate c, int begun) {
        Seller seller = sellers.get(c.product.seller());
        if (!seller.mayNegotiate()) {
            return "gateway.sellers[].negotiation of " + seller.id() + " is off";
        }
        if (!c.product.negotiable()) {
            return "the product is not negotiable";
        }
        if (line.targetMicros() >= c.askedMicros) {
            return "what is asked, " + amount(c.askedMicros) + ", is not above targetCpm " + amount(line.targetMicros());
        }
        if (!isInBand(line, c.askedMicros)) {
            return "what is asked, " + amount(c.askedMicros) + ", is too far above maxCpm " + amount(line.maxMicros());
        }
        if (c.available != null && c.available <= 0) {
            return "the product has nothing left";
        }
        boolean before = negotiations.ofCandidate(candidateKey(planning, line, c)).isPresent();
        if (c.proposalId == null && !seller.offersProposals() && !seller.isNegotiationUntried() && !before) {
            return "the seller does not negotiate" + seller.profile().chosen(Choice.PROPOSALS).map(k -> " (" + k.evidence()
                    + (k.since() == null ? "" : ", seen " + LocalDate.ofInstant(k.since(), ZoneOffset.UTC)) + ")").orElse("");
        }
        if (!before && negotiations.hasRefusedToday(seller.id())) {
            return "the seller has refused to negotiate today";
        }
        return begun >= settings.maxPerLine() ? "the " + settings.maxPerLine() + " cheapest products of the line are negotiated, and no more" : null;
    }

    /** Whether a price is so near to the line's maximum that it may come down to it. */
    boolean isInBand(Plan.Line line, long askedMicros) {
        return line.maxMicros() == null || askedMicros <= line.maxMicros() || line.targetMicros() != null
                && BigDecimal.valueOf(askedMicros).compareTo(BigDecimal.valueOf(line.maxMicros()).multiply(settings.band())) <= 0;
    }

    private Tactics tactics(Plan.Line line, Candidate c) {
        // where every price can be bargained for, what is asked is what one has without; elsewhere a proposal ends with an agreement
        boolean always = sellers.get(c.product.seller()).dialect().proposals().always();
        long asked = always ? c.askedMicros - 1 : c.askedMicros;
        long max = line.maxMicros() == null ? asked : Math.min(line.maxMicros(), asked);
        // a seller that publishes its floor takes nothing below it, and that much at once
        boolean floorHelps = always && c.product.floorMicros() != null && c.product.floorMicros() > line.targetMicros() && c.product.floorMicros() <= max;
        long target = floorHelps ? c.product.floorMicros() : line.targetMicros();
        Plan.Haggling h = line.haggling();
        return new Tactics(h.strategy(), target, max, h.stepMicros(), h.maxRounds(), h.exponent());
    }

    private void begin(Claim claim, Planning planning, Plan.Line line, Candidate c, List<String> ids) {
        String key = candidateKey(planning, line, c);
        Optional<String> before = negotiations.ofCandidate(key);
        // begun by a gateway that was stopped: it is gone on with from where it stands
        c.negotiationId = before.orElseGet(() -> {
            var opening = new Negotiations.Opening(c.product.id(), planning.demand.ofLine(line, c.rate()), planning.plan.start(), planning.plan.end(),
                    planning.plan.advertiserId(), c.dealType);
            return negotiations.createForLine(claim, c.product.seller(), c.proposalId, c.proposalId == null ? opening : null, tactics(line, c),
                    c.currency, group(planning.campaignId, line.id()), key, planning.plan.manualApproval());
        });
        ids.add(c.negotiationId);
    }

    /** What came of the negotiations for one line. */
    void take(List<Candidate> candidates) {
        for (Candidate c : candidates) {
            if (c.negotiationId == null) {
                continue;
            }
            NegotiationViews.Result result = negotiations.views().result(c.negotiationId);
            c.askedMicros = result.askedMicros() == null ? c.askedMicros : result.askedMicros();
            c.agreedMicros = result.negotiated() ? result.priceMicros() : null;
            c.negotiationOutcome = result.words();
            c.offer = result.priceMicros() == null ? null : new NewOrder.Offer(result.negotiated(), result.proposalId(), result.quantity(),
                    result.askedMicros(), result.standsUntil());
        }
    }

    /** The lines whose sellers were played against each other: the best has to be taken now, and the others declined. */
    List<String> linesToAward(Planning planning) {
        // what a person has to approve is not accepted before
        return planning.plan.manualApproval() ? List.of() : planning.plan.lines().stream()
                .filter(l -> planning.candidates.get(l).stream().anyMatch(c -> c.negotiationId != null))
                .map(l -> group(planning.campaignId, l.id())).toList();
    }

    /** What the negotiations for one plan line have in common. */
    static String group(String campaignId, String line) {
        return campaignId + "/" + line;
    }

    /** By which a negotiation is found again: for this plan line, about this product. */
    private static String candidateKey(Planning planning, Plan.Line line, Candidate c) {
        return group(planning.campaignId, line.id()) + "/" + c.key();
    }

    private static String amount(long micros) {
        return Money.toAmount(micros).toPlainString();
    }
}
