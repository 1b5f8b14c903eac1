package org.opendirect.gateway.negotiation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationRow.Kind;
import org.opendirect.gateway.negotiation.NegotiationRow.Round;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.OpenDirectDialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.SellerOffer;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;

/** Negotiations as a whole: the bean behind the route {@code negotiate} and the manual mode. */
public final class Negotiations {

    /** Exchange property of {@code negotiate}: the negotiation's id. */
    public static final String ID = "negotiationId";
    private static final String STEP = "step";
    /** exchange property: the call whose answer is awaited */
    private static final String SENT = "sent";

    private final Store store;
    private final Clock clock;
    private final SellerDirectory sellers;
    private final Duration deadline;
    private final Audit audit;
    private final Strategy strategy = new ThresholdStrategy();

    public Negotiations(Store store, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit) {
        this.audit = audit;
        this.store = store;
        this.clock = clock;
        this.sellers = sellers;
        this.deadline = settings.negotiation().deadline();
    }

    /** How far to go. Prices in micros per thousand. */
    public record Limits(long targetMicros, long maxMicros, long stepMicros, int maxRounds) {
    }

    /** What a proposal is opened for, where the seller has given none. */
    public record Opening(String productId, long impressions, LocalDate start, LocalDate end, String advertiserId) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record View(String id, String seller, String proposalId, String mode, String status, BigDecimal finalPrice, String currency,
                       List<RoundView> rounds, Problem.Brief problem) {
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RoundView(int round, BigDecimal buyerPrice, BigDecimal sellerPrice, String action, String rationale, Instant at) {
    }

    /** Begins one; nothing has been said to the seller yet. Either a proposal or an opening is given; limits only in automatic mode must be. */
    public String create(String seller, String proposalId, Opening opening, boolean auto, Limits limits, String currency, String lineKey) {
        var row = new NegotiationRow();
        row.id = "neg-" + UUID.randomUUID();
        row.seller = seller;
        row.proposalId = proposalId;
        row.auto = auto;
        row.currency = currency;
        row.createdAt = clock.instant();
        if (limits != null) {
            row.targetMicros = limits.targetMicros();
            row.maxMicros = limits.maxMicros();
            row.stepMicros = limits.stepMicros();
            row.maxRounds = limits.maxRounds();
        }
        if (opening != null) {
            row.productId = opening.productId();
            row.impressions = opening.impressions();
            row.start = opening.start();
            row.end = opening.end();
            row.advertiserId = opening.advertiserId();
        }
        store.write(() -> {
            store.sql().sql("insert into negotiation (id, line_key, status, data, created_at, updated_at) values (?, ?, ?, ?, ?, ?)")
                    .params(Arrays.asList(row.id, lineKey, row.status.name(), Json.text(row), clock.millis(), clock.millis())).update();
        });
        return row.id;
    }

    public View view(String id) {
        NegotiationRow row = row(id);
        return new View(row.id, row.seller, row.proposalId, row.auto ? "auto" : "manual", row.status.name().toLowerCase(Locale.ROOT),
                amount(row.finalMicros), row.currency, row.rounds.stream().map(r -> new RoundView(r.round, amount(r.buyerMicros),
                amount(r.sellerMicros), r.action, r.rationale, r.at)).toList(), row.problem);
    }

    /** The negotiations of a plan line that have been begun before, such as by a gateway that was killed; newest last. */
    public List<String> ofLine(String lineKey) {
        return store.sql().sql("select id from negotiation where line_key = ? order by created_at, id").param(lineKey).query(String.class).list();
    }

    /** The agreed price in micros; empty when there was no agreement. */
    public Optional<Long> agreedMicros(String id) {
        NegotiationRow row = row(id);
        return row.status == Status.ACCEPTED ? Optional.of(row.finalMicros) : Optional.empty();
    }

    /** At start of a gateway that has the database for itself: an offer that was under way has lost its answer for good. */
    public void endInterrupted() {
        store.write(() -> {
            for (String id : store.sql().sql("select id from negotiation where status = 'OPEN' and line_key is null").query(String.class).list()) {
                NegotiationRow row = row(id);
                if (row.auto || row.pending != null) {
                    end(row, Status.ERROR, Problem.Brief.of("interrupted", "the gateway stopped while an offer was under way"));
                    store.sql().sql("update negotiation set status = ?, data = ?, updated_at = ? where id = ?")
                            .params(row.status.name(), Json.text(row), clock.millis(), id).update();
                }
            }
        });
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

    // the automatic mode: the route asks begin, sends, tells heard, until the step is none

    public void begin(Exchange exchange) {
        exchange.setProperty(STEP, "none");
        act(exchange, row -> row.pending != null ? Optional.ofNullable(interrupted(row)) : decide(row));
    }

    /** Takes the seller's answer that is the body and decides the next move. */
    public void heard(Exchange exchange) {
        WireReply reply = exchange.getMessage().getBody(WireReply.class);
        exchange.setProperty(STEP, "none");
        act(exchange, row -> {
            Kind said = row.pending;
            if (said != null) {
                audit.answered(new Audit.Cause(row.auto ? "strategy " + row.id : "local", row.id, null, null, "negotiate-" + said.name().toLowerCase(Locale.ROOT), 0),
                        exchange.getProperty(SENT, SellerRequest.class), reply, OpenDirectDialect.offer(reply));
            }
            take(row, reply);
            return row.status == Status.OPEN && row.auto ? decide(row) : Optional.empty();
        });
    }

    /** A manual counter-offer, acceptance or decline: writes it down and puts the request into the body. */
    public void manual(String id, String action, Long priceMicros, Exchange exchange) {
        exchange.setProperty(ID, id);
        act(exchange, row -> {
            if (row.status != Status.OPEN) {
                throw Problem.conflict("negotiation_closed", "the negotiation is " + row.status.name().toLowerCase(Locale.ROOT)).asException();
            }
            if (row.auto) {
                throw Problem.conflict("negotiation_automatic", "the negotiation is led by its strategy").asException();
            }
            if (row.pending != null) {
                throw Problem.conflict("negotiation_busy", "the seller has not answered the last message yet").asException();
            }
            if (action.equals("accept") && row.maxMicros != null && row.sellerMicros != null && row.sellerMicros > row.maxMicros) {
                throw Problem.conflict("price_above_max", "the seller's price " + amount(row.sellerMicros) + " is above maxCpm, "
                        + amount(row.maxMicros)).asException();
            }
            if (action.equals("accept") && row.sellerMicros == null) {
                throw Problem.conflict("no_standing_price", "the seller has named no price yet").asException();
            }
            if (priceMicros != null && row.maxMicros != null && priceMicros > row.maxMicros) {
                throw Problem.invalid(List.of(new Problem.FieldError("/price", "must not be above maxCpm, " + amount(row.maxMicros)))).asException();
            }
            return Optional.of(switch (action) {
                case "accept" -> say(row, Kind.ACCEPT, row.sellerMicros, "accepted by a person");
                case "decline" -> say(row, Kind.DECLINE, null, "declined by a person");
                default -> say(row, Kind.COUNTER, priceMicros, "offered by a person");
            });
        });
    }

    /** A move on the row, saved before the request that comes of it is given to the route. */
    private interface Act {
        Optional<WireRequest> on(NegotiationRow row);
    }

    private void act(Exchange exchange, Act act) {
        String id = exchange.getProperty(ID, String.class);
        Optional<SellerRequest> request = store.write(() -> {
            NegotiationRow row = rowForUpdate(id);
            Optional<WireRequest> wire = act.on(row);
            store.sql().sql("update negotiation set status = ?, data = ?, updated_at = ? where id = ?")
                    .params(row.status.name(), Json.text(row), clock.millis(), id).update();
            return wire.map(w -> SellerRequest.within(row.seller, w, sellers.get(row.seller).settings().timeout()));
        });
        exchange.setProperty(STEP, request.isPresent() ? "offer" : "none");
        exchange.setProperty(SENT, request.orElse(null));
        exchange.getMessage().setBody(request.orElse(null));
    }

    private Optional<WireRequest> decide(NegotiationRow row) {
        if (row.farewell != null) {
            return Optional.empty();
        }
        if (clock.instant().isAfter(row.createdAt.plus(deadline))) {
            return Optional.of(farewell(row, "no agreement within " + deadline.toMillis() + " ms"));
        }
        long offers = row.rounds.stream().filter(r -> r.buyerMicros != null).count();
        Move move = strategy.next(new Strategy.Session(row.targetMicros, row.maxMicros, row.stepMicros, row.maxRounds, (int) offers,
                row.lastOffer(), row.sellerMicros, row.sellerBefore, row.finalOffer));
        if (move instanceof Move.Counter counter) {
            return Optional.of(say(row, row.proposalId == null ? Kind.OPEN : Kind.COUNTER, counter.priceMicros(), counter.reason()));
        }
        if (move instanceof Move.Accept accept) {
            return Optional.of(say(row, Kind.ACCEPT, row.sellerMicros, accept.reason()));
        }
        return row.proposalId == null ? end(row, Status.WALKED_AWAY, Problem.Brief.of("walked_away", move.reason()))
                : Optional.of(farewell(row, move.reason()));
    }

    private WireRequest farewell(NegotiationRow row, String reason) {
        row.farewell = reason;
        return say(row, Kind.DECLINE, null, reason);
    }

    /** Writes down what is about to be said. */
    private WireRequest say(NegotiationRow row, Kind kind, Long priceMicros, String reason) {
        row.pending = kind;
        row.pendingMicros = priceMicros;
        if (kind == Kind.OPEN || kind == Kind.COUNTER) {
            var round = new Round();
            round.round = row.rounds.size() + 1;
            round.buyerMicros = priceMicros;
            round.rationale = reason;
            round.at = clock.instant();
            row.rounds.add(round);
        }
        return switch (kind) {
            case OPEN -> OpenDirectDialect.openProposal(row.productId, priceMicros, row.impressions, row.start, row.end, row.advertiserId);
            case COUNTER -> OpenDirectDialect.counter(row.proposalId, priceMicros);
            case ACCEPT -> OpenDirectDialect.accept(row.proposalId, priceMicros);
            case DECLINE -> OpenDirectDialect.decline(row.proposalId);
        };
    }

    /** The gateway stopped between an offer and its answer: nobody knows what the seller made of it, so nothing is agreed. */
    private WireRequest interrupted(NegotiationRow row) {
        end(row, Status.ERROR, Problem.Brief.of("interrupted", "the gateway stopped while an offer was under way"));
        return row.proposalId == null ? null : OpenDirectDialect.decline(row.proposalId);
    }

    private void take(NegotiationRow row, WireReply reply) {
        Kind said = row.pending;
        row.pending = null;
        if (said == null) {
            return;
        }
        if (said == Kind.DECLINE) {
            // over either way, whether the seller has heard it or not
            end(row, row.farewell != null ? Status.WALKED_AWAY : Status.DECLINED,
                    row.farewell != null ? Problem.Brief.of("walked_away", row.farewell) : null);
            return;
        }
        Outcome<SellerOffer> outcome = OpenDirectDialect.offer(reply);
        if (outcome instanceof Outcome.Accepted<SellerOffer> accepted) {
            answered(row, said, accepted.value());
        } else if (outcome instanceof Outcome.Refused<SellerOffer> refused) {
            end(row, Status.ERROR, Problem.Brief.of("seller_refused", refused.reason()));
        } else if (outcome instanceof Outcome.Unknown<SellerOffer> unknown) {
            end(row, Status.ERROR, Problem.Brief.of("seller_answer_lost", unknown.reason()));
        }
    }

    private void answered(NegotiationRow row, Kind said, SellerOffer offer) {
        if (row.proposalId == null) {
            row.proposalId = offer.proposalId();
        }
        if (offer.action() == SellerOffer.Action.FAILED || row.proposalId == null) {
            end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", "the seller opened no proposal"));
            return;
        }
        if (said == Kind.ACCEPT) {
            acceptanceAnswered(row, offer);
            return;
        }
        Round round = row.rounds.get(row.rounds.size() - 1);
        round.sellerMicros = offer.priceMicros();
        round.action = offer.action().name().toLowerCase(Locale.ROOT);
        if (!offer.rationale().isEmpty()) {
            round.rationale = round.rationale + "; seller: " + offer.rationale();
        }
        if (offer.action() == SellerOffer.Action.REJECT) {
            end(row, Status.WALKED_AWAY, Problem.Brief.of("seller_rejected", "the seller rejected the offer"));
            return;
        }
        String fault = faultOf(row, offer);
        if (fault != null) {
            end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", fault));
            return;
        }
        row.sellerBefore = row.sellerMicros;
        row.sellerMicros = offer.priceMicros();
        row.finalOffer = offer.action() == SellerOffer.Action.FINAL_OFFER;
        if (offer.action() == SellerOffer.Action.ACCEPT) {
            long limit = row.maxMicros == null ? round.buyerMicros : row.maxMicros;
            if (offer.priceMicros() > limit) {
                end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", "the seller accepts at " + amount(offer.priceMicros())
                        + ", which is more than " + amount(limit)));
            } else {
                agree(row, offer.priceMicros());
            }
        }
    }

