package org.opendirect.gateway.seller;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.AgentCard;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns who the sellers are: fetches {@code /.well-known/agent.json} at the origin and then below the base path, and then reads how
 * they speak, unless that is known.
 */
public final class Discovery {

    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final String CARD = "/.well-known/agent.json";

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

    private Conversation conversation(Seller seller) {
        return new CardReading(seller, System.nanoTime() + settings.discovery().deadline().toNanos());
    }

    /** Looks in the two places a card may be; the first that is one counts. Whoever is compatible is got acquainted with. */
    private static final class CardReading implements Conversation {
        private final Seller seller;
        private final long deadline;
        private final Acquaintance acquaintance;
        private int place;
        private boolean ended;
        private WireReply last;

        CardReading(Seller seller, long deadline) {
            this.seller = seller;
            this.deadline = deadline;
            this.acquaintance = new Acquaintance(seller);
        }

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public Optional<SellerRequest> next() {
            if (!ended) {
                Optional<SellerRequest> card = nextPlace();
                if (card.isPresent()) {
                    return card;
                }
            }
            boolean goesOn = seller.isUp() && System.nanoTime() < deadline;
            return goesOn ? acquaintance.next().map(wire -> new SellerRequest(seller.id(), wire, deadline)) : Optional.empty();
        }

        private Optional<SellerRequest> nextPlace() {
            int places = seller.basePath().isEmpty() ? 1 : 2;
            if (place == places || System.nanoTime() >= deadline) {
                conclude();
                return Optional.empty();
            }
            WireRequest card = WireRequest.get(CARD, "");
            return Optional.of(new SellerRequest(seller.id(), place++ == 0 ? card.fromOrigin() : card, deadline));
        }

        @Override
        public void hear(WireReply reply) {
            if (ended) {
                acquaintance.hear(reply);
                return;
            }
            last = reply;
            Optional<Loose> json = reply.ok() ? reply.json() : Optional.empty();
            Optional<AgentCard> card = json.flatMap(AgentCard::of);
            if (card.isPresent()) {
                AgentCard c = card.get();
                Problem.Brief problem = c.incompatible() ? Problem.Brief.of("incompatible_version", "declares OpenDirect "
                        + String.join(", ", c.versions()) + ", this gateway speaks " + AgentCard.SUPPORTED_MAJOR + ".x; nothing is ordered there") : null;
                end(c.incompatible() ? SellerStatus.INCOMPATIBLE : SellerStatus.UP, c, json.get(), problem);
            } else if (!reply.answered()) {
                // who does not answer at one place will not at the other
                conclude();
            }
        }

        @Override
        public void broke(String reason) {
            end(SellerStatus.DOWN, null, null, Problem.Brief.of("gateway_error", reason));
        }

        private void conclude() {
            if (last == null) {
                end(SellerStatus.DOWN, null, null, Problem.Brief.of("seller_timeout", "no answer in time"));
            } else if (!last.answered()) {
                String code = switch (last.failure()) {
                    case TIMEOUT -> "seller_timeout";
                    case LOST -> "seller_connection_lost";
                    case TOO_LARGE -> "seller_answer_too_large";
                    default -> "seller_unreachable";
                };
                end(SellerStatus.DOWN, null, null, Problem.Brief.of(code, last.reason()));
            } else if (last.status() == 401 || last.status() == 403) {
                end(SellerStatus.UNAUTHORIZED, null, null, Problem.Brief.of("seller_unauthorized", last.reason()));
            } else if (last.status() >= 500 && last.status() != 501) {
                end(SellerStatus.DOWN, null, null, Problem.Brief.of("seller_error", last.reason()));
            } else {
                end(SellerStatus.NO_CARD, null, null, last.ok() ? Problem.Brief.of("no_card", "what stands at " + CARD + " is no agent card") : null);
            }
        }

        private void end(SellerStatus status, AgentCard card, Loose json, Problem.Brief problem) {
            ended = true;
            seller.learn(status, card, json == null ? null : json.node(), problem);
        }
    }
}
