package org.opendirect.gateway.stats;

import java.util.Set;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.LineStats;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.WireReply;

/** Delivery of booked lines. Behind the route {@code read-stats}. */
public final class DeliveryStatsService {

    /** Statuses with which a seller speaks of the caller and its rate, not of the line. */
    private static final Set<Integer> REFUSES_US = Set.of(401, 403, 429);

    private final Bookings bookings;
    private final SellerDirectory sellers;

    public DeliveryStatsService(Bookings bookings, SellerDirectory sellers) {
        this.bookings = bookings;
        this.sellers = sellers;
    }

    /**
     * Where a line is held.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 404 where there is no such line, or it is not at the seller
     */
    public Bookings.Whereabouts lineLocation(String bookingId, String line) {
        return bookings.whereabouts(bookingId, line);
    }

    /** The request for a line's delivery. */
    public SellerRequest buildRequest(Bookings.Whereabouts at) {
        return SellerRequest.within(at.seller(), speech(at).stats(at.line()), sellers.get(at.seller()).settings().timeout());
    }

    /**
     * A seller's answer as delivery.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 404 where the seller has no stats of the line, 502 to 504 where
     *         it did not answer as asked
     */
    public LineStats parseResponse(Bookings.Whereabouts at, WireReply reply) {
        Outcome<LineStats> outcome = speech(at).stats(at.line(), reply);
        if (outcome instanceof Outcome.Accepted<LineStats> accepted) {
            return accepted.value();
        }
        // of a line that has never run a seller says no in one way or another
        boolean refused = at.ended() && outcome instanceof Outcome.Refused<?> && !REFUSES_US.contains(reply.status());
        if (reply.answered() && (reply.status() == 404 || refused)) {
            throw Problem.of(404, "no_stats", "No stats",
                    "seller " + at.seller() + " has no stats of line " + at.line().lineId() + ": " + reply.reason()).asException();
        }
        throw ProductSearchService.gatewayProblem(at.seller(), reply).asException();
    }

    private BookingSpeech speech(Bookings.Whereabouts at) {
        return sellers.get(at.seller()).in(at.dialect()).dialect().booking();
    }
}
