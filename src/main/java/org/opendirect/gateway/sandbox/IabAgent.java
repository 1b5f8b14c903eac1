package org.opendirect.gateway.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opendirect.gateway.sandbox.Answer.Refusal;
import org.opendirect.gateway.sandbox.Answer.Refusals;

/**
 * The IAB seller agent: products, quotes and deals at the root, and at head avails and negotiation too. There are no accounts, orders or
 * lines. What a buyer pays goes by its {@link IabTier}; no key is refused. A quote is the step {@code reserve} of the magic products, a deal {@code book},
 * its cancellation {@code cancel}.
 */
final class IabAgent implements SandboxHandler {

    private final boolean head;
    private final String url;
    private final SandboxBooks books;
    private final IabShapes shapes;
    private final IabQuotes quotes;
    private final IabDeals deals;
    private final IabNegotiations negotiations;
    private final List<Route> routes = new ArrayList<>();

    /** @param head the release 2.4.2; else the era before it had the shared contract */
    IabAgent(boolean head, String url, SandboxBooks books) {
        this.head = head;
        this.url = url;
        this.books = books;
        this.shapes = new IabShapes(head, books.seller);
        var replays = new IabReplays(books.ledger);
        this.quotes = new IabQuotes(head, books, shapes, replays);
        this.deals = new IabDeals(head, books, quotes, shapes, replays);
        this.negotiations = new IabNegotiations(books, quotes, shapes, replays);
        serve();
    }

    /** What is served at a path, in which one segment in braces stands for any. */
    private record Route(String method, List<String> path, Step step) {

