package org.opendirect.gateway.seller.dialect;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.json.Loose;

/** Lines of the IAB seller agent: asked for as quotes, booked as deals. */
final class IabAgentBooking implements BookingSpeech {

    private static final Set<Call> SERVED = EnumSet.of(Call.CREATE_LINE, Call.READ_LINE, Call.BOOK, Call.CANCEL);

    private final Profile profile;

    IabAgentBooking(Profile profile) {
        this.profile = profile;
    }

    @Override
    public boolean serves(Call call) {
        return SERVED.contains(call);
    }

    /** A quote binds nobody; and since the second era a deal bears a key by which the seller knows it again. */
    @Override
    public boolean repeatable(Call call) {
        return call == Call.CREATE_LINE || call == Call.BOOK && profile.is(Choice.MONEY, "micros");
    }

    @Override
    public boolean quotes() {
        return true;
    }

    @Override
    public boolean renames() {
        return true;
    }

    @Override
    public boolean targets() {
        return false;
    }

    @Override
    public List<String> pagings() {
        return List.of(PageTurn.NONE);
    }

    @Override
    public WireRequest say(Call call, OrderDraft order, Page page) {
        throw new IllegalArgumentException("an IAB seller agent has no accounts and no orders");
    }

    @Override
    public WireRequest say(Call call, LineDraft l, Page page) {
        return switch (call) {
            case CREATE_LINE -> IabQuotes.ask(profile, l.productId(), l.dealType(), l.quantity(), l.start(), l.end(), l.negotiated() ? l.rateMicros() : null,
                    l.cost().currency(), l.key() + "-quote" + (l.renewals() == 0 ? "" : "-" + l.renewals()));
            case READ_LINE -> WireRequest.get((l.isBooked() ? "/api/v1/deals/" : "/api/v1/quotes/") + WireRequest.segment(l.lineId()), "");
            case BOOK -> {
                var body = new LinkedHashMap<String, Object>();
                body.put("idempotency_key", l.key() + "-deal");
                body.put("quote_id", l.lineId());
                body.put("notes", l.name());
                IabQuotes.identity(profile, body);
                yield WireRequest.post("/api/v1/deals", body);
            }
            case CANCEL -> {
                var operation = new LinkedHashMap<String, Object>();
                operation.put("action", "cancel");
                operation.put("deal_id", l.lineId());
                operation.put("notes", l.name());
                yield WireRequest.post("/api/v1/deals/bulk", Map.of("operations", List.of(operation)));
            }
            default -> throw new IllegalArgumentException("an IAB seller agent has no such call: " + call);
        };
    }

    @Override
    public Outcome<PageOf<SellerObject>> objects(Call call, WireReply reply) {
        throw new IllegalArgumentException("an IAB seller agent lists neither accounts nor orders");
    }

    @Override
    public Outcome<SellerObject> object(Call call, WireReply reply) {
        throw new IllegalArgumentException("an IAB seller agent has neither accounts nor orders");
    }

    @Override
    public Outcome<PageOf<SellerLine>> lines(WireReply reply) {
        throw new IllegalArgumentException("an IAB seller agent does not list what it has sold");
    }

    @Override
    public Outcome<SellerLine> line(Call call, WireReply reply) {
        if (call == Call.READ_LINE && IabQuotes.isGone(reply)) {
            return new Outcome.Accepted<>(new SellerLine("", "", null, LineState.EXPIRED, "expired", reply.reason(), null, null, null, null, null, null,
                    null, null, ""));
        }
        if (call == Call.BOOK && reply.answered() && reply.status() == 409) {
            // this call has made no deal; whether another has, the quote tells
            return new Outcome.Refused<>(409, reply.reason());
        }
        return call == Call.CANCEL ? cancelled(reply) : Replies.read(reply, IabQuotes::line);
    }

    /** The answer to a list of operations with one in it. */
    private static Outcome<SellerLine> cancelled(WireReply reply) {
        Outcome<Loose> outcome = Replies.read(reply, json -> json.items("results").stream().findFirst());
        if (outcome instanceof Outcome.Accepted<Loose> accepted) {
            Loose result = accepted.value();
            return result.bool("success").orElse(false) ? new Outcome.Accepted<>(new SellerLine(result.text("dealId").orElse(""), "", null,
                    LineState.CANCELED, "cancelled", null, null, null, null, null, null, null, null, null, ""))
                    : new Outcome.Refused<>(reply.status(), result.text("error", "message").orElse("the deal was not cancelled"));
        }
        return outcome instanceof Outcome.Refused<Loose> refused ? new Outcome.Refused<>(refused.status(), refused.reason())
                : outcome instanceof Outcome.Unknown<Loose> unknown ? new Outcome.Unknown<>(unknown.reason(), unknown.neverSent(), unknown.retryAfter())
                : new Outcome.Unknown<>("the answer cannot be read");
    }

    /** The other era's way to write money. */
    @Override
    public Optional<Map<Choice, String>> otherWay(Call call, List<Way> tried) {
        boolean may = call == Call.CREATE_LINE && tried.size() == 1 && tried.get(0).status() == 422 && !profile.isSet(Choice.MONEY);
        return may ? Optional.of(Map.of(Choice.MONEY, profile.trying(tried.get(0).choices()).is(Choice.MONEY, "micros") ? "decimal" : "micros"))
                : Optional.empty();
    }

    @Override
    public List<Choice> shownBy(Call call) {
        // a quote that is taken shows nothing: most have no amount in them
        return List.of();
    }

    @Override
    public List<Choice> variedIn(Call call) {
        return call == Call.CREATE_LINE ? List.of(Choice.MONEY) : List.of();
    }

    @Override
    public WireRequest stats(LineDraft l) {
        return WireRequest.get("/api/v1/deals/" + WireRequest.segment(l.lineId()) + "/performance", "");
    }

    @Override
    public Outcome<LineStats> stats(LineDraft line, WireReply reply) {
        return Replies.read(reply, json -> json.isObject() ? Optional.of(IabQuotes.stats(line, json)) : Optional.empty());
    }
}