    private static void acceptanceAnswered(NegotiationRow row, SellerOffer offer) {
        boolean otherPrice = offer.priceMicros() != null && !offer.priceMicros().equals(row.pendingMicros);
        if (offer.action() == SellerOffer.Action.REJECT) {
            end(row, Status.WALKED_AWAY, Problem.Brief.of("seller_rejected", "the seller withdrew its price"));
        } else if (otherPrice) {
            end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", "the seller confirms " + amount(offer.priceMicros())
                    + " after " + amount(row.pendingMicros) + " was accepted"));
        } else {
            agree(row, row.pendingMicros);
        }
    }

    /** Why a price cannot be used; null when it can. */
    private static String faultOf(NegotiationRow row, SellerOffer offer) {
        if (offer.priceMicros() == null) {
            return "the seller names no price";
        }
        if (offer.priceMicros() <= 0) {
            return "the seller names a price that is not above 0";
        }
        return offer.currency() == null || offer.currency().equals(row.currency) ? null
                : "the seller answers in " + offer.currency() + " instead of " + row.currency;
    }

    private static void agree(NegotiationRow row, long micros) {
        row.finalMicros = micros;
        row.status = Status.ACCEPTED;
    }

    private static Optional<WireRequest> end(NegotiationRow row, Status status, Problem.Brief problem) {
        row.status = status;
        row.problem = problem;
        row.pending = null;
        return Optional.empty();
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
