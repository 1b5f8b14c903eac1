package org.opendirect.gateway.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.opendirect.gateway.sandbox.Answer.Listing;
import org.opendirect.gateway.sandbox.Answer.Refusal;
import org.opendirect.gateway.sandbox.Answer.Refusals;

/**
 * Translates a dialect of OpenDirect to the seed's form, and what is answered back: names, paging, how an action is said, avails,
 * search, stats, refusals. What happens is left to {@link OpenDirectRoutes}.
 */
final class OpenDirectSandbox implements SandboxHandler {

    private static final String CARD = "/.well-known/agent.json";
    private static final Set<String> ACTIONS = Set.of("reserve", "book", "cancel", "reset");

    private final OpenDirectForm form;
    private final Words words;
    private final String base;
    private final Supplier<Map<String, Object>> card;
    private final SandboxBooks books;
    private final OpenDirectRoutes routes;
    private final AvailsForms avails;
    private final ProductSearch search;

    OpenDirectSandbox(SandboxDialect dialect, SandboxBooks books, Supplier<Map<String, Object>> card) {
        this.form = dialect.form();
        this.words = form.words();
        this.base = dialect.base();
        this.card = card;
        this.books = books;
        this.routes = new OpenDirectRoutes(books, books.ledger);
        this.avails = new AvailsForms(books);
        this.search = new ProductSearch(words);
    }

    @Override
    public Answer answer(SandboxCall whole) {
        if (whole.path().equals(CARD) && form.shapes().hasCard()) {
            return Answer.ok(card.get());
        }
        SandboxCall call = whole.below(base);
        return call == null ? shown(whole, Thing.NOTHING, notFound("nothing here; the API is below " + base))
                : shown(call, Thing.at(call.at()), heard(call, Thing.at(call.at())));
    }

    // from the dialect

    private Answer heard(SandboxCall call, Thing thing) {
        Map<String, Object> json;
        try {
            json = call.json();
        } catch (IOException e) {
            return Answer.refused(schemaStatus(), List.of(new Refusal("InvalidJson", "the body is no JSON object", "body")));
        }
        boolean post = call.method().equals("POST");
        boolean item = call.at().size() % 2 == 0;
        if (thing == Thing.PROPOSAL && !form.shapes().hasProposals()) {
            return notFound(call.path());
        }
        if (thing == Thing.LINE && item && call.method().matches("PATCH|PUT")) {
            return act(call, json);
        }
        if (isSearch(call, thing)) {
            return search(call, json);
        }
        if (post && thing == Thing.AVAILS) {
            return avails(call, json);
        }
        boolean creates = post && !item && (thing == Thing.ACCOUNT || thing == Thing.ORDER || thing == Thing.LINE);
        return creates ? create(call, thing, json) : routes.answer(call, json);
    }

    private static boolean isSearch(SandboxCall call, Thing thing) {
        return call.method().equals("POST") && thing == Thing.PRODUCT && call.at().size() == 2 && call.at().get(1).equals("search");
    }

    private Answer create(SandboxCall call, Thing thing, Map<String, Object> json) {
        List<Refusal> faults = words.faults(thing, json);
        if (!faults.isEmpty()) {
            return Answer.refused(schemaStatus(), faults);
        }
        Answer created = routes.answer(call, words.in(thing, json));
        boolean located = form.shapes() == Shapes.SPECIFICATION && created.status() == 200 && created.body() instanceof Map<?, ?>;
        return located ? created.with("Location", call.path() + "/" + ((Map<?, ?>) created.body()).get("id")) : created;
    }

    /** An action, in whichever form the dialect says it; what is none leaves the line as it is. */
    private Answer act(SandboxCall call, Map<String, Object> json) {
        if (!form.verbs().contains(call.method())) {
            return Answer.refused(405, "MethodNotAllowed", "a line is not changed by " + call.method() + " here");
        }
        if (!form.flags()) {
            return routes.answer(call, json);
        }
        List<String> actions = call.flags().stream().filter(ACTIONS::contains).toList();
        if (actions.size() == 1) {
            return routes.answer(call.as("PATCH", Map.of("action", actions.get(0))), json);
        }
        return json.isEmpty() ? routes.answer(call.as("GET", Map.of()), json)
                : Answer.refused(400, "NotSupported", "a line is not edited here: delete it and make another");
    }

