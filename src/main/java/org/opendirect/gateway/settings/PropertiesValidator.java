package org.opendirect.gateway.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * The rules of {@link GatewaySettings} that the types of its values do not say. All that are broken are reported at
 * once; the message of each error is a whole line, which names the property.
 */
public final class PropertiesValidator implements Validator {

    public static final Pattern SELLER_ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
    /** characters; the database keeps accounts in an index */
    private static final int MAX_ACCOUNT_ID = 200;
    /** what Camel takes for more than a part of a folder's name; the folder would be another, or none */
    private static final Pattern NO_FOLDER = Pattern.compile("^\\s*$|\\?|%\\p{XDigit}{2}|\\{\\{|}}|RAW[({]");
    private static final String PREFIX = "gateway.";
    private static final String API_KEYS = "gateway.security.api-keys";
    private static final String WEBHOOKS = "gateway.webhooks";

    private final List<SettingsException> violations = new ArrayList<>();

    @Override
    public boolean supports(Class<?> type) {
        return GatewaySettings.class.equals(type);
    }

    @Override
    public void validate(Object settings, Errors errors) {
        violations((GatewaySettings) settings).forEach(v ->
                errors.rejectValue(v.property().substring(PREFIX.length()), "invalid", v.getMessage()));
    }

    /** In the order in which they are found; empty when all settings are right. */
    public static List<SettingsException> violations(GatewaySettings settings) {
        var validator = new PropertiesValidator();
        validator.all(settings);
        return validator.violations;
    }

    private void wrong(String property, Object value, String allowed) {
        violations.add(new SettingsException(property, value, allowed));
    }

    private void attempt(Runnable check) {
        try {
            check.run();
        } catch (SettingsException e) {
            violations.add(e);
        }
    }

    private void all(GatewaySettings s) {
        sellers(s);
        attempt(() -> ForwardProxies.check(s));
        positive("gateway.fan-out.deadline", s.fanOut().deadline());
        atLeast("gateway.fan-out.max-products", s.fanOut().maxProducts(), 1);
        atLeast("gateway.fan-out.page-size", s.fanOut().pageSize(), 1);
        atLeast("gateway.fan-out.max-avails-items", s.fanOut().maxAvailsItems(), 1);
        positive("gateway.calls.connect-timeout", s.calls().connectTimeout());
        atLeast("gateway.calls.connections-per-seller", s.calls().connectionsPerSeller(), 1);
        atLeast("gateway.calls.waiting-per-seller", s.calls().waitingPerSeller(), 0);
        atLeast("gateway.circuit.calls", s.circuit().calls(), 1);
        between("gateway.circuit.failures", BigDecimal.valueOf(s.circuit().failures()), "1", "100");
        positive("gateway.circuit.open-for", s.circuit().openFor());
        positive("gateway.circuit.patience", s.circuit().patience());
        positive("gateway.discovery.deadline", s.discovery().deadline());
        positive("gateway.discovery.interval", s.discovery().interval());
        if (s.discovery().deadline().compareTo(Duration.ofSeconds(3)) > 0) {
            wrong("gateway.discovery.deadline", s.discovery().deadline(), "at most 3s, the start waits for it");
        }
        if (s.negotiation().concessionStep().signum() <= 0) {
            wrong("gateway.negotiation.concession-step", s.negotiation().concessionStep(), "above 0");
        }
        if (!s.negotiation().strategy().matches("[a-z][a-z0-9-]{0,62}")) {
            wrong("gateway.negotiation.strategy", s.negotiation().strategy(), "the name of a strategy, such as threshold or adaptive");
        }
        between("gateway.negotiation.exponent", s.negotiation().exponent(), "0.05", "20");
        between("gateway.negotiation.band", s.negotiation().band(), "1", "10");
        atLeast("gateway.negotiation.max-per-line", s.negotiation().maxPerLine(), 1);
        positive("gateway.negotiation.answer-within", s.negotiation().answerWithin());
        atLeast("gateway.negotiation.max-rounds", s.negotiation().maxRounds(), 1);
        positive("gateway.negotiation.deadline", s.negotiation().deadline());
        atLeast("gateway.planning.max-candidates", s.planning().maxCandidates(), 1);
        positive("gateway.planning.deadline", s.planning().deadline());
        if (s.planning().patience().isNegative()) {
            wrong("gateway.planning.wait", s.planning().patience(), "a duration such as 15m, or 0s for no second try");
        }
        atLeast("gateway.booking.workers", s.booking().workers(), 1);
        atLeast("gateway.booking.max-attempts", s.booking().maxAttempts(), 1);
        positive("gateway.booking.settle-window", s.booking().settleWindow());
        positive("gateway.booking.backoff-min", s.booking().backoffMin());
        positive("gateway.booking.pending-limit", s.booking().pendingLimit());
        if (s.booking().backoffMax().compareTo(s.booking().backoffMin()) < 0) {
            wrong("gateway.booking.backoff-max", s.booking().backoffMax(), "at least gateway.booking.backoff-min");
        }
        Duration longest = s.sellers().stream().map(SellerSettings::timeout).max(Comparator.naturalOrder()).orElse(SellerSettings.DEFAULT_TIMEOUT);
        if (s.booking().lease().compareTo(longest.multipliedBy(2)) < 0) {
            wrong("gateway.booking.lease", s.booking().lease(), "at least twice the longest seller timeout");
        }
        ceilings(s);
        positive("gateway.drift.interval", s.drift().interval());
        atLeast("gateway.drift.max-entries", s.drift().maxEntries(), 1);
        atLeast("gateway.drift.max-calls", s.drift().maxCalls(), 1);
        oneOf("gateway.drift.ours-only", s.drift().oursOnly(), Set.of("report", "ask"));
        oneOf("gateway.drift.different", s.drift().different(), Set.of("report", "ask"));
        oneOf("gateway.drift.theirs-only", s.drift().theirsOnly(), Set.of("report", "release"));
        positive("gateway.doctor.deadline", s.doctor().deadline());
        positive("gateway.learning.keep", s.learning().keep());
        if (s.fanOut().catalogKeep().isNegative()) {
            wrong("gateway.fan-out.catalog-keep", s.fanOut().catalogKeep(), "a duration, 0s or more");
        }
        if (s.fanOut().answersKept().isNegative()) {
            wrong("gateway.fan-out.answers-kept", s.fanOut().answersKept(), "a size such as 8MB, 0B or more");
        }
        if (NO_FOLDER.matcher(s.plans().inbox()).find()) {
            wrong("gateway.plans.inbox", s.plans().inbox(), "a folder without ?, {{, }}, %xx and RAW( in its path");
        }
        positive("gateway.plans.settle", s.plans().settle());
        positive("gateway.api.idempotency-keep", s.api().idempotencyKeep());
        atLeast("gateway.api.searches", s.api().searches(), 1);
        atLeast("gateway.api.requests", s.api().requests(), 1);
        if (s.booking().holdMargin().isNegative()) {
            wrong("gateway.booking.hold-margin", s.booking().holdMargin(), "a duration, 0s or more");
        }
        atLeast("gateway.plans.max-lines", s.plans().maxLines(), 1);
        atLeast("gateway.store.connections", s.store().connections(), 2);
        if (s.store().idleInTransaction().compareTo(Duration.ofSeconds(1)) < 0) {
            wrong("gateway.store.idle-in-transaction", s.store().idleInTransaction(), "a duration, 1s or more");
        }
        attempt(() -> requireDatabaseUrl("gateway.store.url", s.store().url()));
        retention(s.retention());
        sandbox(s.sandbox());
        notYet(API_KEYS, s.security().apiKeys());
        notYet(WEBHOOKS, s.webhooks());
    }

