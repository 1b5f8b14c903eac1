package org.opendirect.gateway.seller;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.AgentCard;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.Speaker;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** One seller: its settings, which never change while the gateway runs, and what has been learned of it, which does. */
public final class Seller implements Speaker {

    /** the code of the problem of a base URL below which there is no seller */
    public static final String NO_SELLER = "no_seller_found";
    private static final Logger log = LoggerFactory.getLogger(Seller.class);
    /** what another kind of seller at the same address is likely to have as well, or shows anew by its list */
    private static final Set<Choice> OF_EVERY_KIND = EnumSet.of(Choice.DIALECT, Choice.TOKEN_HEADER, Choice.PROPERTY_CASE, Choice.PAGING, Choice.MONEY);

    private final SellerSettings settings;
    private final String route;
    private final SellerGuard guard;
    private final URI baseUrl;
    private final Map<String, Dialect.Kind> kinds;
    private final Lessons lessons;
    private final Profile set;
    private final Map<String, String> accounts = new ConcurrentHashMap<>();
    private final String basePath;
    private final Map<String, String> identity;
    private volatile Dialect dialect;
    private volatile Learned learned = new Learned(SellerStatus.UNKNOWN, null, null, null);
    private volatile Instant lastSeen;
    /** the kind that it was taken for before that was forgotten; null for none */
    private volatile String formerKind;

    /** What the last discovery said. */
    record Learned(SellerStatus status, AgentCard card, JsonNode cardJson, Problem.Brief problem) {
    }

    /** @param set what the settings say of its way of speaking */
    Seller(SellerSettings settings, URI baseUrl, Map<String, Dialect.Kind> kinds, Profile set, Lessons lessons, SellerGuard guard) {
        this.guard = guard;
        this.settings = settings;
        this.route = "direct:seller-" + settings.id();
        this.baseUrl = baseUrl;
        this.basePath = Optional.ofNullable(baseUrl.getRawPath()).orElse("").replaceAll("/+$", "");
        this.identity = Map.copyOf(settings.identity().headers());
        this.kinds = kinds;
        this.set = set;
        this.lessons = lessons;
        this.dialect = speaking(set);
        recall();
    }

    public String id() {
        return settings.id();
    }

    public SellerSettings settings() {
        return settings;
    }

    SellerGuard guard() {
        return guard;
    }

    /** The route that calls it. */
    String route() {
        return route;
    }

    public SellerStatus status() {
        return learned.status();
    }

    /** Whether it has answered discovery as a seller does. */
    public boolean isUp() {
        return learned.status() == SellerStatus.UP || learned.status() == SellerStatus.NO_CARD;
    }

    /** Whether nothing of a seller was found where it should be. */
    public boolean isNoSeller() {
        Problem.Brief problem = learned.problem();
        return learned.status() == SellerStatus.UNKNOWN && problem != null && problem.code().equals(NO_SELLER);
    }

    /** Whether it has to be asked who it is before anything else is said: nobody has set its kind, and it has not shown it. */
    public boolean isStranger() {
        return !profile().knows(Choice.DIALECT);
    }

    /** What discovery has found wrong with it; null for nothing. */
    public Problem.Brief problem() {
        return learned.problem();
    }

    /** Whether anything but discovery may be asked of it. */
    public boolean usable() {
        return learned.status() != SellerStatus.INCOMPATIBLE;
    }

    /** The account in the settings, if any. */
    public Optional<String> configuredAccount() {
        return settings.accountId().isBlank() ? Optional.empty() : Optional.of(settings.accountId().trim());
    }

    /** The account that orders for an advertiser would be placed under, or, where that is not known yet, one of those that are. */
    public Optional<String> likelyAccount(String advertiserId) {
        return configuredAccount().or(() -> Optional.ofNullable(accounts.get(advertiserId))).or(() -> accounts.values().stream().sorted().findFirst());
    }

    public void accountFound(String advertiserId, String accountId) {
        accounts.put(advertiserId, accountId);
    }

    // how it speaks

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Dialect dialect(Map<Choice, String> way) {
        return way.isEmpty() ? dialect : speaking(dialect.profile().trying(way));
    }

    public Profile profile() {
        return dialect.profile();
    }

    @Override
    public void learn(Choice choice, String value, String evidence) {
        boolean known = profile().chosen(choice).filter(c -> c.value().equals(value) && !c.isToBeConfirmed() && lessons.isFresh(c))
                .isPresent();
        if (set.knows(choice) || known || !choice.allows(value)) {
            return;
        }
        if (!profile().is(choice, value)) {
            log.info("{}: {} is {} ({})", id(), choice.key(), value, evidence);
        }
        if (choice == Choice.DIALECT) {
            anotherKind(value);
        }
        // the database is never waited for with the lock held
        Profile.Chosen lesson = lessons.keep(id(), baseUrl.toString(), choice, value, evidence);
        change(profile -> profile.with(choice, lesson));
    }

    @Override
    public void forget(Choice choice, String why) {
        if (set.knows(choice) || !profile().knows(choice)) {
            return;
        }
        log.info("{}: {} is not known any more, was '{}' ({})", id(), choice.key(), profile().get(choice), why);
        if (choice == Choice.DIALECT) {
            formerKind = profile().get(choice);
        }
        lessons.forget(id(), choice);
        change(profile -> profile.without(choice));
    }

    /** What it was seen to do while it was taken for another kind of seller was said to the wrong one. */
    private void anotherKind(String kind) {
        String before = profile().knows(Choice.DIALECT) ? profile().get(Choice.DIALECT)
                : Objects.requireNonNullElse(formerKind, Choice.DIALECT.defaultValue());
        if (!before.equals(kind)) {
            EnumSet.complementOf(EnumSet.copyOf(OF_EVERY_KIND)).forEach(c -> forget(c, "it is " + kind + ", and not " + before));
        }
        formerKind = null;
    }

