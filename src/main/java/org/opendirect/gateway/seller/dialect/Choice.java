package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one seller does one way and another seller another way (facts/opendirect-2.1.md sections 8 and 10). Each can be set for a
 * seller; what is not set has the default until the seller has shown what it does.
 */
public enum Choice {
    DIALECT("dialect", "opendirect", "[a-z0-9-]+", "which kind of seller it is"),
    UPDATE_VERB("update-verb", "PATCH", "PATCH|PUT", "the method of actions on lines"),
    ACTION_FORM("action-form", "action={action}", "[^?#\\s]*\\{action\\}[^?#\\s]*", "the query of actions on lines"),
    ACTION_BODY("action-body", "none", "none|\\{\\}", "the body of actions on lines"),
    PROPERTY_CASE("property-case", "camel", "camel|lower|pascal|snake", "how property names are written"),
    QUANTITY_NAME("quantity-name", "by-case", "by-case|quantity|qty", "the name of a line's quantity; by-case is qty in lower case, else quantity"),
    OMIT("omit", "", "([A-Za-z]+(, *)?)*", "properties that can be left out and are not known there, in camelCase, such as brandId, ext"),
    TARGETING("targeting", "by-case", "by-case|object|segments",
            "how targeting is written: {geo: [US]} or [{name: geo, value: US}]; by-case is object in camelCase, else segments"),
    PROVIDER_DATA("provider-data", "object", "object|string", "how providerData is written: as an object, or as one text (OpenDirect 1.5.1)"),
    PAGING("paging", "$skip={skip}&$top={top}", "none|link|[^?#\\s]*\\{(skip|page|cursor)\\}[^?#\\s]*",
            "the query that asks for a page; page counts from 1; link follows the links that the seller gives"),
    FILTER("filter", "none", "none|field|odata", "how a list of accounts or orders is narrowed: not, ?name=value, ?$filter=name eq 'value'"),
    SEARCH("search", "served", "served|whole|partial|none",
            "whether POST /products/search is served, whether one answer is all that it found, and whether it finds less than the list shows"),
    AVAILS("avails", "product", "product|list|none", "whether avails are asked one product or a list at a time, or not at all"),
    AVAILS_PRICE("avails-price", "cpm", "cpm|total", "what the price in an avails answer is"),
    PRICING("pricing", "served", "served|none", "whether an IAB seller agent tells our own price by POST /pricing"),
    RESERVE("reserve", "yes", "yes|no", "whether a line is reserved before it is booked"),
    ORDER_APPROVAL("order-approval", "none", "none|wait", "whether lines wait until the order is approved"),
    PROPOSALS("proposals", "served", "served|none", "whether a proposal can be opened, to negotiate on"),
    OFFER_PRICE("offer-price", "price", "price|buyer_price", "the name of the price in an offer"),
    BUYER_IDENTITY("buyer-identity", "", "([a-z_]+=[^,=]+(, *)?)*", "who we are to a seller agent, in its quotes, such as agency_id=ag-1; as identity where that is set"),
    DEAL_TYPE("deal-type", "PD", "PG|PD|PA", "the type of deal that is asked for in quotes"),
    MONEY("money", "decimal", "decimal|micros", "how amounts are written in quotes: 14.5, or {amount_micros, currency}"),
    TOKEN_HEADER("token-header", "Authorization: Bearer {token}", "[A-Za-z0-9-]+: [^\\r\\n]*\\{token\\}", "the header that bears a token"),
    KEY_HEADER("key-header", "X-API-Key: {token}", "[A-Za-z0-9-]+: [^\\r\\n]*\\{token\\}", "the header that bears an API key"),
    STATE_ALIASES("state-aliases", "", "([A-Za-z_ -]+=[A-Za-z]+(, *)?)*", "a seller's own words for line states, such as Confirmed=Booked"),
    STATS_ALIASES("stats-aliases", "", "([A-Za-z_]+=[A-Za-z]+(, *)?)*", "a seller's own names in stats, such as served=impressionsDelivered"),
    ORDER_NAME_LENGTH("order-name-length", "100", "[3-9][0-9]|[1-9][0-9]{2,3}", "the longest name of an order, in characters"),
    LINE_NAME_LENGTH("line-name-length", "200", "[3-9][0-9]|[1-9][0-9]{2,3}", "the longest name of a line, in characters"),
    TIME_ZONE("time-zone", "UTC", "UTC|[+-](0\\d|1[0-8]):[0-5]\\d|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+){1,2}",
            "the zone of times that a seller writes without one, such as Europe/Berlin or -05:00"),
    FLIGHT_END("flight-end", "auto", "auto|inclusive|exclusive",
            "what a flight's end at midnight is: that day as well, or the end of the day before; auto takes it for what was asked for"),
    SETTLE_WINDOW("settle-window", "", "([1-9][0-9]*(ms|s|m))?", "how long until a read shows what a write did; empty is gateway.booking.settle-window"),
    POLL_EVERY("poll-every", "", "([1-9][0-9]*(ms|s|m))?", "the wait between two looks at what is pending; empty is doubling from gateway.booking.backoff-min"),
    PENDING_LIMIT("pending-limit", "", "([1-9][0-9]*(ms|s|m|h))?", "how long it may leave a line pending; empty is gateway.booking.pending-limit"),
    CALLS_PER_SECOND("calls-per-second", "0", "[0-9]{1,5}", "no more calls than so many a second; 0 for no limit");

    private final String key;
    private final String defaultValue;
    private final Pattern allowed;
    private final String meaning;

    Choice(String key, String defaultValue, String allowed, String meaning) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.allowed = Pattern.compile(allowed);
        this.meaning = meaning;
    }

    /** As in the settings and in the store. */
    @JsonValue
    public String key() {
        return key;
    }

    public String defaultValue() {
        return defaultValue;
    }

    /** In a few words, for people. */
    public String meaning() {
        return meaning;
    }

    public boolean allows(String value) {
        return value != null && allowed.matcher(value).matches() && (this != TIME_ZONE || isZone(value));
    }

    private static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** What may be set, as a pattern. */
    public String allowed() {
        return allowed.pattern();
    }

    public static Optional<Choice> of(String key) {
        return Arrays.stream(values()).filter(c -> c.key.equals(key)).findFirst();
    }

    @JsonCreator
    static Choice ofKey(String key) {
        return of(key).orElseThrow(() -> new IllegalArgumentException("no such choice: " + key));
    }
}
