package org.opendirect.gateway.negotiation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.json.Json;
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

/** Negotiations as a whole: the bean behind the routes {@code negotiate} and {@code close-line}, and the manual mode. */
public final class Negotiations {

    /** Exchange property of {@code negotiate}: the negotiation's id. */
    public static final String ID = "negotiationId";
    private static final String STEP = "step";
    /** exchange property: the call whose answer is awaited */
    private static final String SENT = "sent";
    /** exchange property: its number */
    private static final String MESSAGE = "message";
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final Store store;
    private final Works works;
    private final Clock clock;
    private final SellerDirectory sellers;
    private final Audit audit;
    private final NegotiationMachine machine;

    public Negotiations(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Strategies strategies, Audit audit) {
        this.store = store;
        this.works = works;
        this.clock = clock;
        this.sellers = sellers;
        this.audit = audit;
        this.machine = new NegotiationMachine(strategies, settings.negotiation().deadline());
    }

    /**
     * What a proposal is opened for, where the seller has given none.
     *
     * @param dealType where proposals are deals; null where the product does not say
     */
    public record Opening(String productId, long impressions, LocalDate start, LocalDate end, String advertiserId, DealType dealType) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(String id, String seller, String proposalId, String mode, String strategy, String status, BigDecimal finalPrice,
                       String currency, List<RoundView> rounds, Problem.Brief problem) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RoundView(int round, BigDecimal buyerPrice, BigDecimal sellerPrice, String action, String rationale, Instant at) {
    }

    // beginning

