package org.opendirect.gateway.doctor;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.opendirect.gateway.seller.Acquaintance;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.SellerStatus;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.IabAgent;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Whether it can be reached, who it says it is, and what kind of seller it shows itself to be: discovery, as at every start. */
final class ReachAndCard implements Station {

    private final SellerDirectory sellers;

    ReachAndCard(SellerDirectory sellers) {
        this.sellers = sellers;
    }

    @Override
    public Group group() {
        return Group.CARD;
    }

    @Override
    public void examine(Exam exam) {
        run(exam, new Discovery(sellers, exam.settings()).tasksForOne(exam.seller().id()).get(0));
        if (!exam.anyAnswer()) {
            exam.ask(exam.dialect().catalog().list(Page.WHOLE));
        }
        reached(exam);
        card(exam);
        if (exam.seller().status() == SellerStatus.INCOMPATIBLE) {
            throw new WalkOverException("not asked: the seller declares another OpenDirect version");
        }
        if (exam.seller().isNoSeller()) {
            exam.failed(Check.KIND_KNOWN, exam.seller().problem().detail());
            throw new WalkOverException("not asked: nothing of a seller was found");
        }
        if (exam.seller().isStranger()) {
            getAcquainted(exam);
        }
        kind(exam);
    }

    private static void run(Exam exam, SellerTask task) {
        Optional<SellerRequest> next = task.nextRequest();
        while (next.isPresent()) {
            task.onResponse(exam.send(next.get()));
            next = task.nextRequest();
        }
    }

    private static void reached(Exam exam) {
        Optional<Exam.Heard> answer = exam.heard().stream().filter(Exam.Heard::answered).findFirst();
        if (answer.isEmpty()) {
            exam.failed(Check.REACH_ANSWERS, exam.heard().isEmpty() ? "it was not asked" : exam.heard().get(exam.heard().size() - 1).reason());
            throw new WalkOverException("not asked: the seller cannot be reached");
        }
        exam.passed(Check.REACH_ANSWERS, answer.get().what() + " answered HTTP " + answer.get().status() + " in " + answer.get().elapsedMs() + " ms");
        secure(exam);
    }

    private static void secure(Exam exam) {
        URI url = URI.create(exam.seller().settings().baseUrl().trim());
        var settings = exam.seller().settings();
        boolean credential = settings.token().isPresent() || settings.apiKey().isPresent() || settings.oauth2().isPresent();
        if (url.getScheme().equals("https")) {
            exam.passed(Check.REACH_SECURE, "https");
        } else if (isThisMachine(url.getHost())) {
            exam.passed(Check.REACH_SECURE, "http, on this machine");
        } else if (credential) {
            exam.failed(Check.REACH_SECURE, "the credential travels over plain http, where anybody on the way can read it");
        } else {
            exam.notOffered(Check.REACH_SECURE, "plain http; no credential is sent");
        }
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void card(Exam exam) {
        Seller.View view = exam.seller().view();
        if (view.agentCard() == null) {
            String why = view.problem() == null ? "there is none at /.well-known/agent.json or /.well-known/agent-card.json" : view.problem().detail();
            Check.of(Group.CARD).stream().filter(c -> c.name().startsWith("CARD_")).forEach(c -> exam.notOffered(c, "no card: " + why));
            return;
        }
        exam.passed(Check.CARD_FOUND, view.agentCard().path("name").asText("a card without a name"));
        boolean incompatible = exam.seller().status() == SellerStatus.INCOMPATIBLE;
        if (incompatible) {
            exam.failed(Check.CARD_VERSION, view.problem().detail());
        } else {
            exam.offered(Check.CARD_VERSION, view.openDirectVersion() != null, view.openDirectVersion() == null ? "the card names none" : view.openDirectVersion());
        }
        exam.offered(Check.CARD_CAPABILITIES, !view.capabilities().isEmpty(), view.capabilities().isEmpty() ? "the card names none" : String.join(", ", view.capabilities()));
    }

    /** Again, since discovery has little time; what is known by now is not asked again. */
    private static void getAcquainted(Exam exam) {
        var acquaintance = new Acquaintance(exam.seller());
        Optional<WireRequest> question = acquaintance.next();
        while (question.isPresent()) {
            acquaintance.hear(exam.ask(question.get()));
            question = acquaintance.next();
        }
    }

    private static void kind(Exam exam) {
        Profile profile = exam.profile();
        Optional<Profile.Chosen> kind = profile.chosen(Choice.DIALECT);
        exam.judge(Check.KIND_KNOWN, kind.isPresent(), kind.map(k -> k.value() + evidence(k))
                .orElse("it shows neither accounts nor quotes; taken for " + profile.get(Choice.DIALECT)));
        boolean routes = exam.heard().stream().anyMatch(h -> h.asked().path().equals("/openapi.json") && h.status() == 200 && h.json());
        exam.offered(Check.KIND_ROUTES, routes, routes ? "/openapi.json" : "no /openapi.json was seen");
        Optional<Profile.Chosen> names = profile.chosen(Choice.PROPERTY_CASE);
        exam.offered(Check.KIND_NAMES, names.isPresent(), names.map(n -> n.value() + evidence(n)).orElse(exam.profile().is(Choice.DIALECT, IabAgent.NAME) ? "this kind of seller has names of its own" : "nothing shows it; taken for " + profile.get(Choice.PROPERTY_CASE)));
    }

    private static String evidence(Profile.Chosen chosen) {
        return chosen.evidence().isEmpty() ? " (set)" : ": " + chosen.evidence();
    }
}
