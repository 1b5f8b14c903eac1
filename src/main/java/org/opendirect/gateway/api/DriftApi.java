package org.opendirect.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.drift.Difference;
import org.opendirect.gateway.drift.Drift;
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

/** The REST side of the drift report: what is to become of a difference. */
public final class DriftApi {

    private static final String CHOICE = "choice";

    private final Drift drift;
    private final SellerDirectory sellers;

    public DriftApi(Drift drift, SellerDirectory sellers) {
        this.drift = drift;
        this.sellers = sellers;
    }

    /**
     * What a person has chosen.
     *
     * @param seller  null where nothing is asked
     * @param request reads the line as the seller shows it now, which is what is acted on; null where nothing is asked
     */
    public record Decision(String differenceId, String choice, Seller seller, SellerRequest request) {
    }

    /**
     * What a decision has led to.
     *
     * @param bookingId where a person is asked about the line; null where nobody is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Followed(String bookingId) {
    }

    /** {@code POST /drift/{difference}/decision}. */
    public Decision parse(@Header("difference") String id, @Body JsonNode body) {
        Fields f = Fields.of(body);
        String choice = f.required(CHOICE, f.oneOf(CHOICE, Difference.ASK, Difference.RELEASE, Difference.IGNORE));
        f.end();
        f.throwIfWrong();
        Difference d = drift.toDecide(id, choice);
        if (choice.equals(Difference.IGNORE)) {
            return new Decision(id, choice, null, null);
        }
        Seller seller = sellers.find(d.seller()).filter(Seller::usable).orElseThrow(() -> notUsable(d.seller()));
        LineDraft line = LineDraft.booked(d.accountId(), d.orderId(), d.lineId());
        return new Decision(id, choice, seller, SellerRequest.within(d.seller(),
                seller.dialect().booking().say(Call.READ_LINE, line, Page.WHOLE), seller.settings().timeout()));
    }

    private static RuntimeException notUsable(String seller) {
        return Problem.conflict("seller_not_usable", "seller " + seller
                + " is not configured, or declares another OpenDirect version").asException();
    }

    /** The line as the seller shows it; null when it has none any more. */
    public SellerLine heldLine(@ExchangeProperty(RouteProperties.DRIFT_DECISION) Decision decision,
                               @Body WireReply reply) {
        Outcome<SellerLine> outcome = decision.seller().dialect().booking().line(Call.READ_LINE, reply);
        if (outcome instanceof Outcome.Accepted<SellerLine> accepted) {
            return accepted.value();
        }
        if (outcome instanceof Outcome.Refused<?> refused && refused.status() == 404) {
            return null;
        }
        throw Problem.of(502, "seller_error", "The seller could not be asked", Audit.detail(outcome)).asException();
    }

    /** Follows the choice. */
    public Followed decide(@ExchangeProperty(RouteProperties.DRIFT_DECISION) Decision decision,
                           @ExchangeProperty(RouteProperties.HELD_LINE) SellerLine held) {
        if (decision.choice().equals(Difference.RELEASE) && (held == null || held.state().isFree())) {
            throw Problem.conflict("nothing_held",
                    "the seller does not hold the line any more; the next check will show it").asException();
        }
        return new Followed(drift.decide(decision.differenceId(), decision.choice(), RestParameters.CALLER, held)
                .orElse(null));
    }

    /** Path of what shows how it goes on. */
    public String location(@Body Followed followed) {
        return followed.bookingId() == null ? "/api/v1/drift" : "/api/v1/bookings/" + followed.bookingId();
    }
}
