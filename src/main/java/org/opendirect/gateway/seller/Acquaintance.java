package org.opendirect.gateway.seller;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.AgentCard;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.IabAgent;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.PublishedSchema;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * Finds out by reading alone whether there is a seller, what kind it is and how it writes: from its agent card, from the routes that it
 * publishes, from its products, and from whether it knows accounts or quotes. What stands in the settings is not asked; what was learned
 * is asked again, since another seller may have moved in.
 */
public final class Acquaintance {

    /** where an agent card may be; the A2A protocol has moved it (A2A 0.3, section 5.3) */
    private static final List<String> CARDS = List.of("/.well-known/agent.json", "/.well-known/agent-card.json");
    /** nobody has a quote of this name; the seller that knows quotes says so in words of its own */
    private static final String NO_QUOTE = "/api/v1/quotes/none";

    private static final WireRequest EVERYTHING = WireRequest.post("/products/search", Map.of());

    private final Seller seller;
    private final Deque<WireRequest> cards = new ArrayDeque<>();
    /** what was answered to the questions, in words */
    private final List<String> answers = new ArrayList<>();
    /** what the card has come to, as long as it is not shown */
    private Runnable status = () -> { };
    private WireReply lastCard;
    private boolean cardRead;
    private boolean over;
    private Question asked = Question.NONE;
    private boolean productsAsked;
    /** an answer has told the kind beyond doubt */
    private boolean told;
    /** something of a seller was answered, if only a refusal */
    private boolean something;
    /** something was answered that OpenDirect alone has */
    private String openDirect;
    private String noQuotes;

    private enum Question { NONE, ROUTES, SCHEMA, PRODUCTS, ACCOUNTS, QUOTES, LIST, SEARCH, OVER }

    private Acquaintance(Seller seller, boolean withCard) {
        this.seller = seller;
        this.cardRead = !withCard;
        for (String card : withCard ? CARDS : List.<String>of()) {
            WireRequest place = WireRequest.get(card, "");
            cards.add(place.fromOrigin());
            if (!seller.basePath().isEmpty()) {
                cards.add(place);
            }
        }
    }

    /** Asks the questions, of a seller that is known to answer. */
    public Acquaintance(Seller seller) {
        this(seller, false);
    }

    /** Looks for its card first, which tells whether it answers at all. */
    public static Acquaintance withCard(Seller seller) {
        return new Acquaintance(seller, true);
    }

    /** What to read next; empty when nothing more is to be found out. */
    public Optional<WireRequest> next() {
        if (!cardRead && !cards.isEmpty()) {
            return Optional.of(cards.poll());
        }
        if (!cardRead) {
            concludeCard();
        }
        asked = over ? Question.OVER : following();
        return switch (asked) {
            case ROUTES -> Optional.of(WireRequest.get("/openapi.json", ""));
            case SCHEMA -> Optional.of(WireRequest.get("/opendirect.json", ""));
            case PRODUCTS, LIST -> {
                productsAsked = true;
                yield Optional.of(seller.dialect().catalog().list(Page.WHOLE));
            }
            case ACCOUNTS -> Optional.of(WireRequest.get("/accounts", ""));
            case QUOTES -> Optional.of(WireRequest.get(NO_QUOTE, ""));
            case SEARCH -> Optional.of(EVERYTHING);
            default -> {
                conclude();
                yield Optional.empty();
            }
        };
    }

    private Question following() {
        boolean set = seller.profile().isSet(Choice.DIALECT);
        boolean enough = set ? something : told;
        for (Question question : Question.values()) {
            if (question.compareTo(asked) <= 0) {
                continue;
            }
            boolean wanted = switch (question) {
                case ROUTES -> !set || !seller.profile().knows(Choice.PROPERTY_CASE) && seller.profile().is(Choice.DIALECT, OpenDirect.NAME);
                case SCHEMA -> !seller.profile().knows(Choice.PROPERTY_CASE) && seller.profile().is(Choice.DIALECT, OpenDirect.NAME);
                // the kind that is set has a list of its own, and a seller that is known may have another by now
                case PRODUCTS -> !seller.profile().knows(Choice.PROPERTY_CASE) || set && !enough;
                case ACCOUNTS, QUOTES -> !enough;
                case LIST -> !enough && !productsAsked;
                // a shop may have no list at all
                case SEARCH -> !something && openDirect == null;
                default -> true;
            };
            if (wanted) {
                return question;
            }
        }
        return Question.OVER;
    }