    private void retention(GatewaySettings.Retention kept) {
        Map.of("steps", kept.steps(), "events", kept.events(), "negotiations", kept.negotiations(), "plan-files", kept.planFiles(),
                "audit", kept.audit()).forEach((name, time) -> {
                    if (time.compareTo(Duration.ofDays(1)) < 0) {
                        wrong("gateway.retention." + name, time, "a duration, 1d or more");
                    }
                });
    }

    /** Agreed names that this version cannot honour: refused, since somebody would rely on them. */
    private void notYet(String property, List<?> given) {
        if (!given.isEmpty()) {
            violations.add(notYet(property));
        }
    }

    private static SettingsException notYet(String property) {
        return new SettingsException(property, "(set)", "nothing yet: this version has no such feature, leave it empty");
    }

    /** The error for a name below one that is not honoured yet, in whatever form; empty for every other name. */
    static Optional<SettingsException> notYetBelow(String name) {
        return Stream.of(API_KEYS, WEBHOOKS).filter(p -> plain(name).startsWith(plain(p))).map(PropertiesValidator::notYet).findFirst();
    }

    /** As the environment spells it too. */
    private static String plain(String name) {
        return name.replace("-", "");
    }

    private void sellers(GatewaySettings s) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < s.sellers().size(); i++) {
            SellerSettings seller = s.sellers().get(i);
            String at = "gateway.sellers[" + i + "].";
            if (seller.id() == null || !SELLER_ID.matcher(seller.id()).matches()) {
                wrong(at + "id", seller.id(), SELLER_ID.pattern());
            }
            if (!ids.add(seller.id())) {
                wrong(at + "id", seller.id(), "an id that no other seller has");
            }
            attempt(() -> baseUrl(at + "base-url", seller.baseUrl()));
            oauth2(at + "oauth2.", seller.oauth2());
            if (!Set.of("auto", "on", "off").contains(seller.negotiation())) {
                wrong(at + "negotiation", seller.negotiation(), "auto, on, off");
            }
            if (seller.accountId().length() > MAX_ACCOUNT_ID || seller.accountId().chars().anyMatch(Character::isISOControl)) {
                wrong(at + "account-id", seller.accountId(), "at most " + MAX_ACCOUNT_ID + " characters, and no control characters");
            }
            positive(at + "timeout", seller.timeout());
            header(at + "token", seller.token());
            header(at + "api-key", seller.apiKey());
            seller.identity().headers().forEach((name, value) -> {
                if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
                    wrong(at + "identity", value, "ASCII characters only, it is sent as the header " + name);
                }
            });
        }
    }

    private void oauth2(String at, GatewaySettings.OAuth2 oauth2) {
        if (oauth2.isPresent()) {
            attempt(() -> baseUrl(at + "token-url", oauth2.tokenUrl()));
            if (oauth2.clientId().isBlank()) {
                wrong(at + "client-id", oauth2.clientId(), "the client's id, where a token-url is given");
            }
            header(at + "client-secret", oauth2.clientSecret());
        } else if (!oauth2.clientId().isBlank()) {
            wrong(at + "token-url", oauth2.tokenUrl(), "the URL of the token endpoint, where a client-id is given");
        }
    }

    private void ceilings(GatewaySettings s) {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < s.ceilings().size(); i++) {
            GatewaySettings.Ceiling c = s.ceilings().get(i);
            String at = "gateway.ceilings[" + i + "].";
            if (c.advertiser() == null || c.advertiser().isBlank()) {
                wrong(at + "advertiser", c.advertiser(), "an advertiser's id, or * for each that has no ceiling of its own");
            }
            if (c.currency() == null || !Money.isCurrency(c.currency())) {
                wrong(at + "currency", c.currency(), "an ISO 4217 code such as USD");
            }
            if (c.amount() == null || c.amount().signum() < 0 || c.amount().scale() > 6 || c.amount().precision() - c.amount().scale() > 12) {
                wrong(at + "amount", c.amount(), "an amount of money, 0 or more");
            }
            if (!known.add(c.advertiser() + " " + c.currency())) {
                wrong(at + "advertiser", c.advertiser(), "one ceiling for each advertiser and currency");
            }
        }
    }

    private void oneOf(String property, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            wrong(property, value, String.join(", ", new TreeSet<>(allowed)));
        }
    }

    private void between(String property, BigDecimal value, String min, String max) {
        if (value.compareTo(new BigDecimal(min)) < 0 || value.compareTo(new BigDecimal(max)) > 0) {
            wrong(property, value.toPlainString(), min + " to " + max);
        }
    }

    private void header(String property, Secret secret) {
        if (!secret.reveal().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            wrong(property, "(not shown)", "visible ASCII characters only");
        }
    }

    /** @throws SettingsException for what is no database that the gateway can use */
    public static void requireDatabaseUrl(String property, String url) {
        if (url == null || !url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
            throw new SettingsException(property, url, "jdbc:sqlite:<file> or jdbc:postgresql://<host>/<database>");
        }
    }

    /** @throws SettingsException for what is no URL that a seller could be called at */
    public static URI baseUrl(String property, String url) {
        try {
            URI uri = URI.create(url == null ? "" : url.trim());
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // answered below with every other form that is no base URL
        }
        throw new SettingsException(property, url, "http(s)://host[:port][/path], without credentials, query or fragment");
    }

    private void sandbox(GatewaySettings.Sandbox sandbox) {
        if (!Set.of("auto", "off").contains(sandbox.enabled())) {
            wrong("gateway.sandbox.enabled", sandbox.enabled(), "auto, off");
        }
        if (sandbox.ports().size() != 3 || sandbox.ports().stream().anyMatch(p -> p < 1 || p > 65535)) {
            wrong("gateway.sandbox.ports", sandbox.ports(), "three port numbers");
        }
        Set<String> dialects = GatewaySettings.Sandbox.BASE_PATHS.keySet();
        if (sandbox.dialects().size() != 3 || !dialects.containsAll(sandbox.dialects())) {
            wrong("gateway.sandbox.dialects", sandbox.dialects(), "three of " + String.join(", ", new TreeSet<>(dialects)));
        }
        positive("gateway.sandbox.hold", sandbox.hold());
    }

    private void positive(String property, Duration value) {
        if (value.isZero() || value.isNegative()) {
            wrong(property, value, "a duration above 0, such as 2s");
        }
    }

    private void atLeast(String property, int value, int min) {
        if (value < min) {
            wrong(property, value, "a whole number, at least " + min);
        }
    }
}
