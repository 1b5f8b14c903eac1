package org.opendirect.gateway.negotiation;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.negotiation.NegotiationRow.Round;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.negotiation.Strategy.Move;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.ProposalDraft;
import org.opendirect.gateway.seller.dialect.ProposalSpeech;
import org.opendirect.gateway.seller.dialect.ProposalSpeech.Kind;
import org.opendirect.gateway.seller.dialect.SellerOffer;
import org.opendirect.gateway.seller.dialect.Speaker;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * What is said next in a negotiation, and what an answer makes of it. Plain decisions over the row; what is about to be said is on the
 * row before it leaves, and durability is the caller's.
 */
final class NegotiationMachine {

    private final Strategies strategies;
    private final Duration deadline;

    NegotiationMachine(Strategies strategies, Duration deadline) {
        this.strategies = strategies;
        this.deadline = deadline;
    }

    /** What surrounds one decision. {@code rivalPrice}: the best standing price of the other sellers of the line; null for none. */
    record Situation(Instant now, Long rivalPrice, Speaker speaker) {
        ProposalSpeech speech(NegotiationRow row) {
            return speaker.dialect(row.otherForm ? Map.of(Choice.OFFER_PRICE, BUYER_PRICE) : Map.of()).proposals();
        }
    }

    private static final String BUYER_PRICE = "buyer_price";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MAX_FAILURES = 5;

    /** The next thing to say in automatic mode; empty when there is nothing, or nothing more. */
    Optional<WireRequest> next(NegotiationRow row, Situation at) {
        if (row.status != Status.OPEN || row.pending != null) {
            return Optional.empty();
        }
        boolean toBeAsked = row.askedMicros == null && !row.offered() && at.speech(row).asksFirst();
        if (toBeAsked && (row.auto || row.proposalId == null)) {
            row.startedAt = row.startedAt == null ? at.now() : row.startedAt;
            return say(row, Kind.OPEN, null, "", at);
        }
        if (!row.auto || row.standing || row.tactics == null) {
            return Optional.empty();
        }
        if (row.startedAt == null) {
            row.startedAt = at.now();
        }
        if (row.askedMicros != null && !row.offered() && row.askedMicros <= row.tactics.targetMicros()) {
            // what one has anyway is not above what would have been offered: nothing is offered
            NegotiationAnswers.agree(row, row.askedMicros);
            return Optional.empty();
        }
        long used = Duration.between(row.startedAt, at.now()).toMillis() * 1000 / deadline.toMillis();
        var session = new Strategy.Session(row.limits(), row.exchanges(), row.sellerMicros, row.lastWord, at.rivalPrice(), (int) Math.min(1000, Math.max(0, used)));
        if (used >= 1000) {
            String late = "no agreement within " + deadline.toMillis() + " ms";
            if (session.acceptable() && (row.untilApproved || row.group != null && row.tactics.strategy().equals(CompetitiveStrategy.NAME))) {
                return stand(row, late);
            }
            return session.acceptable() ? accept(row, "the time is up, and " + Prices.amount(row.sellerMicros) + " is within the maximum", at)
                    : leave(row, late, at);
        }
        Move move = strategies.next(session);
        if (move instanceof Move.Counter counter) {
            return say(row, row.proposalId == null ? Kind.OPEN : Kind.COUNTER, counter.priceMicros(), counter.reason(), at);
        }
        if (move instanceof Move.Stand && row.group != null) {
            return stand(row, move.reason());
        }
        if (row.untilApproved && !(move instanceof Move.WalkAway)) {
            return stand(row, move.reason() + "; it is accepted once a person has approved the plan");
        }
        return move instanceof Move.WalkAway ? leave(row, move.reason(), at) : accept(row, move.reason(), at);
    }

    private static Optional<WireRequest> stand(NegotiationRow row, String reason) {
        row.standing = true;
        NegotiationAnswers.note(row, reason);
        return Optional.empty();
    }

    private Optional<WireRequest> leave(NegotiationRow row, String reason, Situation at) {
        if (row.proposalId != null) {
            return farewell(row, reason, at);
        }
        NegotiationAnswers.end(row, Status.WALKED_AWAY, Problem.Brief.of("walked_away", reason));
        return Optional.empty();
    }

    Optional<WireRequest> farewell(NegotiationRow row, String reason, Situation at) {
        row.farewell = reason;
        return say(row, Kind.DECLINE, null, reason, at);
    }

