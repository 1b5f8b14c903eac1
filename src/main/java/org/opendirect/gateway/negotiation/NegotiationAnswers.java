package org.opendirect.gateway.negotiation;

import java.util.Locale;
import org.opendirect.gateway.negotiation.NegotiationMachine.Situation;
import org.opendirect.gateway.negotiation.NegotiationRow.Round;
import org.opendirect.gateway.negotiation.NegotiationRow.Status;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.ProposalSpeech.Kind;
import org.opendirect.gateway.seller.dialect.SellerOffer;

/** What a seller's answer makes of a negotiation. */
final class NegotiationAnswers {

    private NegotiationAnswers() {
    }

    /** Whether proposals can be opened there at all: seen once, it need not be tried again. */
    static void learn(NegotiationRow row, Kind said, Outcome<SellerOffer> outcome, Situation at) {
        if (said != Kind.OPEN || at.speech(row).always()) {
            return;
        }
        if (outcome instanceof Outcome.Accepted<SellerOffer>) {
            at.speaker().learn(Choice.PROPOSALS, "served", "it has opened a proposal");
        } else if (isNotServed(outcome) && !at.speaker().dialect().profile().knows(Choice.PROPOSALS)) {
            at.speaker().learn(Choice.PROPOSALS, "none", "POST /proposals: " + ((Outcome.Refused<SellerOffer>) outcome).reason());
        }
    }

    /** Whether the call is unknown there, rather than the product. */
    private static boolean isNotServed(Outcome<SellerOffer> outcome) {
        return outcome instanceof Outcome.Refused<SellerOffer> refused && refused.notServed() && !refused.reason().toLowerCase(Locale.ROOT).contains("product");
    }

    /** A proposal that was opened without an offer: what the seller asks of this buyer is known now. */
    static void opened(NegotiationRow row, SellerOffer offer) {
        row.proposalId = offer.proposalId();
        row.standsUntil = offer.standsUntil();
        String fault = faultOf(row, offer);
        if (fault != null) {
            end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", fault));
            return;
        }
        row.sellerMicros = offer.priceMicros();
        row.askedMicros = offer.priceMicros();
    }

    static void refused(NegotiationRow row, Kind said, Outcome.Refused<SellerOffer> refused) {
        // only after a repetition: the first acceptance had arrived, and the seller says that the negotiation is over by it
        boolean agreedBefore = said == Kind.ACCEPT && row.repeated && refused.status() == 400
                && refused.reason().toLowerCase(Locale.ROOT).contains("is accepted");
        if (agreedBefore) {
            agree(row, row.pendingMicros);
        } else if (said == Kind.OPEN && isNotServed(refused)) {
            end(row, Status.ERROR, Problem.Brief.of("not_negotiable", "the seller opens no proposals: " + refused.reason()));
        } else {
            row.tierRefused = refused.status() == 403;
            end(row, Status.ERROR, Problem.Brief.of(row.tierRefused ? "tier_refused" : "seller_refused", refused.reason()));
        }
    }

    static void answered(NegotiationRow row, Kind said, SellerOffer offer) {
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
        row.sellerMicros = offer.priceMicros();
        row.standsUntil = offer.standsUntil() == null ? row.standsUntil : offer.standsUntil();
        row.lastWord = offer.action() == SellerOffer.Action.FINAL_OFFER || offer.roundsLeft() != null && offer.roundsLeft() <= 0;
        if (offer.action() == SellerOffer.Action.ACCEPT) {
            long limit = row.tactics == null ? round.buyerMicros : row.limits().maxMicros();
            if (offer.priceMicros() > limit) {
                end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", "the seller accepts at " + Prices.amount(offer.priceMicros())
                        + ", which is more than " + Prices.amount(limit)));
            } else {
                agree(row, offer.priceMicros());
            }
        }
    }

    private static void acceptanceAnswered(NegotiationRow row, SellerOffer offer) {
        boolean otherPrice = offer.priceMicros() != null && !offer.priceMicros().equals(row.pendingMicros);
        if (offer.action() == SellerOffer.Action.REJECT) {
            end(row, Status.WALKED_AWAY, Problem.Brief.of("seller_rejected", "the seller withdrew its price"));
        } else if (offer.currency() != null && !offer.currency().equals(row.currency)) {
            end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", "the seller confirms in " + offer.currency() + " instead of " + row.currency));
        } else if (otherPrice) {
            end(row, Status.ERROR, Problem.Brief.of("seller_bad_answer", "the seller confirms " + Prices.amount(offer.priceMicros())
                    + " after " + Prices.amount(row.pendingMicros) + " was accepted"));
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

    static void agree(NegotiationRow row, long micros) {
        row.finalMicros = micros;
        row.status = Status.ACCEPTED;
        row.standing = false;
    }

    static void end(NegotiationRow row, Status status, Problem.Brief problem) {
        row.status = status;
        row.problem = problem;
        row.pending = null;
        row.standing = false;
    }

    static void note(NegotiationRow row, String reason) {
        if (!row.rounds.isEmpty()) {
            Round last = row.rounds.get(row.rounds.size() - 1);
            last.rationale = last.rationale + "; " + reason;
        }
    }
}
