package org.opendirect.gateway.stats;

import java.util.Set;
import org.apache.camel.Exchange;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.catalog.Catalog;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.LineStats;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The bean behind the route {@code read-stats}. */
public final class Stats {

    private static final String WHERE = "whereabouts";
    /** with these a seller speaks of who asks, and how often */
    private static final Set<Integer> REFUSES_US = Set.of(401, 403, 429);

    private final Bookings bookings;
    private final SellerDirectory sellers;

    public Stats(Bookings bookings, SellerDirectory sellers) {
        this.bookings = bookings;
        this.sellers = sellers;
    }

    /** The request for the line of the headers {@code booking} and {@code line}, as body. */
    public void ask(Exchange exchange) {
        Bookings.Whereabouts at = bookings.whereabouts(exchange.getMessage().getHeader("booking", String.class),
                exchange.getMessage().getHeader("line", String.class));
        exchange.setProperty(WHERE, at);
        exchange.getMessage().setBody(SellerRequest.within(at.seller(),
                sellers.get(at.seller()).in(at.dialect()).dialect().booking().stats(at.line()), sellers.get(at.seller()).settings().timeout()));
    }

    /** The seller's answer that is the body, as stats; or the problem. */
    public LineStats answer(Exchange exchange) {
        var at = exchange.getProperty(WHERE, Bookings.Whereabouts.class);
        WireReply reply = exchange.getMessage().getBody(WireReply.class);
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
