package org.opendirect.gateway.sandbox;

import java.util.List;
import java.util.Map;
import org.opendirect.gateway.sandbox.Answer.Listing;

/** The calls of OpenDirect in the seed's form, on the books; the other forms are translated to it by {@link OpenDirectSandbox}. */
final class OpenDirectRoutes {

    private final SandboxBooks books;
    private final SandboxLedger ledger;

    OpenDirectRoutes(SandboxBooks books, SandboxLedger ledger) {
        this.books = books;
        this.ledger = ledger;
    }

    Answer answer(SandboxCall call, Map<String, Object> json) {
        List<String> at = call.at();
        int depth = at.size();
        String route = call.method() + " " + at.get(0) + (depth > 2 ? "/" + at.get(2) : "") + (depth > 4 ? "/" + at.get(4) : "") + " " + depth;
        return switch (route) {
            case "GET products 1" -> Answer.ok(new Listing("products", books.shelf()));
            case "POST products 2" -> at.get(1).equals("search") ? Answer.ok(new Listing("products", books.search(json)))
                    : at.get(1).equals("avails") ? books.avails(json) : notFound(call);
            case "GET products 2" -> books.product(at.get(1));
            case "GET accounts 1" -> Answer.ok(new Listing("accounts", books.all("accounts")));
            case "GET accounts 2" -> books.account(at.get(1));
            case "POST accounts 1" -> books.openAccount(json);
            case "GET accounts/orders 3" -> Answer.ok(new Listing("orders", books.orders(at.get(1))));
            case "POST accounts/orders 3" -> createOrder(at.get(1), json);
            case "GET accounts/orders 4" -> books.order(at.get(1), at.get(3));
            case "DELETE accounts/orders 4" -> books.deleteOrder(at.get(1), at.get(3));
            case "GET accounts/orders/lines 5" -> Answer.ok(new Listing("lines", books.lines(at.get(3))));
            case "POST accounts/orders/lines 5" -> createLine(at.get(1), at.get(3), json);
            case "GET accounts/orders/lines 6" -> books.line(at.get(3), at.get(5));
            case "PATCH accounts/orders/lines 6" -> act(at.get(3), at.get(5), call.query().getOrDefault("action", ""));
            case "DELETE accounts/orders/lines 6" -> books.deleteLine(at.get(3), at.get(5));
            case "GET accounts/orders/lines 7" -> at.get(6).equals("stats") ? books.stats(at.get(3), at.get(5)) : notFound(call);
            case "POST proposals 1" -> books.offers().propose(json);
            case "POST proposals/counter 3" -> books.offers().counter(at.get(1), json);
            default -> notFound(call);
        };
    }

    private Answer createOrder(String accountId, Map<String, Object> json) {
        String name = String.valueOf(json.get("name"));
        var fault = SandboxFault.of(name, "order", name, ledger);
        return FaultyStep.run(fault.orElse(null), false, () -> fault.filter(f -> f == SandboxFault.ANOTHER).isPresent() ? books.last("orders")
                : books.createOrder(accountId, json));
    }

    private Answer createLine(String accountId, String orderId, Map<String, Object> json) {
        var fault = SandboxFault.of(String.valueOf(json.get("productId")), "line", String.valueOf(json.get("name")), ledger);
        return FaultyStep.run(fault.orElse(null), false, () -> fault.filter(f -> f == SandboxFault.ANOTHER).isPresent() ? books.last("lines")
                : books.createLine(accountId, orderId, json, fault.orElse(null)));
    }

    private Answer act(String orderId, String lineId, String action) {
        var fault = SandboxFault.of(books.productOf(lineId), action, lineId, ledger);
        return FaultyStep.run(fault.orElse(null), !action.equals("cancel"), () -> books.act(orderId, lineId, action));
    }

    private static Answer notFound(SandboxCall call) {
        return Answer.refused(call.method().matches("GET|POST|PATCH|DELETE") ? 404 : 405, "NotFound", call.method() + " " + call.path());
    }
}
