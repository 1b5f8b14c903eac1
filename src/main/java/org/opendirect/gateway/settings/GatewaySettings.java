package org.opendirect.gateway.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * All that stands under {@code gateway.}; the meaning of each setting is written beside it in {@code application.yaml}, and
 * docs/settings.md has the table.
 */
@ConfigurationProperties(prefix = "gateway", ignoreUnknownFields = false)
public record GatewaySettings(
        @DefaultValue List<SellerSettings> sellers,
        @DefaultValue Buyer buyer,
        @DefaultValue Calls calls,
        @DefaultValue Proxy proxy,
        @DefaultValue Circuit circuit,
        @DefaultValue Learning learning,
        @DefaultValue FanOut fanOut,
        @DefaultValue Discovery discovery,
        @DefaultValue Negotiation negotiation,
        @DefaultValue Planning planning,
        @DefaultValue Booking booking,
        @DefaultValue List<Ceiling> ceilings,
        @DefaultValue Drift drift,
        @DefaultValue Doctor doctor,
        @DefaultValue Plans plans,
        @DefaultValue Api api,
        @DefaultValue Store store,
        @DefaultValue Retention retention,
        @DefaultValue Sandbox sandbox,
        @DefaultValue Security security,
        @DefaultValue List<Map<String, String>> webhooks) {

    /** One seller. A blank account id means that the account is found, or opened, at the seller. */
    public record SellerSettings(
            String id,
            String baseUrl,
            @DefaultValue("") Secret token,
            @DefaultValue("") Secret apiKey,
            @DefaultValue("") String accountId,
            @DefaultValue("auto") String dialect,
            @DefaultValue("5s") Duration timeout,
            @DefaultValue("auto") String negotiation,
            @DefaultValue Identity identity,
            @DefaultValue OAuth2 oauth2,
            @DefaultValue("auto") Secret proxy,
            @DefaultValue Map<String, String> profile) {

        /** Of a seller that is known by its URL alone. */
        public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

        public SellerSettings {
            negotiation = unquoted(negotiation);
        }

        /** A seller of which no more is known than where it is. */
        public static SellerSettings at(String id, String baseUrl, Secret token, Secret apiKey) {
            return new SellerSettings(id, baseUrl, token, apiKey, "", "auto", DEFAULT_TIMEOUT, "auto", Identity.NONE, OAuth2.NONE,
                    Secret.valueOf("auto"), Map.of());
        }
    }

    /**
     * Client credentials (RFC 6749 section 4.4), for a seller whose tokens expire. With a token URL they take the place of token and
     * api-key.
     */
    public record OAuth2(@DefaultValue("") String tokenUrl, @DefaultValue("") String clientId, @DefaultValue("") Secret clientSecret,
                         @DefaultValue("") String scope) {

        static final OAuth2 NONE = new OAuth2("", "", Secret.valueOf(""), "");

        public boolean isPresent() {
            return !tokenUrl.isBlank();
        }
    }

    /** Who we are to a seller, where prices depend on it: sent as the headers of the IAB buyer's tiers, each only when it is set. */
    public record Identity(@DefaultValue("") String seatId, @DefaultValue("") String seatName, @DefaultValue("") String agencyId,
                           @DefaultValue("") String agencyName, @DefaultValue("") String agencyHoldingCompany, @DefaultValue("") String advertiserId,
                           @DefaultValue("") String advertiserName, @DefaultValue("") String advertiserIndustry) {

        public static final Identity NONE = new Identity("", "", "", "", "", "", "", "");

        /** By header name. */
        public Map<String, String> headers() {
            var headers = new LinkedHashMap<String, String>();
            headers.put("X-DSP-Seat-ID", seatId);
            headers.put("X-DSP-Seat-Name", seatName);
            headers.put("X-Agency-ID", agencyId);
            headers.put("X-Agency-Name", agencyName);
            headers.put("X-Agency-Holding-Company", agencyHoldingCompany);
            headers.put("X-Advertiser-ID", advertiserId);
            headers.put("X-Advertiser-Name", advertiserName);
            headers.put("X-Advertiser-Industry", advertiserIndustry);
            headers.values().removeIf(String::isBlank);
            return headers;
        }
    }

    /** Who buys: the organization that accounts are opened for, and the advertiser of a plan that names none. */
    public record Buyer(@DefaultValue("gateway-buyer") String id, @DefaultValue("OpenDirect gateway") String name) {
    }

    /** Limits of every single call to a seller. */
    public record Calls(
            @DefaultValue("1s") Duration connectTimeout,
            @DefaultValue("64") int connectionsPerSeller,
            @DefaultValue("64") int waitingPerSeller,
            @DefaultValue("8MB") DataSize maxBody,
            @DefaultValue("64MB") DataSize maxHeld) {
    }

    /**
     * The forward proxy through which sellers are reached: see {@link ForwardProxies}.
     *
     * @param url     empty: as the JVM's properties or the environment say; {@code off}: none, whatever those say. It may hold a password
     * @param noProxy hosts that are reached without it
     */
    public record Proxy(@DefaultValue("") Secret url, @DefaultValue("") String username, @DefaultValue("") Secret password,
                        @DefaultValue List<String> noProxy) {

        /** Used by the settings binder where nothing but the URL is given, as in {@code gateway.proxy: http://proxy.example:3128}. */
        public static Proxy valueOf(String url) {
            return new Proxy(Secret.valueOf(url), "", Secret.valueOf(""), List.of());
        }
    }

    /** When a seller is not searched any more for a while: so many of its last calls have failed, in percent. */
    public record Circuit(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("20") int calls,
            @DefaultValue("50") int failures,
            @DefaultValue("10s") Duration openFor,
            @DefaultValue("1s") Duration patience) {
    }

    public record FanOut(
            @DefaultValue("2s") Duration deadline,
            @DefaultValue("10000") int maxProducts,
            @DefaultValue("50") int pageSize,
            @DefaultValue("200") int maxAvailsItems,
            @DefaultValue("2s") Duration catalogKeep,
            @DefaultValue("8MB") DataSize answersKept) {
    }

    /** How long what a seller has shown of its way of speaking is believed. */
    public record Learning(@DefaultValue("7d") Duration keep) {
    }

    public record Discovery(@DefaultValue("2s") Duration deadline, @DefaultValue("5m") Duration interval) {
    }

    public record Negotiation(
            @DefaultValue("threshold") String strategy,
            @DefaultValue("1") BigDecimal concessionStep,
            @DefaultValue("6") int maxRounds,
            @DefaultValue("20s") Duration deadline,
            @DefaultValue("2") BigDecimal exponent,
            @DefaultValue("1.25") BigDecimal band,
            @DefaultValue("5") int maxPerLine,
            @DefaultValue("10s") Duration answerWithin) {
    }

    /** @param patience how long a plan is tried again whose sellers cannot be reached; zero for no second try */
    public record Planning(@DefaultValue("20") int maxCandidates, @DefaultValue("30s") Duration deadline,
                           @Name("wait") @DefaultValue("15m") Duration patience) {
    }

    public record Booking(
            @DefaultValue("16") int workers,
            @DefaultValue("30s") Duration lease,
            @DefaultValue("3s") Duration settleWindow,
            @DefaultValue("10") int maxAttempts,
            @DefaultValue("250ms") Duration backoffMin,
            @DefaultValue("30s") Duration backoffMax,
            @DefaultValue("2s") Duration holdMargin,
            @DefaultValue("24h") Duration pendingLimit) {
    }

    /**
     * The most that may be held and booked for an advertiser, across all its campaigns and bookings.
     *
     * @param advertiser its id, or {@code *} for each that has no ceiling of its own
     * @param amount     in units of the currency
     */
    public record Ceiling(String advertiser, String currency, BigDecimal amount) {
    }

    /** How what the sellers hold is compared with what we believe, and what follows without being asked: docs/safety.md. */
    public record Drift(
            @DefaultValue("15m") Duration interval,
            @DefaultValue("1000") int maxEntries,
            @DefaultValue("5000") int maxCalls,
            @DefaultValue("report") String oursOnly,
            @DefaultValue("report") String theirsOnly,
            @DefaultValue("report") String different) {
    }

    /** The walk through a seller's protocol: docs/doctor.md. */
    public record Doctor(@DefaultValue("60s") Duration deadline) {
    }

    public record Plans(
            @DefaultValue("plans/inbox") String inbox,
            @DefaultValue("2s") Duration settle,
            @DefaultValue("500") int maxLines) {
    }

    public record Api(
            @DefaultValue("2MB") DataSize maxBody,
            @DefaultValue("96") int searches,
            @DefaultValue("64") int requests,
            @DefaultValue("24h") Duration idempotencyKeep) {
    }

    public record Store(
            @DefaultValue("jdbc:sqlite:data/gateway.db") String url,
            @DefaultValue("") String username,
            @DefaultValue("") Secret password,
            @DefaultValue("8") int connections,
            @DefaultValue("10s") Duration idleInTransaction) {
    }

    /**
     * How long what has happened is kept in the database. What is older goes to the archive.
     *
     * @param archive a folder of JSON lines; blank to keep nothing of it
     */
    public record Retention(
            @DefaultValue("data/archive") String archive,
            @DefaultValue("400d") Duration steps,
            @DefaultValue("400d") Duration events,
            @DefaultValue("400d") Duration negotiations,
            @DefaultValue("400d") Duration planFiles,
            @DefaultValue("3650d") Duration audit) {
    }

    /** Callers' keys; none can be given yet, see {@link PropertiesValidator}. */
    public record Security(@DefaultValue List<Map<String, String>> apiKeys) {
    }

    /**
     * The built-in sellers.
     *
     * @param ports    one for each, in their order
     * @param dialects how each speaks, in the same order
     */
    public record Sandbox(
            @DefaultValue("auto") String enabled,
            @DefaultValue({"3000", "3001", "3002"}) List<Integer> ports,
            @DefaultValue({"seed", "seed", "seed"}) List<String> dialects,
            @DefaultValue("data/sandbox") String folder,
            @DefaultValue("15m") Duration hold) {

        /** The dialects that a sandbox seller can speak, and the path below which it then serves. */
        public static final Map<String, String> BASE_PATHS = Map.of("seed", "/api/v2.1", "spec", "/api/v2.1", "put", "/api/v2.1",
                "release", "/api/v2.1", "pascal", "/api/v2.1", "mock", "", "iab-agent", "", "iab-agent-seed", "");

        public Sandbox {
            enabled = unquoted(enabled);
        }

        /** Where the seller of this position is to be found. */
        public String baseUrl(int seller) {
            return "http://localhost:" + ports.get(seller) + BASE_PATHS.get(dialects.get(seller));
        }
    }

    /** YAML reads an unquoted on or off as a truth value, and so it arrives here. */
    private static String unquoted(String word) {
        return "true".equals(word) ? "on" : "false".equals(word) ? "off" : word;
    }
}
