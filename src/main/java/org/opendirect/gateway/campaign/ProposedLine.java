package org.opendirect.gateway.campaign;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.opendirect.gateway.booking.LineStatus;
import org.opendirect.gateway.booking.LineView;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.money.Money;

/**
 * One line that a proposal comes to: a part of a plan line that one seller is to have, or a plan line for which nothing was found.
 *
 * @param id      the plan line's, with a number behind it from its second part on, or where it is taken
 * @param part    null when nothing was found
 * @param reasons for people; those of a first part also say what holds for the whole plan line
 */
record ProposedLine(String id, Plan.Line planLine, String name, String currency, Allocator.Part part, List<String> reasons) {

    /**
     * All of them, in the plan's order.
     *
     * @param taken ids that other lines of the campaign have
     */
    static List<ProposedLine> of(Plan plan, Planning.Proposal proposal, Set<String> taken) {
        var lines = new ArrayList<ProposedLine>();
        for (Planning.LineShare share : proposal.lines()) {
            Plan.Line line = share.line();
            String name = plan.name() + " / " + line.id();
            List<Allocator.Part> parts = share.share().parts();
            Iterator<String> ids = Stream.iterate(1, n -> n + 1).map(n -> n == 1 ? line.id() : line.id() + "~" + n)
                    .filter(id -> !taken.contains(id)).iterator();
            if (parts.isEmpty()) {
                lines.add(new ProposedLine(ids.next(), line, name, plan.currency(), null, share.reasons()));
            }
            for (Allocator.Part part : parts) {
                var reasons = new ArrayList<>(part.reasons());
                if (part == parts.get(0)) {
                    reasons.addAll(share.reasons());
                }
                lines.add(new ProposedLine(ids.next(), line, name, plan.currency(), part, reasons));
            }
        }
        return lines;
    }

    boolean found() {
        return part != null;
    }

    /** As the line that it would make. */
    LineView shown() {
        if (!found()) {
            return new LineView(id, planLine.id(), name, LineStatus.UNFILLED, null, null, null, null, null, null, null, null, null, null, null,
                    currency, null, null, null, reasons, null);
        }
        Candidate c = part.candidate();
        return new LineView(id, planLine.id(), name, LineStatus.PLANNED, c.product.seller(), c.product.id(), null, null, null, part.rate().type(),
                part.rate().price(), Money.toAmount(c.askedMicros), part.quantity(), part.cost().amount(), null, currency, null, null, null, reasons, null);
    }

    NewOrder.Unfilled unfilled(int position) {
        return new NewOrder.Unfilled(id, planLine.id(), position, name, currency, reasons);
    }

    /** The most that it may be booked at, should the seller's own price turn out dearer than it was told. */
    private long ceiling() {
        Candidate c = part.candidate();
        long asked = Math.max(c.askedMicros, c.product.priceMicros());
        return planLine.maxMicros() == null ? asked : Math.min(asked, planLine.maxMicros());
    }

    NewOrder.NewLine ordered(int position, Plan plan) {
        Candidate c = part.candidate();
        return new NewOrder.NewLine(id, planLine.id(), position, name, c.product.id(), part.rate(), c.askedMicros, part.quantity(), plan.start(),
                plan.end(), planLine.targeting(), c.negotiationId, c.offer, ceiling(), c.dealType, reasons);
    }
}
