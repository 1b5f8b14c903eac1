package org.opendirect.gateway.negotiation;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationMachine.Situation;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.DealType;
import org.opendirect.gateway.seller.dialect.ProposalSpeech.Kind;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.Works;

/** Negotiations as a whole: those that a strategy leads, for the routes {@code negotiate} and {@code award-plan-line}, and the manual mode. */
public final class Negotiations {

    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Store store;
    private final Works works;
    private final Clock clock;
    private final SellerDirectory sellers;
    private final Audit audit;
    private final NegotiationMachine machine;
    private final NegotiationRows rows;
    private final NegotiationViews views;

    public Negotiations(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Strategies strategies, Audit audit) {
        this.store = store;
        this.works = works;
        this.clock = clock;
        this.sellers = sellers;
        this.audit = audit;
        this.rows = new NegotiationRows(store, clock);
        this.views = new NegotiationViews(rows, sellers, clock);
        this.machine = new NegotiationMachine(strategies, settings.negotiation().deadline());
    }

    /**
     * What a proposal is opened for, where the seller has given none.
     *
     * @param dealType where proposals are deals; null where the product does not say
     */
    public record Opening(String productId, long impressions, LocalDate start, LocalDate end, String advertiserId, DealType dealType) {
    }

    // beginning

    /**
     * Begins one that a caller has asked for, about a proposal or an opening; nothing has been said to the seller yet. In automatic mode it
     * goes on by itself; else only the price is asked for, where that offers nothing.
     */
    public String create(String seller, String proposalId, Opening opening, boolean auto, Tactics tactics, String currency, String by) {
        return store.write(() -> {
            NegotiationRow row = newRow(seller, proposalId, opening, auto, tactics, currency);
            rows.insert(row, null);
            works.create(row.id, Claim.NEGOTIATION, Money.zero(currency), false, by);
            if (auto || asksFirst(seller)) {
                works.wake(row.id);
            }
            return row.id;
        });
    }

    /**
     * Begins one for a candidate of a plan line; either a proposal or an opening is given. The campaign's own work leads it.
     *
     * @param claim        of the campaign, under which it is begun
     * @param group        the plan line, whose sellers are negotiated with at once
     * @param candidateKey tells the candidate apart within all campaigns
     * @param untilApproved whether no price is accepted before a person has approved the plan
     */
    public String createForLine(Claim claim, String seller, String proposalId, Opening opening, Tactics tactics, String currency, String group,
                                String candidateKey, boolean untilApproved) {
        return store.write(() -> {
            works.fence(claim);
            NegotiationRow row = newRow(seller, proposalId, opening, true, tactics, currency);
            row.group = group;
            row.untilApproved = untilApproved;
            rows.insert(row, candidateKey);
            return row.id;
        });
    }

    private NegotiationRow newRow(String seller, String proposalId, Opening opening, boolean auto, Tactics tactics, String currency) {
        var row = new NegotiationRow();
        row.id = "neg-" + UUID.randomUUID();
        row.seller = seller;
        row.proposalId = proposalId;
        row.auto = auto;
        row.tactics = tactics;
        row.currency = currency;
        row.createdAt = clock.instant();
        if (opening != null) {
            row.productId = opening.productId();
            row.impressions = opening.impressions();
            row.start = opening.start();
            row.end = opening.end();
            row.advertiserId = opening.advertiserId();
            row.dealType = opening.dealType();
        }
        return row;
    }

    /** Whether a seller's price is asked for, without an offer, as soon as a negotiation with it begins. */
    public boolean asksFirst(String seller) {
        return sellers.find(seller).map(s -> s.dialect().proposals().asksFirst()).orElse(false);
    }

    // showing

    /** What is shown of negotiations, and what they have come to. */
    public NegotiationViews views() {
        return views;
    }

    public NegotiationViews.View view(String id) {
        return views.view(id);
    }

    /** Keeps that a booking buys at the agreed price; 409 when another has. Inside a transaction. */
    public void use(String id, String bookingId) {
        if (!rows.use(id, bookingId)) {
            throw Problem.conflict("negotiation_used", "what was agreed in " + id + " is bought by booking " + rows.usedBy(id).orElse("")).asException();
        }
    }

    /** The newest negotiation of a candidate that was begun before, such as by a gateway that was killed; empty when none was. */
    public Optional<String> ofCandidate(String candidateKey) {
        return rows.newestOf(candidateKey);
    }

    /** Whether a seller has refused to negotiate with a buyer of our tier today (UTC): then it is not asked again until tomorrow. */
    public boolean hasRefusedToday(String seller) {
        return rows.hasRefusedToday(seller);
    }

    // the automatic mode: begin, then onResponse after each call, until there is no message left