        boolean leadsTo(List<String> at) {
            for (int i = 0; i < path.size(); i++) {
                if (at.size() != path.size() || !path.get(i).startsWith("{") && !path.get(i).equals(at.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @see Route */
    private interface Step {
        Answer run(SandboxCall call, Map<String, Object> json);
    }

    private void serve() {
        on("GET", "/", (call, json) -> Answer.ok(Map.of("name", "Ad Seller System API", "version", version(), "docs", "/docs")));
        on("GET", "/health", (call, json) -> Answer.ok(Map.of("status", "healthy")));
        on("GET", "/openapi.json", (call, json) -> Answer.ok(openApi()));
        on("GET", "/.well-known/agent.json", (call, json) -> Answer.ok(card()));
        on("GET", "/products", (call, json) -> catalogue(call));
        if (head) {
            on("POST", "/products/avails", (call, json) -> new IabAvails(books).avails(json));
            on("POST", "/api/v1/negotiations/messages", (call, json) -> negotiations.message(json));
        }
        on("GET", "/products/{product_id}", (call, json) -> product(call.at().get(1)));
        on("POST", "/pricing", (call, json) -> quotes.pricing(json, IabTier.of(call, json, head)));
        on("POST", "/api/v1/quotes", (call, json) -> quote(json, IabTier.of(call, json, head)));
        on("GET", "/api/v1/quotes/{quote_id}", (call, json) -> quotes.quote(call.at().get(3)));
        on("POST", "/api/v1/deals", (call, json) -> book(json));
        on("POST", "/api/v1/deals/bulk", (call, json) -> bulk(json));
        on("GET", "/api/v1/deals/{deal_id}", (call, json) -> deals.deal(call.at().get(3)));
        on("GET", "/api/v1/deals/{deal_id}/performance", (call, json) -> deals.performance(call.at().get(3)));
        // nothing opens a proposal here, which is what the agent of the first era comes to, and head without its language model
        on("POST", "/proposals/{proposal_id}/counter", (call, json) -> new Answer(404, FastApi.detail("Proposal not found"), Map.of()));
        on("GET", "/proposals/{proposal_id}/negotiation", (call, json) -> negotiations.history(call.at().get(1)));
    }

    private void on(String method, String path, Step step) {
        routes.add(new Route(method, List.of(path.substring(1).split("/")), step));
    }

    @Override
    public Answer answer(SandboxCall call) {
        List<Route> there = routes.stream().filter(r -> r.leadsTo(call.at())).toList();
        if (there.isEmpty()) {
            return new Answer(404, FastApi.detail("Not Found"), Map.of());
        }
        return there.stream().filter(r -> r.method().equals(call.method())).findFirst().map(r -> worded(run(r, call)))
                .orElse(new Answer(405, FastApi.detail("Method Not Allowed"), Map.of()));
    }

    private static Answer run(Route route, SandboxCall call) {
        try {
            return route.step().run(call, call.json());
        } catch (IOException e) {
            return Answer.refused(422, List.of(new Refusal("Invalid", "JSON decode error", "body")));
        }
    }

    /** What the books or a fault refuse, in the agent's words; what goes wrong inside it is said in plain text. */
    private static Answer worded(Answer answer) {
        if (!(answer.body() instanceof Refusals refusals)) {
            return answer;
        }
        if (answer.status() == 500) {
            return Answer.text(500, "Internal Server Error").with("Content-Type", "text/plain; charset=utf-8");
        }
        Refusal first = refusals.reasons().get(0);
        return answer.withBody(answer.status() == 422 ? FastApi.invalid(refusals.reasons())
                : answer.status() == 404 ? FastApi.detail(first.message()) : FastApi.detail(first.code(), first.message()));
    }

    // catalogue

    /** The first era has no pages: all of it, whatever is asked. */
    private Answer catalogue(SandboxCall call) {
        List<Map<String, Object>> all = books.products().stream().map(shapes::product).toList();
        return head ? Paging.LIMIT.page("products", all, call.query(), Words.CAMEL) : Answer.ok(Map.of("products", all));
    }

    private Answer product(String id) {
        SandboxProduct p = books.find(id);
        return p == null ? new Answer(404, FastApi.detail("Product not found"), Map.of()) : Answer.ok(shapes.product(p));
    }

    // the steps that can be made to fail

    /** Told apart by their key at head, and by their terms before, when there was none. */
    private Answer quote(Map<String, Object> json, IabTier tier) {
        Object quote = head ? json.get("idempotency_key") : json.get("product_id") + "/" + json.get("impressions") + "/" + json.get("flight_start");
        SandboxFault fault = fault(String.valueOf(json.get("product_id")), "reserve", quote);
        return FaultyStep.run(fault, false, () -> quotes.open(json, tier, fault));
    }

    private Answer book(Map<String, Object> json) {
        SandboxFault fault = fault(deals.productOf(String.valueOf(json.get("quote_id"))), "book", json.get("quote_id"));
        return FaultyStep.run(fault, false, () -> deals.book(json, fault));
    }

    private Answer bulk(Map<String, Object> json) {
        Object first = json.get("operations") instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map<?, ?> o ? o.get("deal_id") : null;
        SandboxFault fault = fault(deals.productOf(String.valueOf(first)), "cancel", first);
        return FaultyStep.run(fault, false, () -> deals.bulk(json));
    }

    private SandboxFault fault(String product, String step, Object object) {
        return SandboxFault.of(product, step, String.valueOf(object), books.ledger).orElse(null);
    }

    // what it says of itself

    private String version() {
        return head ? "2.4.2" : "0.1.0";
    }

    /** By this a buyer tells the eras apart: the card's version did not change for long. */
    private Map<String, Object> openApi() {
        var paths = new LinkedHashMap<String, Map<String, Object>>();
        for (Route route : routes) {
            var operation = Map.of("responses", Map.of("200", Map.of("description", "Successful Response")));
            paths.computeIfAbsent("/" + String.join("/", route.path()), p -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation);
        }
        return Map.of("openapi", "3.1.0", "info", Map.of("title", "Ad Seller System API", "version", "1.0.0"), "paths", paths);
    }

    private Map<String, Object> card() {
        var card = new LinkedHashMap<String, Object>();
        card.put("name", books.seller);
        card.put("description", "Sandbox seller of the OpenDirect gateway, speaking as the IAB seller agent does");
        card.put("url", url);
        card.put("version", version());
        var provider = new LinkedHashMap<String, Object>();
        provider.put("name", books.seller);
        provider.put("url", url);
        provider.put("description", null);
        card.put("provider", provider);
        card.put("capabilities", Map.of("protocols", head ? List.of("opendirect21") : List.of("opendirect21", "a2a"), "streaming", false,
                "push_notifications", false));
        card.put("skills", List.of(skill("discovery", "Inventory Discovery"), skill("pricing", "Tiered Pricing"), skill("proposals", "Proposal Evaluation"),
                skill("negotiation", "Multi-Round Negotiation"), skill("deals", "Deal Execution")));
        var authentication = new LinkedHashMap<String, Object>();
        authentication.put("schemes", List.of("api_key", "bearer"));
        authentication.put("credentials_url", null);
        card.put("authentication", authentication);
        card.put("inventory_types", books.products().stream().map(SandboxProduct::channel).distinct().sorted().toList());
        card.put("supported_deal_types", List.of("pg", "pmp", "preferred_deal", "private_auction"));
        card.put("contact", null);
        card.put("tos_url", null);
        return card;
    }

    private static Map<String, Object> skill(String id, String name) {
        return Map.of("id", id, "name", name, "description", name, "tags", List.of(id));
    }
}
