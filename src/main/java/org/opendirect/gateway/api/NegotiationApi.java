package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.api.IdempotencyKeys.StoredResponse;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationViews;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.PendingMessage;
import org.opendirect.gateway.negotiation.Strategies;
import org.opendirect.gateway.negotiation.Tactics;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;

/** The REST side of negotiations. */
public final class NegotiationApi {

    private static final long MAX_IMPRESSIONS = 1_000_000_000_000L;
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;

    private final Negotiations negotiations;
    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final Strategies strategies;
    private final IdempotencyKeys keys;
    private final Clock clock;

    public NegotiationApi(Negotiations negotiations, SellerDirectory sellers, GatewaySettings settings, Strategies strategies,
                          IdempotencyKeys keys, Clock clock) {
        this.strategies = strategies;
        this.negotiations = negotiations;
        this.sellers = sellers;
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /** {@code POST /negotiations}: creates the negotiation, which in automatic mode is led by the gateway's workers. */
    public IdempotencyKeys.Started start(@ExchangeProperty(RouteProperties.IDEMPOTENCY_KEY) String key,
                                         @ExchangeProperty(RouteProperties.REQUEST_BODY) byte[] body,
                                         @Body JsonNode json) {
        return keys.startOnce(key, RestParameters.CALLER, "POST /negotiations", body,
                settings.negotiation().answerWithin().plusSeconds(5), () -> create(json));
    }

    /** The {@link System#nanoTime()} by which a caller is answered. */
    public long answerBy() {
        return System.nanoTime() + settings.negotiation().answerWithin().toNanos();
    }

    /** Whether it goes on by itself, and there is time left to wait for its end. */
    public boolean isStillRunning(@ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id,
                                  @ExchangeProperty(RouteProperties.ANSWER_BY) long answerBy) {
        NegotiationViews.View view = negotiations.view(id);
        boolean asking = view.proposalId() == null && view.productId() != null && negotiations.asksFirst(view.seller());
        return (view.mode().equals("auto") || asking) && view.status().equals("open")
                && answerBy - System.nanoTime() > 0;
    }

    /** 201 with the negotiation as it stands. */
    public StoredResponse created(@ExchangeProperty(RouteProperties.IDEMPOTENCY_KEY) String key,
                                  @ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id) {
        return keys.complete(key, RestParameters.CALLER,
                new StoredResponse(201, "/api/v1/negotiations/" + id, Json.text(negotiations.view(id)), false));
    }

    private String create(JsonNode json) {
        Fields f = Fields.of(json);
        String sellerId = f.requiredText("seller", 100);
        Optional<Seller> seller = sellers.find(sellerId == null ? "" : sellerId);
        if (sellerId != null && seller.isEmpty()) {
            f.fault("seller", "no such seller");
        } else if (seller.isPresent() && !seller.get().usable()) {
            f.fault("seller", "declares another OpenDirect version");
        } else if (seller.isPresent() && !seller.get().mayNegotiate()) {
            f.fault("seller", "is not negotiated with: gateway.sellers[].negotiation is off");
        }
        String proposalId = usableId(f, "proposalId");
        Negotiations.Opening opening = opening(f, proposalId != null);
        boolean auto = "auto".equals(f.required("mode", f.oneOf("mode", "auto", "manual")));
        Tactics tactics = tactics(f, auto);
        String currency = f.currency("currency").orElse("USD");
        f.end();
        f.throwIfWrong();
        return negotiations.create(sellerId, proposalId, opening, auto, tactics, currency, RestParameters.CALLER);
    }

    private static String usableId(Fields f, String name) {
        String id = f.text(name, 200).orElse(null);
        if (".".equals(id) || "..".equals(id)) {
            f.fault(name, "is not usable as an id");
        }
        return id;
    }

    /** What a proposal is to be opened for; null where one is given, and where something is wrong. */
    private Negotiations.Opening opening(Fields f, boolean given) {
        if (given) {
            for (String name : List.of("productId", "impressions", "startDate", "endDate")) {
                if (f.has(name)) {
                    f.fault(name, "is only for a proposal that is to be opened: give it without proposalId");
                }
            }
            f.known("productId", "impressions", "startDate", "endDate");
            return null;
        }
        if (!f.has("productId") && !f.has("proposalId")) {
            f.fault("proposalId", "is missing: give it, or a productId to open a proposal for");
            f.known("impressions", "startDate", "endDate");
            return null;
        }
        String productId = usableId(f, "productId");
        Long impressions = f.required("impressions", f.wholeNumber("impressions", 1, MAX_IMPRESSIONS));
        LocalDate start = f.required("startDate", f.date("startDate"));
        LocalDate end = f.required("endDate", f.date("endDate"));
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (start != null && end != null && end.isBefore(start)) {
            f.fault("endDate", "must not be before startDate (" + start + "), is " + end);
        } else if (start != null && start.isBefore(today)) {
            f.fault("startDate", "is in the past: today is " + today + " (UTC)");
        }
        return productId == null || impressions == null || start == null || end == null ? null
                : new Negotiations.Opening(productId, impressions, start, end, settings.buyer().id(), null);
    }

    /** {@code GET /negotiations}. */
    public Object list(@Header(Exchange.HTTP_QUERY) String parameters) {
        Fields query = RestParameters.query(parameters, "status", "seller", "skip", "top");
        String status = query.oneOf("status", NegotiationViews.statuses().toArray(String[]::new)).orElse(null);
        String seller = query.text("seller", 100).orElse(null);
        int skip = RestParameters.skip(query);
        int top = RestParameters.top(query, DEFAULT_TOP, MAX_TOP);
        query.throwIfWrong();
        return negotiations.views().list(status, seller, skip, top);
    }

    private Tactics tactics(Fields f, boolean required) {
        Optional<Fields> strategy = f.object("strategy");
        if (strategy.isEmpty()) {
            if (required && !f.has("strategy")) {
                f.fault("strategy", "is missing: the automatic mode needs one");
            }
            return null;
        }
        Fields s = strategy.get();
        String type = s.oneOf("type", strategies.names().toArray(String[]::new)).orElse(settings.negotiation().strategy());
        Long target = s.required("targetCpm", s.positiveMoney("targetCpm"));
        Long max = s.required("maxCpm", s.positiveMoney("maxCpm"));
        if (target != null && max != null && target > max) {
            s.fault("targetCpm", "must not be above maxCpm");
        }
        long step = s.positiveMoney("concessionStep").orElse(Money.toMicros(settings.negotiation().concessionStep()));
        int rounds = s.wholeNumber("maxRounds", 1, 100).map(Long::intValue).orElse(settings.negotiation().maxRounds());
        int exponent = s.between("exponent", "0.05", "20").orElse(settings.negotiation().exponent()).movePointRight(3).intValue();
        s.end();
        return target == null || max == null ? null : new Tactics(type, target, max, step, rounds, exponent);
    }

    /** {@code POST /negotiations/{negotiation}/mode}: to a strategy, or back to a person. */
    public void mode(@ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id, @Body JsonNode body) {
        Fields f = Fields.of(body);
        boolean auto = "auto".equals(f.required("mode", f.oneOf("mode", "auto", "manual")));
        Tactics tactics = tactics(f, auto);
        if (!auto && f.has("strategy")) {
            f.fault("strategy", "has no meaning in manual mode: the negotiation keeps its limits");
        }
        f.end();
        f.throwIfWrong();
        if (auto) {
            negotiations.handOver(id, tactics);
        } else {
            negotiations.takeBack(id);
        }
    }

    /** The negotiation as it stands. */
    public NegotiationViews.View currentState(@ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id) {
        return negotiations.view(id);
    }

    /** {@code POST /negotiations/{negotiation}/counter}. */
    public PendingMessage counter(@ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id, @Body JsonNode body) {
        Fields f = Fields.of(body);
        Long price = f.required("price", f.positiveMoney("price"));
        f.end();
        f.throwIfWrong();
        return negotiations.manual(id, "counter", price);
    }

    public PendingMessage accept(@ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id) {
        return negotiations.manual(id, "accept", null);
    }

    public PendingMessage decline(@ExchangeProperty(RouteProperties.NEGOTIATION_ID) String id) {
        return negotiations.manual(id, "decline", null);
    }
}
