package org.opendirect.gateway.doctor;

import java.util.List;
import java.util.function.Predicate;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/** What all the calls of a walk show together; asks nothing more. */
final class Afterwards {

    private Afterwards() {
    }

    static void judge(Exam exam) {
        reach(exam);
        credentials(exam);
        errors(exam);
    }

    private static void reach(Exam exam) {
        List<Exam.Heard> below = exam.heard().stream().filter(h -> !h.asked().atOrigin()).toList();
        boolean something = below.stream().anyMatch(h -> h.answered() && (h.status() < 300 || h.status() == 401 || h.status() == 403));
        if (below.isEmpty()) {
            exam.notOffered(Check.REACH_BASE_URL, "nothing was asked there");
        } else {
            exam.judge(Check.REACH_BASE_URL, something, something ? exam.seller().settings().baseUrl()
                : "nothing was found below " + exam.seller().settings().baseUrl() + ": is a path such as /api/v2.1 missing, or one too many?");
        }
        // what a web site answers in the place of a card says nothing of the API
        Predicate<Exam.Heard> html = h -> h.answered() && h.status() < 300 && !h.json() && !h.asked().path().startsWith("/.well-known/");
        long good = exam.heard().stream().filter(h -> h.answered() && h.status() < 300 && h.json()).count();
        none(exam, Check.REACH_JSON, html, good > 0 ? Exam.count(good, "answer") + " in JSON" : "no answer to look at", "what is no JSON came with HTTP 200");
        none(exam, Check.REACH_IN_TIME, h -> !h.answered(), "the slowest of " + Exam.count(exam.heard().size(), "call") + " took "
                + exam.heard().stream().mapToLong(Exam.Heard::elapsedMs).max().orElse(0) + " ms", "no whole answer");
        none(exam, Check.REACH_REDIRECTS, h -> h.status() >= 300 && h.status() < 400, "no call was redirected",
                "redirected, which is not followed: the credential would travel");
    }

    private static void credentials(Exam exam) {
        SellerSettings settings = exam.seller().settings();
        boolean token = settings.token().isPresent() || settings.oauth2().isPresent();
        String given = token ? "a token" : settings.apiKey().isPresent() ? "an API key" : "no credential";
        Predicate<Exam.Heard> refused = h -> !h.asked().atOrigin() && (h.status() == 401 || h.status() == 403);
        none(exam, Check.AUTH_ACCEPTED, refused, "no call was refused, " + given + " was given", given + " was given, and refused");
        if (!token) {
            exam.notOffered(Check.AUTH_HEADER, settings.apiKey().isPresent() ? "a key is sent as " + name(exam.profile().get(Choice.KEY_HEADER))
                    : "no credential was given");
        } else {
            exam.offered(Check.AUTH_HEADER, exam.heard().stream().noneMatch(refused), "a token is sent as " + name(exam.profile().get(Choice.TOKEN_HEADER)));
        }
    }

    private static String name(String header) {
        return header.replace("{token}", "…");
    }

    private static void errors(Exam exam) {
        none(exam, Check.ERRORS_OF_ITS_OWN, h -> h.status() >= 500 && h.status() != 501, "none of " + Exam.count(exam.heard().size(), "call") + " was answered 5xx",
                "it failed inside");
        List<Exam.Heard> tooFast = exam.heard().stream().filter(h -> h.status() == 429).toList();
        if (tooFast.isEmpty()) {
            exam.notOffered(Check.ERRORS_RATE_LIMIT, "no call was too fast");
        } else {
            none(exam, Check.ERRORS_RATE_LIMIT, h -> h.status() == 429 && h.retryAfter().isEmpty(), "429 with Retry-After",
                    "429 without a Retry-After that says how long");
        }
        List<Exam.Heard> refusals = exam.heard().stream().filter(h -> h.answered() && h.status() >= 400 && h.status() < 500).toList();
        long worded = refusals.stream().filter(h -> !h.reason().equals("HTTP " + h.status())).count();
        exam.offered(Check.ERRORS_WORDS, worded > 0, refusals.isEmpty() ? "nothing was refused" : worded + " of " + refusals.size() + " refusals do"
                + (worded == 0 ? "" : ", such as: " + refusals.stream().filter(h -> !h.reason().equals("HTTP " + h.status())).findFirst().orElseThrow().reason()));
    }

    /** Fails with the first call that is as it should not be, and how many there were. */
    private static void none(Exam exam, Check check, Predicate<Exam.Heard> wrong, String good, String bad) {
        List<Exam.Heard> those = exam.heard().stream().filter(wrong).toList();
        exam.judge(check, those.isEmpty(), those.isEmpty() ? good : bad + ": " + those.get(0).what() + " (" + said(those.get(0)) + ")"
                + (those.size() == 1 ? "" : ", and " + Exam.count(those.size() - 1, "more call")));
    }

    private static String said(Exam.Heard heard) {
        boolean overLong = heard.failure() == WireReply.Failure.TIMEOUT;
        return overLong ? "no answer within " + heard.elapsedMs() + " ms" : heard.reason();
    }
}