    Optional<WireRequest> accept(NegotiationRow row, String reason, Situation at) {
        row.standing = false;
        NegotiationAnswers.note(row, reason);
        if (row.isOver(at.now())) {
            NegotiationAnswers.end(row, Status.ERROR, Problem.Brief.of("price_gone", "the seller's price, " + Prices.amount(row.sellerMicros) + ", stood until " + row.standsUntil));
            return Optional.empty();
        }
        return say(row, Kind.ACCEPT, row.sellerMicros, reason, at);
    }

    /** The intent: on the row, to be saved before the request leaves. Empty where the seller needs not be told. */
    Optional<WireRequest> say(NegotiationRow row, Kind kind, Long priceMicros, String reason, Situation at) {
        row.pending = kind;
        row.pendingMicros = priceMicros;
        row.otherForm = false;
        row.repeated = false;
        row.failures = 0;
        if (priceMicros != null && (kind == Kind.OPEN || kind == Kind.COUNTER)) {
            var round = new Round();
            round.round = row.rounds.size() + 1;
            round.buyerMicros = priceMicros;
            round.rationale = reason;
            round.at = at.now();
            row.rounds.add(round);
        }
        return pendingRequest(row, at);
    }

    private static Optional<WireRequest> pendingRequest(NegotiationRow row, Situation at) {
        row.message++;
        row.pendingSince = at.now();
        row.pendingAsBuyerPrice = row.otherForm || at.speaker().dialect().profile().is(Choice.OFFER_PRICE, BUYER_PRICE);
        Optional<WireRequest> request = at.speech(row).say(row.pending, draft(row));
        if (request.isEmpty()) {
            // what stands at the seller holds by itself, or lapses by itself
            switch (row.pending) {
                case ACCEPT -> NegotiationAnswers.agree(row, row.pendingMicros);
                case DECLINE -> ended(row);
                default -> NegotiationAnswers.end(row, Status.ERROR, Problem.Brief.of("not_negotiable",
                        "this seller bargains over what it is asked a quote for, not over a quote by its id: give a plan with a targetCpm"));
            }
            row.pending = null;
        }
        return request;
    }

    private static ProposalDraft draft(NegotiationRow row) {
        return new ProposalDraft(row.proposalId, row.pendingMicros, row.currency, row.id + "-" + row.rounds.size() + "-" + row.pending, row.productId,
                row.impressions, row.start, row.end, row.advertiserId, row.dealType);
    }

    /** After a decline: over, whether the seller has heard it or not. */
    private static void ended(NegotiationRow row) {
        NegotiationAnswers.end(row, row.farewell != null ? Status.WALKED_AWAY : Status.DECLINED,
                row.farewell != null ? Problem.Brief.of("walked_away", row.farewell) : null);
    }

    /**
     * Something was about to be said when the gateway stopped: nobody knows whether it arrived. An offer is looked up, and never made
     * twice; an acceptance and a decline may be said again, since they say nothing new.
     */
    Optional<WireRequest> takeUp(NegotiationRow row, Situation at) {
        // the time that passed while nobody worked on it is not the strategy's
        row.startedAt = at.now();
        return switch (row.pending) {
            case COUNTER -> {
                Optional<WireRequest> read = at.speech(row).say(Kind.READ, draft(row));
                if (read.isEmpty()) {
                    // an offer there binds nobody: it is made once more
                    yield pendingRequest(row, at);
                }
                row.reading = true;
                row.message++;
                row.pendingSince = at.now();
                yield read;
            }
            case ACCEPT, DECLINE -> {
                row.repeated = true;
                yield pendingRequest(row, at);
            }
            case OPEN -> {
                if (at.speech(row).repeatable(Kind.OPEN)) {
                    yield pendingRequest(row, at);
                }
                // a proposal whose id was never heard can neither be looked up nor closed
                NegotiationAnswers.end(row, Status.ERROR, Problem.Brief.of("interrupted", "the gateway stopped while the proposal was being opened"));
                yield Optional.empty();
            }
            case READ -> throw new IllegalStateException("nothing is pending that only reads");
        };
    }

    /** The answer to what is pending, for the audit. */
    Outcome<?> outcome(NegotiationRow row, WireReply reply, Situation at) {
        return row.reading ? at.speech(row).shown(reply) : at.speech(row).offer(row.pending, draft(row), reply);
    }

