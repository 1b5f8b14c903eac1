package org.opendirect.gateway.doctor;

import static org.opendirect.gateway.doctor.Group.ACCOUNTS;
import static org.opendirect.gateway.doctor.Group.AUTH;
import static org.opendirect.gateway.doctor.Group.AVAILS;
import static org.opendirect.gateway.doctor.Group.BOOKING;
import static org.opendirect.gateway.doctor.Group.CARD;
import static org.opendirect.gateway.doctor.Group.DEALS;
import static org.opendirect.gateway.doctor.Group.ERRORS;
import static org.opendirect.gateway.doctor.Group.NEGOTIATION;
import static org.opendirect.gateway.doctor.Group.ORDERS;
import static org.opendirect.gateway.doctor.Group.PAGING;
import static org.opendirect.gateway.doctor.Group.PRODUCTS;
import static org.opendirect.gateway.doctor.Group.REACH;
import static org.opendirect.gateway.doctor.Group.SEARCH;

import java.util.Arrays;
import java.util.List;

/** Every check, in the order in which they are shown. The ids stay as they are; docs/doctor.md says what each one means. */
public enum Check {
    REACH_ANSWERS(REACH, "reach.answers", "It answers"),
    REACH_SECURE(REACH, "reach.secure", "The connection is encrypted, or does not leave this machine"),
    REACH_BASE_URL(REACH, "reach.base-url", "Its API is below the given URL"),
    REACH_JSON(REACH, "reach.json", "It answers in JSON"),
    REACH_IN_TIME(REACH, "reach.in-time", "It answers every call in time"),
    REACH_REDIRECTS(REACH, "reach.redirects", "It answers itself and sends nobody elsewhere"),

    CARD_FOUND(CARD, "card.found", "It shows an agent card"),
    CARD_VERSION(CARD, "card.version", "It declares an OpenDirect version that can be spoken"),
    CARD_CAPABILITIES(CARD, "card.capabilities", "The card says what it can do"),
    KIND_KNOWN(CARD, "kind.known", "It can be told what kind of seller it is"),
    KIND_ROUTES(CARD, "kind.routes", "It publishes its routes"),
    KIND_NAMES(CARD, "kind.names", "It can be told how it writes property names"),

    AUTH_ACCEPTED(AUTH, "auth.accepted", "The credential is accepted, or none is wanted"),
    AUTH_HEADER(AUTH, "auth.header", "It can be told which header bears the credential"),

    PRODUCTS_LIST(PRODUCTS, "products.list", "It lists its products"),
    PRODUCTS_SOME(PRODUCTS, "products.some", "There are products"),
    PRODUCTS_USABLE(PRODUCTS, "products.usable", "Every product makes sense"),
    PRODUCTS_UNIQUE(PRODUCTS, "products.unique", "No id stands twice in the list"),
    PRODUCTS_NAMED(PRODUCTS, "products.named", "Every product has a name"),
    PRODUCTS_PRICED(PRODUCTS, "products.priced", "Every product has a price"),
    PRODUCTS_CURRENCY(PRODUCTS, "products.currency", "Every product says its currency"),
    PRODUCTS_RATE_TYPE(PRODUCTS, "products.rate-type", "Every product is sold by a rate type that is known"),
    PRODUCTS_CHANNEL(PRODUCTS, "products.channel", "It can be told of which channel products are"),
    PRODUCTS_ONE(PRODUCTS, "products.one", "A product can be read by itself"),
    PRODUCTS_SAME(PRODUCTS, "products.same", "By itself it costs what it costs in the list"),
    PRODUCTS_UNKNOWN(PRODUCTS, "products.unknown", "A product that does not exist is said not to"),
    PRODUCTS_ODD_ID(PRODUCTS, "products.odd-id", "An odd product id does no harm"),

    PAGING_SIZE(PAGING, "products.paging.size", "A page is as long as it is asked for"),
    PAGING_SECOND_PAGE(PAGING, "products.paging.second-page", "The second page brings other products than the first"),
    PAGING_FORM(PAGING, "products.paging.form", "It can be told how pages are asked for"),
    PAGING_WHOLE(PAGING, "products.paging.whole", "The catalogue can be read to its end"),
    PAGING_REPEATS(PAGING, "products.paging.repeats", "No product comes on two pages"),
    PAGING_TOTAL(PAGING, "products.paging.total", "There are as many products as it says"),
    PAGING_BEYOND_END(PAGING, "products.paging.beyond-end", "A page beyond the end is empty"),

    SEARCH_SERVED(SEARCH, "search.served", "It searches"),
    SEARCH_UNDERSTOOD(SEARCH, "search.understood", "It understands a search for a channel"),
    SEARCH_FINDS(SEARCH, "search.finds", "The search finds what the list shows"),
    SEARCH_PRICE(SEARCH, "search.price", "The search keeps to a highest price"),
    SEARCH_SAME(SEARCH, "search.same", "A product costs the same in the search and in the list"),

    AVAILS_SERVED(AVAILS, "avails.served", "It says what is available"),
    AVAILS_IMPRESSIONS(AVAILS, "avails.impressions", "It says how many impressions"),
    AVAILS_PRICE(AVAILS, "avails.price", "It says a price that fits its catalogue"),
    AVAILS_CURRENCY(AVAILS, "avails.currency", "The price is in the product's currency"),
    AVAILS_REPEATABLE(AVAILS, "avails.repeatable", "Asking takes nothing away"),
    AVAILS_UNKNOWN(AVAILS, "avails.unknown", "Nothing is available of a product that does not exist"),
    AVAILS_DATES(AVAILS, "avails.dates", "A flight that ends before it starts is refused"),
    AVAILS_LIMIT(AVAILS, "avails.limit", "It does not promise any number of impressions"),