    /**
     * Takes up a negotiation, also where another gateway has left it.
     *
     * @param claim of the job that leads it; null where it leads itself
     * @return null when there is nothing to say
     */
    public PendingMessage begin(Claim claim, String id) {
        return mutate(claim, id, (row, at) -> row.status != Status.OPEN || isFresh(row) ? Optional.empty()
                : row.pending != null ? machine.takeUp(row, at) : machine.next(row, at));
    }

    /**
     * Takes the seller's answer and decides the next move.
     *
     * @return null when there is nothing more to say
     */
    public PendingMessage onResponse(Claim claim, PendingMessage sent, WireReply reply) {
        return mutate(claim, sent.negotiationId(), (row, at) -> {
            if (row.message != sent.sequence()) {
                // taken up by another worker meanwhile, which finds out itself what became of it
                return Optional.empty();
            }
            if (row.pending != null) {
                Kind said = row.reading ? Kind.READ : row.pending;
                String step = "negotiate-" + said.name().toLowerCase(Locale.ROOT);
                audit.answered(new Audit.Cause(askedBy(claim, row), row.id, null, null, null, step, claim == null ? 0 : claim.epoch()),
                        sent.request(), reply, machine.outcome(row, reply, at));
            }
            Optional<WireRequest> again = machine.take(row, reply, at);
            return again.isPresent() ? again : machine.next(row, at);
        });
    }

    /** Somebody is waiting for the answer at this moment: a person's request, perhaps at another gateway. */
    private boolean isFresh(NegotiationRow row) {
        boolean own = row.pending == Kind.OPEN && row.pendingMicros == null;
        return row.pending != null && !row.auto && !own && row.pendingSince != null && clock.instant().isBefore(givenUp(row));
    }

    /** When an answer to what is pending is not waited for any more. */
    private Instant givenUp(NegotiationRow row) {
        return row.pendingSince.plus(sellers.get(row.seller).settings().timeout()).plus(MARGIN);
    }

    private static String askedBy(Claim claim, NegotiationRow row) {
        return claim != null ? claim.askedBy() : row.auto ? "strategy" : "local";
    }

    /** A move on the row, saved before the request that comes of it is sent. */
    private interface Mutation {
        Optional<WireRequest> on(NegotiationRow row, Situation at);
    }

    private PendingMessage mutate(Claim claim, String id, Mutation mutation) {
        return store.write(() -> {
            if (claim != null) {
                works.fence(claim);
            } else {
                // the work before the row, like everybody who needs both
                works.lock(id);
            }
            NegotiationRow row = rows.rowForUpdate(id);
            Seller seller = sellers.get(row.seller);
            Optional<WireRequest> wire = mutation.on(row, new Situation(clock.instant(), rows.rivalPrice(row), seller));
            rows.save(row);
            long delayMs = row.notBefore == null ? 0 : Math.max(0, Duration.between(clock.instant(), row.notBefore).toMillis());
            return wire.map(w -> SellerRequest.within(row.seller, w, seller.settings().timeout()))
                    .map(r -> claim == null ? r : r.notAfter(works.leaseEnds(claim)))
                    .map(r -> new PendingMessage(id, row.message, r, delayMs)).orElse(null);
        });
    }

    // awarding a plan line: the best of the offers that stand is accepted, the others are declined

    /**
     * Accepts the best offer that stands for a plan line, where it is better than what has been agreed on.
     *
     * @return what the seller is to be told; null when no better offer is left
     */
    public PendingMessage acceptBest(Claim claim, String group) {
        for (Optional<NegotiationRow> best = bestStanding(group); best.isPresent(); best = bestStanding(group)) {
            PendingMessage acceptance = mutate(claim, best.get().id,
                    (row, at) -> row.standing ? machine.accept(row, "the best of the sellers that were heard", at) : Optional.empty());
            if (acceptance != null) {
                return acceptance;
            }
            // agreed without a message, or its price is gone: then the next best follows
        }
        return null;
    }

    private Optional<NegotiationRow> bestStanding(String group) {
        List<NegotiationRow> all = rows.group(group);
        long agreed = all.stream().filter(r -> r.status == Status.ACCEPTED).mapToLong(r -> r.finalMicros).min().orElse(Long.MAX_VALUE);
        return all.stream().filter(r -> r.status == Status.OPEN && r.standing && r.sellerMicros < agreed)
                .min(Comparator.comparing((NegotiationRow r) -> r.sellerMicros).thenComparing(r -> r.seller).thenComparing(r -> r.id));
    }

    /** Ids of the negotiations of a plan line whose offers stand and were not the best. */
    public List<String> runnersUp(String group) {
        return rows.group(group).stream().filter(r -> r.status == Status.OPEN && r.standing).map(r -> r.id).toList();
    }

