package org.opendirect.gateway.seller;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns who the sellers are: looks for their agent cards, at the origin and below the base path, and then reads how they speak
 * ({@link Acquaintance}).
 */
public final class Discovery {

    private static final Logger log = LoggerFactory.getLogger(Discovery.class);

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private volatile boolean firstEnded;

    public Discovery(SellerDirectory sellers, GatewaySettings settings) {
        this.sellers = sellers;
        this.settings = settings;
    }

    /** One conversation for every seller. */
    public List<Conversation> ofAll() {
        sellers.all().forEach(Seller::recall);
        return sellers.all().stream().<Conversation>map(this::conversation).toList();
    }

    /** A conversation with one seller; an unknown seller is a 404. */
    public List<Conversation> ofOne(String seller) {
        return List.of(conversation(sellers.find(seller).orElseThrow(() -> Problem.notFound("seller", seller).asException())));
    }

    public Seller.View view(String seller) {
        return sellers.find(seller).orElseThrow(() -> Problem.notFound("seller", seller).asException()).view();
    }

    /** The seller with its profile. */
    public Seller.Detail detail(String seller) {
        return sellers.find(seller).orElseThrow(() -> Problem.notFound("seller", seller).asException()).detail();
    }

    /** Forgets what the seller has shown of its way of speaking; it is learned anew. */
    public Seller.Detail forget(String seller) {
        Seller known = sellers.find(seller).orElseThrow(() -> Problem.notFound("seller", seller).asException());
        known.forgetAll("a person asked for it");
        return known.detail();
    }

    public Map<String, Object> views() {
        return Map.of("sellers", sellers.all().stream().map(Seller::view).toList());
    }

    /** Called when a round over all sellers has ended. */
    public void roundEnded() {
        if (!firstEnded) {
            firstEnded = true;
            log.info("Sellers: {}", sellers.all().stream()
                    .map(s -> s.id() + " (" + s.status().wireName() + ")").collect(Collectors.joining(", ")));
        }
    }

    /** Whether the first round has ended; until then the gateway is not ready. */
    public boolean firstEnded() {
        return firstEnded;
    }

    /** What has to be said to a seller before it can be dealt with: nothing where its kind is known. */
    public List<Conversation> toMeet(String seller) {
        Seller met = sellers.get(seller);
        return met.isStranger() ? List.of(conversation(met)) : List.of();
    }

    private Conversation conversation(Seller seller) {
        return new Meeting(seller, System.nanoTime() + settings.discovery().deadline().toNanos());
    }

    /** One seller's card, and then whatever shows what kind it is. */
    private static final class Meeting implements Conversation {
        private final Seller seller;
        private final long deadline;
        private final Acquaintance acquaintance;

        Meeting(Seller seller, long deadline) {
            this.seller = seller;
            this.deadline = deadline;
            this.acquaintance = Acquaintance.withCard(seller);
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public Optional<SellerRequest> next() {
            if (System.nanoTime() - deadline >= 0) {
                acquaintance.giveUp();
                return Optional.empty();
            }
            return acquaintance.next().map(wire -> new SellerRequest(seller.id(), wire, deadline));
        }

        @Override
        public void hear(WireReply reply) {
            acquaintance.hear(reply);
        }

        @Override
        public void broke(String reason) {
            acquaintance.broke(reason);
        }
    }
}