    NEGOTIATION_OFFERED(NEGOTIATION, "negotiation.offered", "It negotiates"),
    NEGOTIATION_PROPOSAL(NEGOTIATION, "negotiation.proposal", "It shows a proposal to negotiate on"),
    NEGOTIATION_SHOWN(NEGOTIATION, "negotiation.shown", "A proposal can be read"),
    NEGOTIATION_UNKNOWN(NEGOTIATION, "negotiation.unknown", "A proposal that does not exist is said not to"),

    ACCOUNTS_LIST(ACCOUNTS, "accounts.list", "It lists the accounts"),
    ACCOUNTS_CONFIGURED(ACCOUNTS, "accounts.configured", "The configured account is among them"),
    ACCOUNTS_ADVERTISER(ACCOUNTS, "accounts.advertiser", "The advertiser has an account"),

    ORDERS_LIST(ORDERS, "orders.list", "It lists the orders of an account"),
    ORDERS_UNKNOWN(ORDERS, "orders.unknown", "An order that does not exist is said not to"),
    LINES_LIST(ORDERS, "lines.list", "It lists the lines of an order"),
    LINES_STATES(ORDERS, "lines.states", "The state of every line is known"),
    LINES_ONE(ORDERS, "lines.one", "A line by itself is in the state that the list shows"),
    LINES_UNKNOWN(ORDERS, "lines.unknown", "A line that does not exist is said not to"),

    DEALS_MONEY(DEALS, "deals.money", "It can be told how amounts are written"),
    DEALS_UNKNOWN_QUOTE(DEALS, "deals.unknown-quote", "A quote that does not exist is said not to"),
    DEALS_UNKNOWN_DEAL(DEALS, "deals.unknown-deal", "A deal that does not exist is said not to"),
    DEALS_PERFORMANCE(DEALS, "deals.unknown-performance", "A deal that does not exist has no figures"),

    ERRORS_PATH(ERRORS, "errors.path", "A path that does not exist is 404"),
    ERRORS_JSON(ERRORS, "errors.json", "A body that is no JSON is refused"),
    ERRORS_WORDS(ERRORS, "errors.words", "A refusal says why"),
    ERRORS_OF_ITS_OWN(ERRORS, "errors.of-its-own", "Nothing made it fail inside"),
    ERRORS_RATE_LIMIT(ERRORS, "errors.rate-limit", "Who is too fast is told how long to wait"),

    BOOK_PRODUCT(BOOKING, "book.product", "There is a product to try with"),
    BOOK_ACCOUNT(BOOKING, "book.account", "The account is found or opened"),
    BOOK_ORDER(BOOKING, "book.order", "An order is made"),
    BOOK_ORDER_FOUND(BOOKING, "book.order.found", "The order is found again by its natural key"),
    BOOK_ORDER_APPROVED(BOOKING, "book.order.approved", "The order can be read, and is approved or need not be"),
    BOOK_LINE(BOOKING, "book.line", "A line is made, or a quote given"),
    BOOK_LINE_DRAFT(BOOKING, "book.line.draft", "A new line binds nobody"),
    BOOK_LINE_TERMS(BOOKING, "book.line.terms", "The line is on the terms that were asked for"),
    BOOK_LINE_KEY(BOOKING, "book.line.key", "The line bears its natural key"),
    BOOK_LINE_LISTED(BOOKING, "book.line.listed", "The line is among the lines of its order"),
    BOOK_RESERVE(BOOKING, "book.reserve", "The line is reserved"),
    BOOK_RESERVE_TERMS(BOOKING, "book.reserve.terms", "The terms are the same once it is reserved"),
    BOOK_RESERVE_EXPIRY(BOOKING, "book.reserve.expiry", "It says how long it holds, and long enough"),
    BOOK_BOOK(BOOKING, "book.book", "The line is booked"),
    BOOK_READ_BACK(BOOKING, "book.read-back", "Read again, it is booked"),
    BOOK_BOOKED_TERMS(BOOKING, "book.booked.terms", "The terms are the same once it is booked"),
    BOOK_ONCE(BOOKING, "book.once", "The seller holds it once"),
    BOOK_STATS(BOOKING, "book.stats", "Figures of a booked line can be read"),
    BOOK_CANCEL(BOOKING, "book.cancel", "The line is cancelled"),
    BOOK_FREE(BOOKING, "book.free", "Read again, nothing is held"),
    BOOK_NOTHING_LEFT(BOOKING, "book.nothing-left", "Nothing that binds anybody is left behind");

    private final Group group;
    private final String id;
    private final String title;

    Check(Group group, String id, String title) {
        this.group = group;
        this.id = id;
        this.title = title;
    }

    public Group group() {
        return group;
    }

    /** Stable, for programs. */
    public String id() {
        return id;
    }

    /** In plain words: what is so when it has passed. */
    public String title() {
        return title;
    }

    static List<Check> of(Group group) {
        return Arrays.stream(values()).filter(c -> c.group == group).toList();
    }
}
