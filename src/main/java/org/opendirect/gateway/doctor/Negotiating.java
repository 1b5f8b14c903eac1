package org.opendirect.gateway.doctor;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProposalDraft;
import org.opendirect.gateway.seller.dialect.ProposalSpeech;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Whether prices are negotiated, as far as that can be told without an offer. */
final class Negotiating implements Station {

    private static final String NO_PROPOSAL = "no-such-proposal-0";

    @Override
    public Group group() {
        return Group.NEGOTIATION;
    }

    @Override
    public String otherwise() {
        return "it does not negotiate; list prices count";
    }

    @Override
    public void examine(Exam exam) {
        ProposalSpeech speech = exam.dialect().proposals();
        Avail avail = exam.stock().avail;
        Optional<String> proposal = Stream.concat(Stream.ofNullable(avail).map(Avail::proposalId), exam.stock().products.values().stream().map(Product::proposalId))
                .filter(Objects::nonNull).findFirst();
        boolean opens = exam.seller().offersProposals();
        exam.offered(Check.NEGOTIATION_OFFERED, opens || proposal.isPresent(), speech.always() ? "over every quote" : opens ? "its card says so"
                : proposal.isPresent() ? "it shows a proposal" : "neither its card nor its products or avails say so");
        if (!opens && proposal.isEmpty()) {
            return;
        }
        exam.offered(Check.NEGOTIATION_PROPOSAL, proposal.isPresent(), proposal.orElse("none; a proposal is opened when it is wanted"));
        shown(exam, speech, proposal);
        speech.say(ProposalSpeech.Kind.READ, draft(NO_PROPOSAL)).ifPresentOrElse(wire -> unknown(exam, speech, wire),
                () -> exam.notOffered(Check.NEGOTIATION_UNKNOWN, "proposals cannot be read"));
    }

    private static void shown(Exam exam, ProposalSpeech speech, Optional<String> proposal) {
        Optional<WireRequest> read = proposal.flatMap(p -> speech.say(ProposalSpeech.Kind.READ, draft(p)));
        if (read.isEmpty()) {
            exam.notOffered(Check.NEGOTIATION_SHOWN, proposal.isEmpty() ? "there is none to read" : "proposals cannot be read");
            return;
        }
        Outcome<ProposalSpeech.Shown> outcome = speech.shown(exam.ask(read.get()));
        boolean accepted = outcome instanceof Outcome.Accepted<?>;
        if (accepted || outcome instanceof Outcome.Refused<?>) {
            exam.offered(Check.NEGOTIATION_SHOWN, accepted, accepted ? "proposal " + proposal.get() : outcome.reason());
        } else {
            exam.failed(Check.NEGOTIATION_SHOWN, outcome.reason());
        }
    }

    private static void unknown(Exam exam, ProposalSpeech speech, WireRequest wire) {
        WireReply reply = exam.ask(wire);
        if (reply.status() == 405 || reply.status() == 501) {
            exam.notOffered(Check.NEGOTIATION_UNKNOWN, "proposals cannot be read (" + reply.reason() + ")");
        } else {
            boolean refused = speech.shown(reply) instanceof Outcome.Refused<?>;
            exam.judge(Check.NEGOTIATION_UNKNOWN, refused, Shelf.reason(reply));
        }
    }

    private static ProposalDraft draft(String proposal) {
        return new ProposalDraft(proposal, null, null, null, null, null, null, null, null, null);
    }
}
