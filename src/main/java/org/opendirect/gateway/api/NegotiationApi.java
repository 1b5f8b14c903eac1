package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationViews;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Strategies;
import org.opendirect.gateway.negotiation.Tactics;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;

/** The REST side of negotiations. */
public final class NegotiationApi {

    private static final String KEY = "idempotencyKey";
    private static final long MAX_IMPRESSIONS = 1_000_000_000_000L;
    private static final int DEFAULT_TOP = 50;
    private static final int MAX_TOP = 500;

    private final Negotiations negotiations;
    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final Strategies strategies;
    private final Idempotency idempotency;
    private final Clock clock;

    public NegotiationApi(Negotiations negotiations, SellerDirectory sellers, GatewaySettings settings, Strategies strategies,
                          Idempotency idempotency, Clock clock) {
        this.strategies = strategies;
        this.negotiations = negotiations;
        this.sellers = sellers;
        this.settings = settings;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /**
     * {@code POST /negotiations}: makes the negotiation, which in automatic mode is led by the gateway's workers. Property {@code goOn}:
     * whether it is worth waiting for its end.
     */
    public void receive(Exchange exchange) {
        exchange.setProperty("goOn", false);
        exchange.setProperty("answered", false);
        byte[] body = Requests.bytes(exchange);
        JsonNode json = Requests.json(exchange);
        String key = Requests.idempotencyKey(exchange);
        Idempotency.Begun begun = idempotency.begin(key, Requests.CALLER, "POST /negotiations", body,
                settings.negotiation().answerWithin().plusSeconds(5), () -> create(json));
        if (begun.answer() != null) {
            Answers.write(exchange.getMessage(), begun.answer().status(), begun.answer().headers(), begun.answer().body());
            exchange.setProperty("answered", true);
            return;
        }
        exchange.setProperty(KEY, key);
        exchange.setProperty(RouteProperties.NEGOTIATION_ID, begun.made());
        exchange.setProperty("until", System.nanoTime() + settings.negotiation().answerWithin().toNanos());
        look(exchange);
    }

    /** Whether it still goes on by itself, and there is time left to wait for it. */
    public void look(Exchange exchange) {
        NegotiationViews.View view = negotiations.view(exchange.getProperty(RouteProperties.NEGOTIATION_ID, String.class));
        boolean asking = view.proposalId() == null && view.productId() != null && negotiations.asksFirst(view.seller());
        exchange.setProperty("goOn", (view.mode().equals("auto") || asking) && view.status().equals("open")
                && exchange.getProperty("until", Long.class) - System.nanoTime() > 0);
    }

    /** 201 with the negotiation as it stands. */
    public void created(Exchange exchange) {
        String id = exchange.getProperty(RouteProperties.NEGOTIATION_ID, String.class);
        var answer = idempotency.complete(exchange.getProperty(KEY, String.class), Requests.CALLER,
                new Idempotency.Answer(201, "/api/v1/negotiations/" + id, Json.text(negotiations.view(id)), false));
        Answers.write(exchange.getMessage(), answer.status(), answer.headers(), answer.body());
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
        return negotiations.create(sellerId, proposalId, opening, auto, tactics, currency, Requests.CALLER);
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
    public Object list(Exchange exchange) {
        Fields query = Requests.query(exchange, "status", "seller", "skip", "top");
        String status = query.oneOf("status", NegotiationViews.statuses().toArray(String[]::new)).orElse(null);
        String seller = query.text("seller", 100).orElse(null);
        int skip = Requests.skip(query);
        int top = Requests.top(query, DEFAULT_TOP, MAX_TOP);
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
    public void mode(Exchange exchange) {
        Fields f = Fields.of(Requests.json(exchange));
        boolean auto = "auto".equals(f.required("mode", f.oneOf("mode", "auto", "manual")));
        Tactics tactics = tactics(f, auto);
        if (!auto && f.has("strategy")) {
            f.fault("strategy", "has no meaning in manual mode: the negotiation keeps its limits");
        }
        f.end();
        f.throwIfWrong();
        exchange.setProperty(RouteProperties.NEGOTIATION_ID, id(exchange));
        if (auto) {
            negotiations.handOver(id(exchange), tactics);
        } else {
            negotiations.takeBack(id(exchange));
        }
    }

    public Object view(Exchange exchange) {
        return negotiations.view(id(exchange));
    }

    public void counter(Exchange exchange) {
        Fields f = Fields.of(Requests.json(exchange));
        Long price = f.required("price", f.positiveMoney("price"));
        f.end();
        f.throwIfWrong();
        manual(exchange, "counter", price);
    }

    public void accept(Exchange exchange) {
        manual(exchange, "accept", null);
    }

    public void decline(Exchange exchange) {
        manual(exchange, "decline", null);
    }

    private void manual(Exchange exchange, String action, Long price) {
        exchange.setProperty(RouteProperties.NEGOTIATION_ID, id(exchange));
        exchange.setProperty(RouteProperties.PENDING_MESSAGE, negotiations.manual(id(exchange), action, price));
    }

    /** After the seller's answer: the negotiation as it stands. */
    public Object after(Exchange exchange) {
        return negotiations.view(exchange.getProperty(RouteProperties.NEGOTIATION_ID, String.class));
    }

    private static String id(Exchange exchange) {
        return exchange.getMessage().getHeader("negotiation", String.class);
    }
}
