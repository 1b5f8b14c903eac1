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
    private volatile boolean complete;

    public Discovery(SellerDirectory sellers, GatewaySettings settings) {
        this.sellers = sellers;
        this.settings = settings;
    }

    /** One task for every seller. */
    public List<SellerTask> tasksForAll() {
        sellers.all().forEach(Seller::recall);
        return sellers.all().stream().<SellerTask>map(this::task).toList();
    }

    /** The task for one seller; an unknown seller is a 404. */
    public List<SellerTask> tasksForOne(String seller) {
        return List.of(task(sellers.find(seller).orElseThrow(() -> Problem.notFound("seller", seller).asException())));
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

    public Map<String, Object> list() {
        return Map.of("sellers", sellers.all().stream().map(Seller::view).toList());
    }

    /** Called when a round over all sellers has ended. */
    public void completed() {
        if (!complete) {
            complete = true;
            log.info("Sellers: {}", sellers.all().stream()
                    .map(s -> s.id() + " (" + s.status().wireName() + ")").collect(Collectors.joining(", ")));
        }
    }

    /** Whether the first round has ended; until then the gateway is not ready. */
    public boolean isComplete() {
        return complete;
    }

    /** What has to be found out of a seller before anything is ordered there: nothing where its kind is known. */
    public List<SellerTask> tasksToMeet(String seller) {
        Seller met = sellers.get(seller);
        return met.isStranger() ? List.of(task(met)) : List.of();
    }

    private SellerTask task(Seller seller) {
        return new AgentCardTask(seller, System.nanoTime() + settings.discovery().deadline().toNanos());
    }

    /** Reads one seller's agent card, and then whatever shows what kind of seller it is. */
    private static final class AgentCardTask implements SellerTask {
        private final Seller seller;
        private final long deadline;
        private final Acquaintance acquaintance;

        AgentCardTask(Seller seller, long deadline) {
            this.seller = seller;
            this.deadline = deadline;
            this.acquaintance = Acquaintance.withCard(seller);
        }

        @Override
        public Optional<SellerRequest> nextRequest() {
            if (System.nanoTime() - deadline >= 0) {
                acquaintance.giveUp();
                return Optional.empty();
            }
            return acquaintance.next().map(wire -> new SellerRequest(seller.id(), wire, deadline));
        }

        @Override
        public void onResponse(WireReply reply) {
            acquaintance.hear(reply);
        }

        @Override
        public void fail(String reason) {
            acquaintance.broke(reason);
        }
    }
}