    public void hear(WireReply reply) {
        if (!cardRead) {
            heardCard(reply);
            return;
        }
        if (!reply.answered()) {
            // who does not answer one question will not answer the next
            over = true;
            return;
        }
        switch (asked) {
            case ROUTES -> reply.json().filter(json -> reply.ok()).ifPresent(this::routes);
            case SCHEMA -> reply.json().filter(json -> reply.ok()).ifPresent(json -> written(json, "/opendirect.json"));
            case PRODUCTS, LIST, SEARCH -> products(reply);
            case ACCOUNTS -> accounts(reply);
            case QUOTES -> quotes(reply);
            default -> { }
        }
        if (asked != Question.NONE) {
            something |= asked != Question.ROUTES && asked != Question.SCHEMA && isServed(reply);
            answers.add(found(reply));
        }
    }

    /** Its time is up: what was found out until now counts. */
    void giveUp() {
        if (!cardRead) {
            concludeCard();
        }
        status.run();
        over = true;
    }

    /** A fault of the gateway, not of the seller. */
    void broke(String reason) {
        cardRead = true;
        over = true;
        seller.learn(SellerStatus.DOWN, null, null, Problem.Brief.of("gateway_error", reason));
    }

    // the card

    private void heardCard(WireReply reply) {
        lastCard = reply;
        Optional<Loose> json = reply.ok() ? reply.json() : Optional.empty();
        Optional<AgentCard> card = json.flatMap(AgentCard::of);
        if (card.isPresent()) {
            AgentCard c = card.get();
            Problem.Brief problem = c.incompatible() ? Problem.Brief.of("incompatible_version", "declares OpenDirect "
                    + String.join(", ", c.versions()) + ", this gateway speaks " + AgentCard.SUPPORTED_MAJOR + ".x; nothing is ordered there") : null;
            end(c.incompatible() ? SellerStatus.INCOMPATIBLE : SellerStatus.UP, c, json.get().node(), problem);
        } else if (!reply.answered()) {
            // who does not answer at one place will not at the other
            concludeCard();
        }
    }

    private void concludeCard() {
        WireReply last = lastCard;
        if (last == null) {
            end(SellerStatus.DOWN, Problem.Brief.of("seller_timeout", "no answer in time"));
        } else if (!last.answered()) {
            String code = switch (last.failure()) {
                case TIMEOUT -> "seller_timeout";
                case LOST -> "seller_connection_lost";
                case TOO_LARGE -> "seller_answer_too_large";
                default -> "seller_unreachable";
            };
            end(SellerStatus.DOWN, Problem.Brief.of(code, last.reason()));
        } else if (last.status() == 401 || last.status() == 403) {
            end(SellerStatus.UNAUTHORIZED, Problem.Brief.of("seller_unauthorized", last.reason()));
        } else if (last.status() >= 500 && last.status() != 501) {
            end(SellerStatus.DOWN, Problem.Brief.of("seller_error", last.reason()));
        } else {
            end(SellerStatus.NO_CARD, last.ok() ? Problem.Brief.of("no_card", "what stands at " + String.join(" and ", CARDS)
                    + " is no agent card") : null);
        }
    }

    private void end(SellerStatus found, Problem.Brief problem) {
        end(found, null, null, problem);
    }

