package org.opendirect.gateway.seller;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.AgentCard;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/** One seller: its settings, which never change while the gateway runs, and what has been learned of it, which does. */
public final class Seller {

    private final SellerSettings settings;
    private final URI baseUrl;
    private volatile boolean buyerPrice;
    private volatile Learned learned = new Learned(SellerStatus.UNKNOWN, null, null, null);
    private volatile Instant lastSeen;

    /** What the last discovery said. */
    record Learned(SellerStatus status, AgentCard card, JsonNode cardJson, Problem.Brief problem) {
    }

    Seller(SellerSettings settings, URI baseUrl) {
        this.settings = settings;
        this.baseUrl = baseUrl;
    }

    public String id() {
        return settings.id();
    }

    public SellerSettings settings() {
        return settings;
    }

    public SellerStatus status() {
        return learned.status();
    }

    /** Whether anything but discovery may be asked of it. */
    public boolean usable() {
        return learned.status() != SellerStatus.INCOMPATIBLE;
    }

    /** The configured account, if any. */
    public Optional<String> accountId() {
        return settings.accountId().isBlank() ? Optional.empty() : Optional.of(settings.accountId().trim());
    }

    /** Whether it has refused an offer that says {@code price}, as sellers do that want {@code buyer_price}. */
    public boolean asksForBuyerPrice() {
        return buyerPrice;
    }

    public void learnToSayBuyerPrice() {
        buyerPrice = true;
    }

    /** Whether proposals may be opened at it: as set, or else as its card says. */
    public boolean offersProposals() {
        return switch (settings.negotiation()) {
            case "on" -> true;
            case "off" -> false;
            default -> learned.card() != null && learned.card().mentions("negotiat", "proposal");
        };
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
        return Optional.ofNullable(baseUrl.getRawPath()).orElse("").replaceAll("/+$", "");
    }

    void learn(SellerStatus status, AgentCard card, JsonNode cardJson, Problem.Brief problem) {
        learned = new Learned(status, card, cardJson, problem);
    }

    void seen(Instant now) {
        lastSeen = now;
    }

    /** The seller as shown to callers. */
    public View view() {
        Learned now = learned;
        AgentCard card = now.card();
        return new View(id(), baseUrl.toString(), now.status().wireName(), settings.dialect(), now.cardJson(),
                card == null ? null : card.openDirectVersion().orElse(null), card == null ? List.of() : card.capabilities(),
                "closed", lastSeen, now.problem());
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(String id, String baseUrl, String status, String dialect, JsonNode agentCard, String openDirectVersion,
                       List<String> capabilities, String circuit, Instant lastSeen, Problem.Brief problem) {
    }
}
