package org.opendirect.gateway.seller.dialect;

import java.util.Optional;

/** How a dialect negotiates. */
public interface ProposalSpeech {

    /** What can be said. */
    enum Kind { OPEN, COUNTER, ACCEPT, DECLINE, READ }

    /** Whether every product can be negotiated, by opening a proposal for it. */
    boolean always();

    /**
     * Whether a proposal is opened by asking for the seller's price, with no offer in it: that binds nobody, and what is asked for without
     * an offer may be less than what one would have offered.
     */
    default boolean asksFirst() {
        return false;
    }

    /** Whether the proposal that a price was agreed on in is itself what is booked. */
    default boolean bookable() {
        return false;
    }

    /** Whether the same may be said again although nobody knows what became of it: it binds nobody, or it bears a key. */
    default boolean repeatable(Kind kind) {
        return false;
    }

    /** Empty where nothing has to be said: an acceptance holds, a decline is silent, nothing can be read. */
    Optional<WireRequest> say(Kind kind, ProposalDraft proposal);

    /** The seller's answer to what was said. */
    Outcome<SellerOffer> offer(Kind kind, ProposalDraft proposal, WireReply reply);

    /** A proposal as the seller shows it. */
    Outcome<Shown> shown(WireReply reply);

    /**
     * A proposal as the seller shows it. Sellers need not serve this.
     *
     * @param buyerMicros the last offer that it has heard; null when it does not say
     * @param rounds      how many it has heard; 0 when it does not say
     */
    record Shown(Long buyerMicros, int rounds, SellerOffer offer) {
    }
}