    private void end(SellerStatus found, AgentCard card, JsonNode json, Problem.Brief problem) {
        cardRead = true;
        boolean answers = found == SellerStatus.UP || found == SellerStatus.NO_CARD;
        over = !answers;
        status = () -> seller.learn(found, card, json, problem);
        if (!answers || !seller.isNoSeller()) {
            status.run();
            status = () -> { };
        }
    }

    // the questions

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
            tells(OpenDirect.NAME, "/openapi.json names orders under accounts");
            written(description, "/openapi.json");
        } else if (deals) {
            tells(IabAgent.NAME, "/openapi.json names /api/v1/deals and no orders under accounts");
            seller.learn(Choice.MONEY, messages ? "micros" : "decimal", "/openapi.json " + (messages ? "names" : "does not name") + " /api/v1/negotiations/messages");
        }
    }

    /** How it says itself that orders and lines are written; what it was seen to take is better evidence. */
    private void written(Loose description, String where) {
        PublishedSchema.shows(description).forEach((choice, value) -> {
            boolean better = seller.profile().chosen(choice).filter(known -> !known.isToBeConfirmed()).isPresent();
            if (!better) {
                seller.learn(choice, value, where + " describes its orders and lines so");
            }
        });
    }

    private void products(WireReply reply) {
        if (seller.dialect().catalog().products(seller.id(), reply) instanceof Outcome.Accepted<ProductReader.Products> page) {
            openDirect = asked == Question.SEARCH ? "it can be searched" : "it lists products";
            page.value().shows().forEach((choice, value) -> {
                if (!seller.profile().knows(choice)) {
                    seller.learn(choice, value, Profile.Chosen.READ_OFF_PRODUCTS);
                }
            });
        }
    }

    private void accounts(WireReply reply) {
        boolean understood = reply.ok() || reply.isMalformed();
        if (understood && reply.json().isPresent()) {
            tells(OpenDirect.NAME, "GET /accounts answered " + reply.status());
        } else if (reply.status() == 405) {
            openDirect = "it has accounts, though it does not list them";
        }
    }

    private void quotes(WireReply reply) {
        boolean quotes = reply.status() == 404 && reply.json().map(j -> j.get("detail").isObject()).orElse(false);
        if (quotes) {
            something = true;
            tells(IabAgent.NAME, "GET " + NO_QUOTE + ": " + reply.reason());
        } else if (reply.notServed()) {
            noQuotes = reply.reason();
        }
    }

    private void tells(String kind, String evidence) {
        told = true;
        something = true;
        seller.learn(Choice.DIALECT, kind, evidence);
    }

    /** What all the answers together say. */
    private void conclude() {
        status.run();
        status = () -> { };
        boolean nothing = !over && !something && openDirect == null && !answers.isEmpty();
        if (nothing) {
            seller.noSeller("nothing of a seller was found below " + seller.settings().baseUrl().trim() + ": " + String.join(", ", answers)
                    + ". Is the base-url right?");
        } else if (!over && !told && openDirect != null && noQuotes != null) {
            tells(OpenDirect.NAME, openDirect + ", and it knows no quotes (" + noQuotes + ")");
        }
        over = true;
    }

    /** Whether there is something of a seller, though it may refuse to show it. */
    private static boolean isServed(WireReply reply) {
        int code = reply.status();
        boolean readable = code >= 500 || code == 401 || code == 403 || code == 429 || reply.json().isPresent();
        return readable && code != 404 && code != 410 && code != 501 && (code < 300 || code >= 400) && code != 405;
    }

    private String found(WireReply reply) {
        String what = switch (asked) {
            case ROUTES -> "/openapi.json";
            case SCHEMA -> "/opendirect.json";
            case ACCOUNTS -> "/accounts";
            case QUOTES -> NO_QUOTE;
            case SEARCH -> EVERYTHING.path();
            default -> "its products";
        };
        boolean elsewhere = reply.status() >= 300 && reply.status() < 400;
        String answer = elsewhere ? reply.reason() + " to another place" : reply.ok() && reply.json().isEmpty() ? "no JSON" : "HTTP " + reply.status();
        return what + " " + answer;
    }
}