    /** Takes the answer to what was pending. A request means: the same has to be said once more, in another form. */
    Optional<WireRequest> take(NegotiationRow row, WireReply reply, Situation at) {
        Kind said = row.pending;
        if (said == null) {
            return Optional.empty();
        }
        if (row.reading) {
            row.reading = false;
            return found(row, at.speech(row).shown(reply), at);
        }
        Outcome<SellerOffer> outcome = at.speech(row).offer(said, draft(row), reply);
        boolean otherForm = outcome instanceof Outcome.Refused<SellerOffer> refused && refused.status() == 422 && !row.pendingAsBuyerPrice
                && (said == Kind.COUNTER || said == Kind.ACCEPT);
        if (otherForm) {
            // it was not understood, so nothing was offered: the same offer in the form that other sellers ask for
            row.otherForm = true;
            return pendingRequest(row, at);
        }
        if (row.otherForm && outcome instanceof Outcome.Accepted<SellerOffer>) {
            at.speaker().learn(Choice.OFFER_PRICE, BUYER_PRICE, "it answered 422 to an offer that said price, and understood the same as buyer_price");
        }
        if (outcome instanceof Outcome.Unknown<SellerOffer> unknown && mayBeSaidAgain(row, unknown, at)) {
            return pendingRequest(row, at);
        }
        row.pending = null;
        row.notBefore = null;
        NegotiationAnswers.learn(row, said, outcome, at);
        if (said == Kind.DECLINE) {
            ended(row);
        } else if (outcome instanceof Outcome.Accepted<SellerOffer> accepted && accepted.value().action() == SellerOffer.Action.OPENED
                && accepted.value().proposalId() != null) {
            NegotiationAnswers.opened(row, accepted.value());
        } else if (outcome instanceof Outcome.Accepted<SellerOffer> accepted) {
            if (at.speech(row).bookable() && accepted.value().proposalId() != null) {
                // what is asked for anew has an id of its own, and that is what can be booked
                row.proposalId = accepted.value().proposalId();
            }
            NegotiationAnswers.answered(row, said, accepted.value());
        } else if (outcome instanceof Outcome.Refused<SellerOffer> refused) {
            NegotiationAnswers.refused(row, said, refused);
        } else if (outcome instanceof Outcome.Unknown<SellerOffer> unknown) {
            NegotiationAnswers.end(row, Status.ERROR, Problem.Brief.of("seller_answer_lost", unknown.reason()));
        }
        return Optional.empty();
    }

    /**
     * An answer that was lost is waited out and asked for again, where that binds nobody, as long as there is time for it. What is known to
     * have never left may be said again in any case.
     */
    private boolean mayBeSaidAgain(NegotiationRow row, Outcome.Unknown<SellerOffer> unknown, Situation at) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(row.failures, MAX_FAILURES));
        Instant begun = row.startedAt == null ? row.createdAt : row.startedAt;
        boolean may = (unknown.neverSent() || at.speech(row).repeatable(row.pending)) && row.failures < MAX_FAILURES
                && (!row.auto || at.now().plus(pause).isBefore(begun.plus(deadline)));
        row.failures++;
        row.notBefore = may ? at.now().plus(pause) : null;
        return may;
    }

    /** What the seller shows of an offer whose answer was lost. */
    private Optional<WireRequest> found(NegotiationRow row, Outcome<ProposalSpeech.Shown> outcome, Situation at) {
        if (outcome instanceof Outcome.Accepted<ProposalSpeech.Shown> a && a.value().buyerMicros() != null) {
            int n = row.rounds.size();
            boolean heldOffer = n > 1 && row.pendingMicros.equals(row.rounds.get(n - 2).buyerMicros);
            boolean arrived = a.value().rounds() > 0 ? a.value().rounds() >= n : !heldOffer;
            if (arrived && a.value().buyerMicros().equals(row.pendingMicros)) {
                row.pending = null;
                NegotiationAnswers.answered(row, Kind.COUNTER, a.value().offer());
                return Optional.empty();
            }
            // it shows an earlier offer: this one never arrived
            return pendingRequest(row, at);
        }
        // nobody can tell; it counts as made, without an answer
        row.pending = null;
        NegotiationAnswers.note(row, "the answer was lost when the gateway stopped");
        return Optional.empty();
    }
}
