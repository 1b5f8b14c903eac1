package org.opendirect.gateway.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.drift.Difference;
import org.opendirect.gateway.drift.Drift;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The REST side of what watches over the bookings: the drift report and the audit. */
public final class OversightApi {

    private static final int DEFAULT_TOP = 100;
    private static final int MAX_TOP = 1000;
    private static final String CHOICE = "choice";
    private static final String SELLER = "seller";
    private static final String DIFFERENCE = "difference";

    private final Drift drift;
    private final Audit audit;
    private final SellerDirectory sellers;

    public OversightApi(Drift drift, Audit audit, SellerDirectory sellers) {
        this.drift = drift;
        this.audit = audit;
        this.sellers = sellers;
    }

    /** {@code GET /drift}. */
    public Object report(Exchange exchange) {
        return drift.report();
    }

    /** {@code POST /drift/check}: 202, the report tells when it is done. */
    public void check(Exchange exchange) {
        drift.request();
        Answers.write(exchange.getMessage(), 202, Map.of("Location", "/api/v1/drift"), "{}");
    }

    /**
     * {@code POST /drift/{difference}/decision}: what the seller shows now is what is acted on, so it is read first, unless the
     * difference is only to be left alone. Property {@code ask}: whether the body is a request to be sent.
     */
    public void receive(Exchange exchange) {
        String id = exchange.getMessage().getHeader(DIFFERENCE, String.class);
        Fields f = Fields.of(Requests.json(exchange));
        String choice = f.required(CHOICE, f.oneOf(CHOICE, Difference.ASK, Difference.RELEASE, Difference.IGNORE));
        f.end();
        f.throwIfWrong();
        Difference d = drift.toDecide(id, choice);
        boolean ask = !choice.equals(Difference.IGNORE);
        exchange.setProperty(DIFFERENCE, id);
        exchange.setProperty(CHOICE, choice);
        exchange.setProperty("ask", ask);
        if (ask) {
            Seller seller = sellers.find(d.seller()).filter(Seller::usable).orElseThrow(() ->
                    Problem.conflict("seller_not_usable", "seller " + d.seller() + " is not configured, or declares another OpenDirect version").asException());
            exchange.setProperty(SELLER, seller);
            exchange.getMessage().setBody(SellerRequest.within(d.seller(), seller.dialect().booking().say(Call.READ_LINE,
                    LineDraft.booked(d.accountId(), d.orderId(), d.lineId()), Page.WHOLE), seller.settings().timeout()));
        }
    }

    /** Follows the choice, with the seller's answer as the body where it was asked. */
    public void decide(Exchange exchange) {
        SellerLine held = null;
        if (exchange.getProperty("ask", Boolean.class)) {
            Outcome<SellerLine> outcome = exchange.getProperty(SELLER, Seller.class).dialect().booking().line(Call.READ_LINE,
                    exchange.getMessage().getBody(WireReply.class));
            if (outcome instanceof Outcome.Accepted<SellerLine> accepted) {
                held = accepted.value();
            } else if (!(outcome instanceof Outcome.Refused<?> refused && refused.status() == 404)) {
                throw Problem.of(502, "seller_error", "The seller could not be asked", Audit.detail(outcome)).asException();
            }
        }
        String choice = exchange.getProperty(CHOICE, String.class);
        if (choice.equals(Difference.RELEASE) && (held == null || held.state().isFree())) {
            throw Problem.conflict("nothing_held", "the seller does not hold the line any more; the next check will show it").asException();
        }
        Optional<String> booking = drift.decide(exchange.getProperty(DIFFERENCE, String.class), choice, Requests.CALLER, held);
        Answers.write(exchange.getMessage(), 202, Map.of("Location", booking.map(b -> "/api/v1/bookings/" + b).orElse("/api/v1/drift")),
                Json.text(booking.map(b -> Map.of("bookingId", b)).orElse(Map.of())));
    }

    /** {@code GET /audit?of=&after=&top=}: one page of the calls that have left, oldest first. */
    public Object audit(Exchange exchange) {
        Fields query = Requests.query(exchange, "of", "after", "top");
        long after = query.wholeNumber("after", 0, Long.MAX_VALUE).orElse(0L);
        int top = Requests.top(query, DEFAULT_TOP, MAX_TOP);
        String of = query.text("of", 200).orElse(null);
        query.throwIfWrong();
        List<Audit.Entry> entries = audit.of(of, after, top);
        return Map.of("entries", entries);
    }
}
