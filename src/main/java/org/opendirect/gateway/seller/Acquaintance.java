package org.opendirect.gateway.seller;

import java.util.Optional;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.IabAgent;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * Finds out by reading alone what kind of seller this is and how it writes: from the routes that it publishes, from its products, and
 * from whether it knows accounts or quotes. Asks nothing that is known or set already.
 */
public final class Acquaintance {

    /** nobody has a quote of this name; the seller that knows quotes says so in words of its own */
    private static final String NO_QUOTE = "/api/v1/quotes/none";

    private final Seller seller;
    private Question asked = Question.NONE;

    private enum Question { NONE, ROUTES, PRODUCTS, ACCOUNTS, QUOTES, OVER }

    public Acquaintance(Seller seller) {
        this.seller = seller;
    }

    /** What to read next; empty when nothing more is to be found out. */
    public Optional<WireRequest> next() {
        asked = following();
        return switch (asked) {
            case ROUTES -> Optional.of(WireRequest.get("/openapi.json", ""));
            case PRODUCTS -> Optional.of(seller.dialect().catalog().list(Page.WHOLE));
            case ACCOUNTS -> Optional.of(WireRequest.get("/accounts", ""));
            case QUOTES -> Optional.of(WireRequest.get(NO_QUOTE, ""));
            default -> Optional.empty();
        };
    }

    private Question following() {
        boolean kindKnown = seller.profile().knows(Choice.DIALECT);
        boolean writingKnown = seller.profile().knows(Choice.PROPERTY_CASE) || !kindKnown && asked.compareTo(Question.PRODUCTS) >= 0;
        for (Question question : Question.values()) {
            if (question.compareTo(asked) <= 0) {
                continue;
            }
            boolean wanted = switch (question) {
                case PRODUCTS -> !writingKnown;
                case ROUTES, ACCOUNTS, QUOTES -> !kindKnown;
                default -> true;
            };
            if (wanted) {
                return question;
            }
        }
        return Question.OVER;
    }

    public void hear(WireReply reply) {
        switch (asked) {
            case ROUTES -> reply.json().filter(json -> reply.ok()).ifPresent(this::routes);
            case PRODUCTS -> products(reply);
            case ACCOUNTS -> {
                boolean knows = reply.ok() && reply.json().isPresent() || reply.answered() && (reply.status() == 400 || reply.status() == 422);
                if (knows) {
                    seller.learn(Choice.DIALECT, OpenDirect.NAME, "GET /accounts answered " + reply.status());
                }
            }
            case QUOTES -> {
                boolean quotes = reply.status() == 404 && reply.json().map(j -> j.get("detail").isObject()).orElse(false);
                if (quotes) {
                    seller.learn(Choice.DIALECT, IabAgent.NAME, "GET " + NO_QUOTE + ": " + reply.reason());
                } else if (reply.notServed()) {
                    seller.learn(Choice.DIALECT, OpenDirect.NAME, "it knows no quotes (" + reply.reason() + ")");
                }
            }
            default -> { }
        }
        if (!reply.answered()) {
            // who does not answer one question will not answer the next
            asked = Question.OVER;
        }
    }

    private void routes(Loose description) {
        Loose paths = description.get("paths");
        if (!paths.isObject()) {
            return;
        }
        boolean orders = false;
        boolean deals = false;
        boolean messages = false;
        var names = paths.node().fieldNames();
        while (names.hasNext()) {
            String path = names.next();
            orders |= path.contains("/accounts/") && path.contains("/orders");
            deals |= path.endsWith("/api/v1/deals");
            messages |= path.endsWith("/api/v1/negotiations/messages");
        }
        if (orders) {
            seller.learn(Choice.DIALECT, OpenDirect.NAME, "/openapi.json names orders under accounts");
        } else if (deals) {
            seller.learn(Choice.DIALECT, IabAgent.NAME, "/openapi.json names /api/v1/deals and no orders under accounts");
            seller.learn(Choice.MONEY, messages ? "micros" : "decimal", "/openapi.json " + (messages ? "names" : "does not name") + " /api/v1/negotiations/messages");
        }
    }

    private void products(WireReply reply) {
        if (seller.dialect().catalog().products(seller.id(), reply) instanceof Outcome.Accepted<ProductReader.Products> page) {
            page.value().shows().forEach((choice, value) -> seller.learn(choice, value, Profile.Chosen.READ_OFF_PRODUCTS));
        }
    }
}