    private Answer search(SandboxCall call, Map<String, Object> json) {
        if (form.searchStatus() != 200) {
            return Answer.refused(form.searchStatus(), "NotServed", form.searchStatus() == 405 ? "Method Not Allowed" : "there is no search");
        }
        if (form.shapes() != Shapes.SPECIFICATION) {
            return routes.answer(call, json);
        }
        Set<String> unknown = search.unknown(json);
        if (!unknown.isEmpty()) {
            return Answer.refused(400, "InvalidSearch", "not known: " + String.join(", ", unknown));
        }
        return Answer.ok(new Listing("products", books.shelf().stream().filter(p -> search.fits(product(p), json)).toList()));
    }

    private Answer avails(SandboxCall call, Map<String, Object> json) {
        return switch (form.shapes()) {
            case SPECIFICATION -> avails.list(json, words);
            case RELEASE -> avails.one(json);
            default -> routes.answer(call, json);
        };
    }

    private int schemaStatus() {
        return form.shapes().saysDetail() ? 422 : 400;
    }

    // to the dialect

    private Answer shown(SandboxCall call, Thing thing, Answer answer) {
        if (answer.body() instanceof Refusals refusals) {
            return answer.withBody(refused(answer.status(), refusals));
        }
        if (answer.body() instanceof Listing listing) {
            Answer page = page(call, thing, listing);
            return page.body() instanceof Refusals refusals ? page.withBody(refused(page.status(), refusals)) : page;
        }
        if (!(answer.body() instanceof Map<?, ?>)) {
            return answer;
        }
        @SuppressWarnings("unchecked")
        var body = (Map<String, Object>) answer.body();
        return switch (thing) {
            case PRODUCT -> answer.withBody(product(body));
            case ACCOUNT, ORDER, LINE -> answer.withBody(words.out(thing, body));
            case STATS -> form.shapes() == Shapes.SPECIFICATION ? answer.withBody(records(body)) : answer;
            default -> answer;
        };
    }

    private Answer page(SandboxCall call, Thing thing, Listing listing) {
        var all = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> one : listing.all()) {
            Map<String, Object> wire = thing == Thing.PRODUCT ? product(one) : words.out(thing, one);
            if (form.shapes() != Shapes.SPECIFICATION || thing == Thing.PRODUCT || asked(thing, wire, call.query())) {
                all.add(wire);
            }
        }
        boolean whole = isSearch(call, thing) && form.shapes() != Shapes.SPECIFICATION;
        return whole ? Answer.ok(Map.of(listing.name(), all)) : form.paging().page(listing.name(), all, call.query(), words);
    }

    /** 2.1's filters: {@code ?name=…}, with an asterisk for anything, of the thing's own properties. */
    private boolean asked(Thing thing, Map<String, Object> wire, Map<String, String> query) {
        return thing.shown.stream().map(words::of).filter(query::containsKey).allMatch(name -> {
            String pattern = "(?s)\\Q" + query.get(name).replace("*", "\\E.*\\Q") + "\\E";
            return String.valueOf(wire.getOrDefault(name, "")).matches(pattern);
        });
    }

    private Map<String, Object> product(Map<String, Object> whole) {
        return words.out(Thing.PRODUCT, form.shapes().product(whole, books.hold.toString()));
    }

    /** 2.1's stats, one record to date; it has neither the target nor the pacing. */
    private Map<String, Object> records(Map<String, Object> stats) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put(words.of("reportDate"), stats.get("lastUpdated"));
        entry.put(words.of("impressions"), stats.get("impressionsDelivered"));
        entry.put(words.of("spend"), stats.get("amountSpent"));
        return Map.of(words.of("stats"), List.of(entry));
    }

    private Object refused(int status, Refusals refusals) {
        if (!form.shapes().saysDetail()) {
            return Map.of(words.of("errors"), refusals.reasons().stream()
                    .map(r -> Map.of(words.of("errorCode"), r.code(), words.of("message"), r.message())).toList());
        }
        return status == 422 ? FastApi.invalid(refusals.reasons()) : FastApi.detail(refusals.reasons().get(0).message());
    }

    private static Answer notFound(String what) {
        return Answer.refused(404, "NotFound", what);
    }
}