    private synchronized void change(UnaryOperator<Profile> lesson) {
        dialect = speaking(lesson.apply(dialect.profile()));
    }

    /** Forgets all that it has shown: its way of speaking, its failures and its rate. */
    public void forgetAll(String why) {
        guard.reset();
        for (Choice choice : Choice.values()) {
            forget(choice, why);
        }
    }

    /** Takes what is kept of it, also by other gateways; what has become too old is not known any more. */
    void recall() {
        Map<Choice, Profile.Chosen> kept;
        try {
            kept = lessons.of(id(), baseUrl.toString());
        } catch (DataAccessException e) {
            log.warn("{}: what is kept of it could not be read, what is known of it stays: {}", id(), e.getMessage());
            return;
        }
        change(before -> {
            Profile profile = set;
            for (var lesson : kept.entrySet()) {
                profile = profile.with(lesson.getKey(), lesson.getValue());
            }
            return profile;
        });
    }

    /**
     * The same seller, spoken to in a dialect in which something was begun, whatever is thought of it by now.
     *
     * @param begun null where nothing was begun
     */
    public Speaker in(String begun) {
        return begun == null || begun.equals(profile().get(Choice.DIALECT)) ? this : new Speaker() {
            @Override
            public Dialect dialect() {
                return Seller.this.dialect(Map.of(Choice.DIALECT, begun));
            }

            @Override
            public Dialect dialect(Map<Choice, String> way) {
                var all = new EnumMap<Choice, String>(Choice.class);
                all.putAll(way);
                all.put(Choice.DIALECT, begun);
                return Seller.this.dialect(all);
            }

            @Override
            public void learn(Choice choice, String value, String evidence) {
                Seller.this.learn(choice, value, evidence);
            }

            @Override
            public void forget(Choice choice, String why) {
                Seller.this.forget(choice, why);
            }
        };
    }

    private Dialect speaking(Profile profile) {
        return kinds.getOrDefault(profile.get(Choice.DIALECT), OpenDirect.KIND).with(profile);
    }

    /** Whether proposals may be opened at it: as set, else as it has shown, else as its card says. */
    public boolean offersProposals() {
        return switch (settings.negotiation()) {
            case "on" -> true;
            case "off" -> false;
            default -> dialect.proposals().always() || (profile().knows(Choice.PROPOSALS) ? profile().is(Choice.PROPOSALS, "served") : cardSpeaksOfProposals());
        };
    }

    /** Whether nothing says that proposals can be opened at it, and nothing that they cannot: to be found out by opening one. */
    public boolean isNegotiationUntried() {
        return settings.negotiation().equals("auto") && !dialect.proposals().always() && !profile().knows(Choice.PROPOSALS) && !cardSpeaksOfProposals();
    }

    private boolean cardSpeaksOfProposals() {
        return learned.card() != null && learned.card().mentions("negotiat", "proposal");
    }

    public boolean mayNegotiate() {
        return !settings.negotiation().equals("off");
    }

    /** Scheme, host and port, without a slash at the end. */
    String origin() {
        return baseUrl.getScheme() + "://" + baseUrl.getRawAuthority();
    }

    /** The base URL's path, without a slash at the end; may be empty. */
    String basePath() {
        return basePath;
    }

    /** Who we are to it, as headers by name. */
    Map<String, String> identity() {
        return identity;
    }

    void learn(SellerStatus status, AgentCard card, JsonNode cardJson, Problem.Brief problem) {
        learned = new Learned(status, card, cardJson, problem);
    }

    /** There is no seller where it should be, and so it is of no kind. */
    void noSeller(String found) {
        forget(Choice.DIALECT, found);
        Learned now = learned;
        learned = new Learned(SellerStatus.UNKNOWN, now.card(), now.cardJson(), Problem.Brief.of(NO_SELLER, found));
    }

    void seen(Instant now) {
        lastSeen = now;
    }

    /** The seller as shown to callers. */
    public View view() {
        Learned now = learned;
        AgentCard card = now.card();
        return new View(id(), baseUrl.toString(), now.status().wireName(), dialectName(), now.cardJson(),
                card == null ? null : card.openDirectVersion().orElse(null), card == null ? List.of() : card.capabilities(),
                guard.circuit(), lastSeen, now.problem());
    }

    /** The dialect that is spoken with it; {@code auto} as long as nobody knows. */
    private String dialectName() {
        return profile().knows(Choice.DIALECT) ? profile().get(Choice.DIALECT) : settings.dialect();
    }

    /** The seller as shown to callers who ask for it alone. */
    public Detail detail() {
        Profile profile = profile();
        return new Detail(view(), Arrays.stream(Choice.values()).map(c -> {
            var chosen = profile.chosen(c);
            return new ChoiceView(c.key(), profile.get(c), chosen.map(Profile.Chosen::source).orElse(Profile.Source.DEFAULT).wireName(),
                    chosen.map(Profile.Chosen::evidence).filter(e -> !e.isEmpty()).orElse(null), chosen.map(Profile.Chosen::since).orElse(null));
        }).toList());
    }

    /** A seller with its profile. */
    public record Detail(@JsonUnwrapped View seller, List<ChoiceView> profile) {
    }

    /** One choice: {@code source} is set, learned or default. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ChoiceView(String choice, String value, String source, String evidence, Instant learnedAt) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(String id, String baseUrl, String status, String dialect, JsonNode agentCard, String openDirectVersion,
                       List<String> capabilities, String circuit, Instant lastSeen, Problem.Brief problem) {
    }
}
