package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;
import org.opendirect.gateway.booking.BookingViews;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.negotiation.NegotiationViews;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/** The REST side of bookings: the pipeline alone, one order at one seller. */
public final class BookingApi {

    private static final String TARGET = "POST /bookings";
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;

    private final Bookings bookings;
    private final Negotiations negotiations;
    private final Works works;
    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final IdempotencyKeys keys;
    private final Clock clock;

    public BookingApi(Bookings bookings, Negotiations negotiations, Works works, SellerDirectory sellers, GatewaySettings settings,
                      IdempotencyKeys keys, Clock clock) {
        this.bookings = bookings;
        this.negotiations = negotiations;
        this.works = works;
        this.sellers = sellers;
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /** {@code POST /bookings}: the answer to a request with the same key that came before; null when there is none. */
    public StoredResponse storedResponse(@ExchangeProperty(RouteProperties.IDEMPOTENCY_KEY) String key,
                                         @ExchangeProperty(RouteProperties.REQUEST_BODY) byte[] body) {
        return keys.known(key, RestParameters.CALLER, TARGET, body).orElse(null);
    }

    /** Places what was asked for. */
    public StoredResponse submit(@ExchangeProperty(RouteProperties.IDEMPOTENCY_KEY) String key,
                                 @ExchangeProperty(RouteProperties.REQUEST_BODY) byte[] body,
                                 @ExchangeProperty(RouteProperties.BOOKING_REQUEST) BookingRequest request) {
        return keys.executeOnce(key, RestParameters.CALLER, TARGET, body, () -> {
            String id = "bkg-" + NaturalKey.unique();
            works.create(id, Claim.BOOKING, request.ceiling(), false, RestParameters.CALLER);
            bookings.place(id, null, List.of(request.order()), List.of());
            request.order().lines().stream().map(NewOrder.NewLine::negotiationId).filter(Objects::nonNull)
                    .forEach(n -> negotiations.use(n, id));
            works.wake(id);
            return new StoredResponse(202, "/api/v1/bookings/" + id, Json.text(bookings.views().view(id)), false);
        });
    }

    public Object view(@Header("booking") String id) {
        return bookings.views().view(id);
    }

    /** {@code GET /bookings}. */
    public Object list(@Header(Exchange.HTTP_QUERY) String parameters) {
        Fields query = RestParameters.query(parameters, "status", "seller", "skip", "top");
        String status = query.oneOf("status", BookingViews.STATUSES.toArray(String[]::new)).orElse(null);
        String seller = query.text("seller", 100).orElse(null);
        int skip = RestParameters.skip(query);
        int top = RestParameters.top(query, DEFAULT_TOP, MAX_TOP);
        query.throwIfWrong();
        return bookings.views().list(status, seller, skip, top);
    }

    /** {@code POST /bookings/{booking}/lines/{line}/decision}. */
    public Object decide(@Header("booking") String id, @Header("line") String line, @Body JsonNode body) {
        RestParameters.Decision decision = RestParameters.decision(body);
        if (bookings.campaignOf(id).isPresent()) {
            throw Problem.conflict("part_of_campaign", "the booking belongs to campaign " + bookings.campaignOf(id).get()
                    + ": decide there").asException();
        }
        bookings.decide(bookings.workOf(id), line, decision.choice(), decision.reason(), RestParameters.CALLER);
        return bookings.views().view(id);
    }

    public Object cancel(@Header("booking") String id) {
        return bookings.cancel(id, RestParameters.CALLER);
    }

    /** The body of {@code POST /bookings}; every fault in it is named. */
    public BookingRequest parse(@Body JsonNode json) {
        Fields f = Fields.of(json);
        String seller = f.requiredText("seller", 100);
        Optional<Seller> known = sellers.find(seller == null ? "" : seller);
        if (seller != null && known.isEmpty()) {
            f.fault("seller", "no such seller");
        } else if (known.isPresent() && !known.get().usable()) {
            f.fault("seller", "declares another OpenDirect version; nothing is ordered there");
        }
        String accountId = f.text("accountId", 200).orElse(null);
        Optional<Fields> advertiser = f.object("advertiser");
        String advertiserId = advertiser.map(a -> a.requiredText("id", 200)).orElse(settings.buyer().id());
        String advertiserName = advertiser.flatMap(a -> a.text("name", 200)).orElse(advertiser.isPresent() ? advertiserId : settings.buyer().name());
        advertiser.ifPresent(Fields::end);
        if (".".equals(accountId) || "..".equals(accountId)) {
            f.fault("accountId", "is not usable as an id");
        }
        String name = f.requiredText("name", 200);
        String currency = f.required("currency", f.currency("currency"));
        Long budget = f.positiveMoney("budget").orElse(null);
        LocalDate start = f.required("startDate", f.date("startDate"));
        LocalDate end = f.required("endDate", f.date("endDate"));
        order(f, start, end);
        List<Fields> objects = f.objects("lines", settings.plans().maxLines());
        f.required("lines", objects.isEmpty() ? Optional.empty() : Optional.of(objects));
        var lines = new ArrayList<NewOrder.NewLine>();
        for (int i = 0; i < objects.size(); i++) {
            lines.add(line(objects.get(i), i, seller, currency, start, end, lines));
        }
        f.end();
        f.throwIfWrong();
        Money cost = costOf(f, lines, currency);
        Money ceiling = budget == null ? cost : new Money(budget, currency);
        if (cost.exceeds(ceiling)) {
            f.fault("budget", "is " + ceiling + ", and the lines cost " + cost + " together");
            f.throwIfWrong();
        }
        return new BookingRequest(new NewOrder(seller, accountId, advertiserId, advertiserName, null, null, name,
                ceiling, start, end, lines), ceiling);
    }

    private static Money costOf(Fields f, List<NewOrder.NewLine> lines, String currency) {
        try {
            return lines.stream().map(l -> l.rate().cost(l.quantity())).reduce(Money.zero(currency), Money::plus);
        } catch (ArithmeticException e) {
            f.fault("lines", "together cost more than can be counted");
            throw Problem.invalid(f.errors()).asException();
        }
    }

    private NewOrder.NewLine line(Fields f, int index, String seller, String currency, LocalDate orderStart, LocalDate orderEnd,
                                  List<NewOrder.NewLine> before) {
        String name = f.text("name", 200).orElse("Line " + (index + 1));
        String productId = f.requiredText("productId", 200);
        if (".".equals(productId) || "..".equals(productId)) {
            f.fault("productId", "is not usable as an id");
        }
        String[] types = Arrays.stream(RateType.values()).map(RateType::wireName).toArray(String[]::new);
        RateType type = RateType.of(f.oneOf("rateType", types).orElse("CPM")).orElseThrow();
        Long said = f.positiveMoney("rate").orElse(null);
        String negotiationId = f.text("negotiationId", 100).orElse(null);
        Optional<NegotiationViews.Agreement> agreement = agreement(f, negotiationId, seller, productId, currency, type, before);
        if (said == null && negotiationId == null) {
            f.fault("rate", "is missing: give it, or a negotiationId");
        }
        Long rate = agreement.map(a -> a.result().priceMicros()).orElse(said);
        if (agreement.isPresent() && said != null && !said.equals(rate)) {
            f.fault("rate", "must be what was agreed, " + Money.toAmount(rate).toPlainString() + ", or be left out");
        }
        Long quantity = f.required("quantity", f.wholeNumber("quantity", 1, 1_000_000_000_000L));
        LocalDate start = f.date("startDate").orElse(orderStart);
        LocalDate end = f.date("endDate").orElse(orderEnd);
        if (f.has("startDate") || f.has("endDate")) {
            order(f, start, end);
            within(f, "startDate", start, orderStart, orderEnd);
            within(f, "endDate", end, orderStart, orderEnd);
        }
        Rate agreed = new Rate(type, rate == null ? 0 : rate, currency == null ? "USD" : currency);
        try {
            agreed.cost(quantity == null ? 0 : quantity);
        } catch (ArithmeticException e) {
            f.fault("quantity", "rate and quantity together cost more than can be counted");
        }
        f.end();
        return new NewOrder.NewLine("line-" + (index + 1), null, index, name, productId, agreed,
                agreement.map(a -> a.result().askedMicros()).orElse(null), quantity == null ? 0 : quantity, start, end, Map.of(), negotiationId,
                agreement.map(a -> offer(a, start, end)).orElse(null), null, null, List.of());
    }

    /** What the negotiation has agreed on, where it can be bought; every reason why not is a fault of the field. */
    private Optional<NegotiationViews.Agreement> agreement(Fields f, String id, String seller, String productId, String currency, RateType type,
                                                       List<NewOrder.NewLine> before) {
        Optional<NegotiationViews.Agreement> known = id == null ? Optional.empty() : negotiations.views().agreement(id);
        if (id == null || seller == null || productId == null || currency == null) {
            return Optional.empty();
        }
        String fault = known.isEmpty() ? "no such negotiation" : fault(known.get(), id, seller, productId, currency, type, before);
        if (fault != null) {
            f.fault("negotiationId", fault);
        }
        return fault == null ? known : Optional.empty();
    }

    private static String fault(NegotiationViews.Agreement a, String id, String seller, String productId, String currency, RateType type,
                                List<NewOrder.NewLine> before) {
        if (a.ofCampaign()) {
            return "was negotiated for a campaign, which buys at its price itself";
        }
        if (!a.seller().equals(seller)) {
            return "was negotiated with seller " + a.seller();
        }
        if (!a.status().equals("accepted")) {
            return "has agreed on no price: it is " + a.status();
        }
        if (a.usedBy() != null || before.stream().anyMatch(l -> id.equals(l.negotiationId()))) {
            return "is bought already, by " + (a.usedBy() == null ? "another line of this request" : "booking " + a.usedBy());
        }
        if (a.productId() != null && !a.productId().equals(productId)) {
            return "is about product " + a.productId();
        }
        if (!a.currency().equals(currency) || type != RateType.CPM) {
            return "has agreed on a CPM in " + a.currency();
        }
        return a.result().priceMicros() == null ? "is not valid any more: " + a.result().words() : null;
    }

    /** As it can be booked itself: only for the days that it was agreed for. */
    private static NewOrder.Offer offer(NegotiationViews.Agreement a, LocalDate start, LocalDate end) {
        NegotiationViews.Result r = a.result();
        boolean sameDays = a.start() != null && a.start().equals(start) && a.end().equals(end);
        return new NewOrder.Offer(r.negotiated(), sameDays ? r.proposalId() : null, r.quantity(), r.askedMicros(), r.standsUntil());
    }

    private static void within(Fields f, String field, LocalDate day, LocalDate first, LocalDate last) {
        if (f.has(field) && day != null && first != null && last != null && (day.isBefore(first) || day.isAfter(last))) {
            f.fault(field, "is outside the booking's flight from " + first + " to " + last);
        }
    }

    private void order(Fields f, LocalDate start, LocalDate end) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (start != null && end != null && end.isBefore(start)) {
            f.fault("endDate", "must not be before startDate (" + start + "), is " + end);
        } else if (start != null && start.isBefore(today)) {
            f.fault("startDate", "is in the past: today is " + today + " (UTC)");
        }
    }
}
