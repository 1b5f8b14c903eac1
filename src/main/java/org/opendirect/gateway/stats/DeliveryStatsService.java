package org.opendirect.gateway.stats;

import java.util.Set;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.catalog.Catalog;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.LineStats;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.WireReply;

/** Delivery of a booked line, from its seller. */
public final class DeliveryStatsService {

    /** with these a seller speaks of who asks, and how often */
    private static final Set<Integer> REFUSES_US = Set.of(401, 403, 429);

    private final SellerDirectory sellers;

    public DeliveryStatsService(SellerDirectory sellers) {
        this.sellers = sellers;
    }

    public SellerRequest buildRequest(Bookings.Whereabouts at) {
        Seller seller = sellers.get(at.seller());
        return SellerRequest.within(at.seller(), seller.in(at.dialect()).dialect().booking().stats(at.line()),
                seller.settings().timeout());
    }

    /** The seller's answer as stats; or the problem. */
    public LineStats parseResponse(Bookings.Whereabouts at, WireReply reply) {
        Outcome<LineStats> outcome = sellers.get(at.seller()).in(at.dialect()).dialect().booking().stats(at.line(), reply);
        if (outcome instanceof Outcome.Accepted<LineStats> accepted) {
            return accepted.value();
        }
        // of a line that has never run a seller says no in one way or another
        boolean none = reply.status() == 404 || at.ended() && outcome instanceof Outcome.Refused<?> && !REFUSES_US.contains(reply.status());
        if (reply.answered() && none) {
            throw Problem.of(404, "no_stats", "No stats", "seller " + at.seller() + " has no stats of line " + at.line().lineId() + ": " + reply.reason()).asException();
        }
        throw Catalog.gatewayProblem(at.seller(), reply).asException();
    }
}