    /** Begins one that a caller has asked for; nothing has been said to the seller yet. In automatic mode it goes on by itself. */
    public String create(String seller, String proposalId, boolean auto, Tactics tactics, String currency, String by) {
        return store.write(() -> {
            NegotiationRow row = newRow(seller, proposalId, auto, tactics, currency);
            insert(row, null);
            works.create(row.id, Claim.NEGOTIATION, Money.zero(currency), false, by);
            if (auto) {
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
     */
    public String createForLine(Claim claim, String seller, String proposalId, Opening opening, Tactics tactics, String currency, String group,
                                String candidateKey) {
        return store.write(() -> {
            works.fence(claim);
            NegotiationRow row = newRow(seller, proposalId, true, tactics, currency);
            row.group = group;
            if (opening != null) {
                row.productId = opening.productId();
                row.impressions = opening.impressions();
                row.start = opening.start();
                row.end = opening.end();
                row.advertiserId = opening.advertiserId();
                row.dealType = opening.dealType();
            }
            insert(row, candidateKey);
            return row.id;
        });
    }

    private NegotiationRow newRow(String seller, String proposalId, boolean auto, Tactics tactics, String currency) {
        var row = new NegotiationRow();
        row.id = "neg-" + UUID.randomUUID();
        row.seller = seller;
        row.proposalId = proposalId;
        row.auto = auto;
        row.tactics = tactics;
        row.currency = currency;
        row.createdAt = clock.instant();
        return row;
    }

    private void insert(NegotiationRow row, String candidateKey) {
        store.sql().sql("insert into negotiation (id, line_key, line_group, seller, status, data, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(row.id, candidateKey, row.group, row.seller, row.status.name(), Json.text(row), clock.millis(), clock.millis())).update();
    }

    private void save(NegotiationRow row) {
        Long standing = row.status == Status.OPEN ? row.sellerMicros : row.finalMicros;
        store.sql().sql("update negotiation set status = ?, standing = ?, tier_refused = ?, data = ?, updated_at = ? where id = ?")
                .params(Arrays.asList(row.status.name(), standing, row.tierRefused ? 1 : 0, Json.text(row), clock.millis(), row.id)).update();
    }

    // showing

    public View view(String id) {
        NegotiationRow row = row(id);
        return new View(row.id, row.seller, row.proposalId, row.auto ? "auto" : "manual", row.tactics == null ? null : row.tactics.strategy(),
                row.status.name().toLowerCase(Locale.ROOT), amount(row.finalMicros), row.currency, row.rounds.stream().map(r -> new RoundView(r.round,
                amount(r.buyerMicros), amount(r.sellerMicros), r.action, r.rationale, r.at)).toList(), row.problem);
    }

    public boolean isOpen(String id) {
        return row(id).status == Status.OPEN;
    }

    /** The newest negotiation of a candidate that was begun before, such as by a gateway that was killed; empty when none was. */
    public Optional<String> ofCandidate(String candidateKey) {
        return store.sql().sql("select id from negotiation where line_key = ? order by created_at desc, id desc limit 1").param(candidateKey)
                .query(String.class).optional();
    }

    /** The agreed price in micros; empty when there was no agreement. */
    public Optional<Long> agreedMicros(String id) {
        NegotiationRow row = row(id);
        return row.status == Status.ACCEPTED ? Optional.of(row.finalMicros) : Optional.empty();
    }

    /** How it ended, in words. */
    public String outcome(String id) {
        NegotiationRow row = row(id);
        String rounds = row.rounds.size() + (row.rounds.size() == 1 ? " round" : " rounds");
        return switch (row.status) {
            case ACCEPTED -> "agreed on " + new Money(row.finalMicros, row.currency) + " in " + rounds;
            case OPEN -> "still open after " + rounds;
            default -> row.status.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " after " + rounds
                    + (row.problem == null ? "" : ": " + row.problem.detail());
        };
    }

    /** Whether a seller has refused to negotiate with a buyer of our tier today (UTC): then it is not asked again until tomorrow. */
    public boolean hasRefusedToday(String seller) {
        long today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return store.sql().sql("select count(*) from negotiation where seller = ? and tier_refused = 1 and updated_at >= ?").params(seller, today)
                .query(Long.class).single() > 0;
    }

    // the automatic mode: the route asks begin, sends, tells heard, until the step is none

    /** Takes it up, also where another gateway has left it. */
    public void begin(Exchange exchange) {
        act(exchange, (row, at) -> row.status != Status.OPEN || isFresh(row) ? Optional.empty()
                : row.pending != null ? machine.takeUp(row, at) : machine.next(row, at));
    }

    /** Takes the seller's answer that is the body and decides the next move. */
    public void heard(Exchange exchange) {
        WireReply reply = exchange.getMessage().getBody(WireReply.class);
        SellerRequest sent = exchange.getProperty(SENT, SellerRequest.class);
        int message = exchange.getProperty(MESSAGE, Integer.class);
        act(exchange, (row, at) -> {
            if (row.message != message) {
                // taken up by somebody else meanwhile, who finds out himself what became of it
                return Optional.empty();
            }
            if (row.pending != null) {
                Kind said = row.reading ? Kind.READ : row.pending;
                audit.answered(new Audit.Cause(askedBy(exchange, row), row.id, null, null, null, "negotiate-" + said.name().toLowerCase(Locale.ROOT), epoch(exchange)),
                        sent, reply, machine.outcome(row, reply, at));
            }
            Optional<WireRequest> again = machine.take(row, reply, at);
            return again.isPresent() ? again : machine.next(row, at);
        });
    }

    /** Somebody is waiting for the answer at this moment: a person's request, perhaps at another gateway. */
    private boolean isFresh(NegotiationRow row) {
        return row.pending != null && !row.auto && row.pendingSince != null && clock.instant().isBefore(givenUp(row));
    }

    /** When an answer to what is pending is not waited for any more. */
    private Instant givenUp(NegotiationRow row) {
        return row.pendingSince.plus(sellers.get(row.seller).settings().timeout()).plus(MARGIN);
    }

    private static String askedBy(Exchange exchange, NegotiationRow row) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        return claim != null ? claim.askedBy() : row.auto ? "strategy" : "local";
    }

    private static long epoch(Exchange exchange) {
        Claim claim = exchange.getProperty("claim", Claim.class);
        return claim == null ? 0 : claim.epoch();
    }

    /** A move on the row, saved before the request that comes of it is given to the route. */
    private interface Act {
        Optional<WireRequest> on(NegotiationRow row, Situation at);
    }

    private void act(Exchange exchange, Act act) {
        String id = exchange.getProperty(ID, String.class);
        Claim claim = exchange.getProperty("claim", Claim.class);
        Optional<SellerRequest> request = store.write(() -> {
            if (claim != null) {
                works.fence(claim);
            } else {
                // the work before the row, like everybody who needs both
                works.lock(id);
            }
            NegotiationRow row = rowForUpdate(id);
            Seller seller = sellers.get(row.seller);
            Optional<WireRequest> wire = act.on(row, new Situation(clock.instant(), rivalPrice(row), seller));
            save(row);
            exchange.setProperty(MESSAGE, row.message);
            return wire.map(w -> SellerRequest.within(row.seller, w, seller.settings().timeout()))
                    .map(r -> claim == null ? r : r.notAfter(works.leaseEnds(claim)));
        });
        exchange.setProperty(STEP, request.isPresent() ? "offer" : "none");
        exchange.setProperty(SENT, request.orElse(null));
        exchange.getMessage().setBody(request.orElse(null));
    }

    /** The best standing price of the other sellers of the same plan line. */
    private Long rivalPrice(NegotiationRow row) {
        return row.group == null ? null : store.sql().sql("select min(standing) from negotiation where line_group = ? and id <> ? and status in ('OPEN', 'ACCEPTED')")
                .params(row.group, row.id).query((r, n) -> r.getObject(1) == null ? null : (Long) r.getLong(1)).list().get(0);
    }

    // closing a line: the best of those that stand is taken, the others are declined

    /** The plan line that is the body: property {@code again} and the negotiation to be closed with, as long as none has agreed. */
    public void closeBest(Exchange exchange) {
        List<NegotiationRow> rows = group(exchange.getProperty("group", String.class));
        long agreed = rows.stream().filter(r -> r.status == Status.ACCEPTED).mapToLong(r -> r.finalMicros).min().orElse(Long.MAX_VALUE);
        Optional<NegotiationRow> best = rows.stream().filter(r -> r.status == Status.OPEN && r.standing && r.sellerMicros < agreed)
                .min(Comparator.comparing((NegotiationRow r) -> r.sellerMicros).thenComparing(r -> r.seller).thenComparing(r -> r.id));
        exchange.setProperty("again", best.isPresent());
        exchange.setProperty(STEP, "none");
        best.ifPresent(row -> {
            exchange.setProperty(ID, row.id);
            act(exchange, (r, at) -> r.standing ? machine.accept(r, "the best of the sellers that were heard", at) : Optional.empty());
        });
    }

    /** Those that stand and were not the best. */
    public List<String> others(Exchange exchange) {
        return group(exchange.getProperty("group", String.class)).stream().filter(r -> r.status == Status.OPEN && r.standing).map(r -> r.id).toList();
    }

    /** Declines one of them. */
    public void decline(Exchange exchange) {
        act(exchange, (row, at) -> {
            row.standing = false;
            return machine.farewell(row, "another seller of the line is cheaper", at);
        });
    }

    private List<NegotiationRow> group(String group) {
        var rows = new ArrayList<NegotiationRow>();
        store.sql().sql("select data from negotiation where line_group = ? order by created_at, id").param(group).query(String.class).list()
                .forEach(d -> rows.add(Json.read(d, NegotiationRow.class)));
        return rows;
    }

    // the manual mode

    /** A manual counter-offer, acceptance or decline: writes it down and puts the request into the body. */
    public void manual(String id, String action, Long priceMicros, Exchange exchange) {
        exchange.setProperty(ID, id);
        act(exchange, (row, at) -> {
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
            if (priceMicros != null && row.lastWord) {
                throw Problem.conflict("final_offer", "the seller has said its last word: accept or decline it").asException();
            }
            // whoever asked may be gone before the answer is there: then it is found out by itself
            works.wakeAt(row.id, clock.instant().plus(sellers.get(row.seller).settings().timeout()).plus(MARGIN));
            return switch (action) {
                case "accept" -> machine.accept(row, "accepted by a person", at);
                case "decline" -> machine.say(row, Kind.DECLINE, null, "declined by a person", at);
                default -> machine.say(row, Kind.COUNTER, priceMicros, "offered by a person", at);
            };
        });
    }

    /** Hands a negotiation to a strategy, which goes on from where it stands. */
    public void handOver(String id, Tactics tactics) {
        store.write(() -> {
            works.lock(id);
            NegotiationRow row = rowForUpdate(id);
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
            save(row);
            works.wake(id);
        });
    }

    /** Takes it back from its strategy: what is under way is heard, and nothing more is said by itself. */
    public void takeBack(String id) {
        store.write(() -> {
            works.lock(id);
            NegotiationRow row = rowForUpdate(id);
            requireOpen(row);
            requireOwn(row);
            row.auto = false;
            save(row);
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

    private NegotiationRow row(String id) {
        return read(id, "");
    }

    private NegotiationRow rowForUpdate(String id) {
        return read(id, store.forUpdate());
    }

    private NegotiationRow read(String id, String lock) {
        String data = store.sql().sql("select data from negotiation where id = ?" + lock).param(id).query(String.class).optional()
                .orElseThrow(() -> Problem.notFound("negotiation", id).asException());
        return Json.read(data, NegotiationRow.class);
    }

    private static BigDecimal amount(Long micros) {
        return micros == null ? null : Money.toAmount(micros);
    }
}