    /**
     * Accepts the offer that stands, now that a person has approved what it is for.
     *
     * @return null when there is nothing to say
     */
    public PendingMessage accept(Claim claim, String id) {
        return mutate(claim, id, (row, at) -> row.status != Status.OPEN ? Optional.empty() : row.pending != null ? machine.takeUp(row, at)
                : row.standing ? machine.accept(row, "a person has approved it", at) : Optional.empty());
    }

    /**
     * Declines what the seller offers.
     *
     * @param reason for people
     * @return null when there is nothing to say
     */
    public PendingMessage decline(Claim claim, String id, String reason) {
        return mutate(claim, id, (row, at) -> {
            if (row.status != Status.OPEN || row.pending != null) {
                return row.pending == null ? Optional.empty() : machine.takeUp(row, at);
            }
            row.standing = false;
            return machine.farewell(row, reason, at);
        });
    }

    // the manual mode

    /**
     * A person's counter-offer, acceptance or decline, written down before it is sent.
     *
     * @param action      {@code counter}, {@code accept} or {@code decline}
     * @param priceMicros of a counter-offer; else null
     * @return null when the seller needs not be told
     */
    public PendingMessage manual(String id, String action, Long priceMicros) {
        return mutate(null, id, (row, at) -> {
            requireOpen(row);
            if (row.auto) {
                throw Problem.conflict("negotiation_automatic", "the negotiation is led by its strategy; take it back first").asException();
            }
            if (row.pending != null) {
                throw Problem.conflict("negotiation_busy", "the seller has not answered the last message yet").asException();
            }
            Long max = row.tactics == null ? null : row.tactics.maxMicros();
            if (action.equals("accept") && row.sellerMicros == null) {
                throw Problem.conflict("no_standing_price", "the seller has named no price yet").asException();
            }
            if (action.equals("accept") && max != null && row.sellerMicros > max) {
                throw Problem.conflict("price_above_max", "the seller's price " + amount(row.sellerMicros) + " is above maxCpm, " + amount(max)).asException();
            }
            if (priceMicros != null && max != null && priceMicros > max) {
                throw Problem.invalid(List.of(new Problem.FieldError("/price", "must not be above maxCpm, " + amount(max)))).asException();
            }
            if (priceMicros != null && row.sellerMicros != null && priceMicros > row.sellerMicros) {
                throw Problem.invalid(List.of(new Problem.FieldError("/price", "must not be above what the seller asks, " + amount(row.sellerMicros)
                        + ": accept that"))).asException();
            }
            if (priceMicros != null && row.lastWord) {
                throw Problem.conflict("final_offer", "the seller has said its last word: accept or decline it").asException();
            }
            // whoever asked may be gone before the answer is there: then it is found out by itself
            works.wakeAt(row.id, clock.instant().plus(sellers.get(row.seller).settings().timeout()).plus(MARGIN));
            return switch (action) {
                case "accept" -> machine.accept(row, "accepted by a person", at);
                case "decline" -> machine.say(row, Kind.DECLINE, null, "declined by a person", at);
                default -> machine.say(row, row.proposalId == null ? Kind.OPEN : Kind.COUNTER, priceMicros, "offered by a person", at);
            };
        });
    }

    /** Hands a negotiation to a strategy, which goes on from where it stands. */
    public void handOver(String id, Tactics tactics) {
        store.write(() -> {
            works.lock(id);
            NegotiationRow row = rows.rowForUpdate(id);
            requireOpen(row);
            requireOwn(row);
            if (isFresh(row)) {
                throw Problem.conflict("negotiation_busy", "the seller has not answered the last message yet").asException();
            }
            Long last = row.exchanges().isEmpty() ? null : row.exchanges().get(row.exchanges().size() - 1).offer();
            if (last != null && last > tactics.maxMicros()) {
                throw Problem.invalid(List.of(new Problem.FieldError("/strategy/maxCpm", "must not be below what has been offered, " + amount(last)))).asException();
            }
            row.auto = true;
            row.startedAt = null;
            row.tactics = tactics;
            rows.save(row);
            works.wake(id);
        });
    }

    /** Takes it back from its strategy: what is under way is heard, and nothing more is said by itself. */
    public void takeBack(String id) {
        store.write(() -> {
            works.lock(id);
            NegotiationRow row = rows.rowForUpdate(id);
            requireOpen(row);
            requireOwn(row);
            row.auto = false;
            rows.save(row);
        });
    }

    private static void requireOpen(NegotiationRow row) {
        if (row.status != Status.OPEN) {
            throw Problem.conflict("negotiation_closed", "the negotiation is " + row.status.name().toLowerCase(Locale.ROOT)).asException();
        }
    }

    private static void requireOwn(NegotiationRow row) {
        if (row.group != null) {
            throw Problem.conflict("part_of_campaign", "the negotiation belongs to plan line " + row.group).asException();
        }
    }

    private static BigDecimal amount(Long micros) {
        return micros == null ? null : Money.toAmount(micros);
    }
}
