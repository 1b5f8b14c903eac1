package org.opendirect.gateway.doctor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.AvailsQuestion;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Way;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Asks for avails in one form after the other until one is understood, and learns from it as the gateway's own check does. */
final class AvailsAsking {

    private static final String TOTAL = "total";
    private static final int FAR_ABOVE = 4;

    private final Exam exam;
    private final List<Way> tried = new ArrayList<>();
    private Map<Choice, String> way = Map.of();
    private WireReply first;

    AvailsAsking(Exam exam) {
        this.exam = exam;
    }

    /** Empty where there are no avails. */
    Optional<Outcome<Avail>> ask(AvailsQuestion question) {
        while (true) {
            Optional<WireRequest> wire = exam.seller().dialect(way).catalog().avails(question);
            if (wire.isEmpty()) {
                return Optional.empty();
            }
            WireReply reply = exam.ask(wire.get());
            first = first == null ? reply : first;
            Outcome<Avail> outcome = read(question, reply, way);
            if (outcome instanceof Outcome.Accepted<Avail> accepted) {
                Avail avail = asTotal(question, reply, accepted.value());
                way.forEach((choice, value) -> exam.seller().learn(choice, value, "it answered for avails when asked so, and " + first.reason() + " before"));
                return Optional.of(new Outcome.Accepted<>(avail));
            }
            tried.add(new Way(way, reply.status(), outcome instanceof Outcome.Refused<Avail> refused ? refused.words() : ""));
            boolean understood = !(outcome instanceof Outcome.Refused<Avail>) || namesProduct(reply);
            Optional<Map<Choice, String>> other = understood ? Optional.empty() : exam.dialect().catalog().otherAvails(tried);
            if (other.isEmpty()) {
                return given(outcome);
            }
            way = other.get();
        }
    }

    private Optional<Outcome<Avail>> given(Outcome<Avail> outcome) {
        if (first.notServed() && !namesProduct(first)) {
            exam.seller().learn(Choice.AVAILS, "none", "POST /products/avails answered " + first.status());
            return Optional.empty();
        }
        return Optional.of(outcome);
    }

    /** In the form that has been understood. */
    Outcome<Avail> askPlainly(AvailsQuestion question) {
        return exam.dialect().catalog().avails(question).map(wire -> read(question, exam.ask(wire), Map.of()))
                .orElseGet(() -> new Outcome.Unknown<>("there are no avails"));
    }

    private Outcome<Avail> read(AvailsQuestion question, WireReply reply, Map<Choice, String> as) {
        return exam.seller().dialect(as).catalog().avail(exam.seller().id(), question, reply);
    }

    /** A price far above the catalogue's that fits as the total for what was asked is one (facts/opendirect-2.1.md A15). */
    private Avail asTotal(AvailsQuestion question, WireReply reply, Avail asCpm) {
        boolean open = !exam.profile().knows(Choice.AVAILS_PRICE) && question.listMicros() != null && question.impressions() != null && asCpm.estimatedCpmMicros() != null;
        var total = new EnumMap<Choice, String>(Choice.class);
        total.putAll(way);
        total.put(Choice.AVAILS_PRICE, TOTAL);
        if (!open || !(read(question, reply, total) instanceof Outcome.Accepted<Avail> t) || t.value().estimatedCpmMicros() == null
                || t.value().estimatedCpmMicros().equals(asCpm.estimatedCpmMicros())) {
            return asCpm;
        }
        long list = question.listMicros();
        boolean fits = asCpm.estimatedCpmMicros() / FAR_ABOVE >= list && Math.abs(t.value().estimatedCpmMicros() - list) <= list / FAR_ABOVE;
        if (fits) {
            exam.seller().learn(Choice.AVAILS_PRICE, TOTAL, "it answered " + asCpm.estimatedCpm().toPlainString() + " for " + question.impressions()
                    + " impressions of a product that costs " + Money.toAmount(list).toPlainString() + " a thousand");
        }
        return fits ? t.value() : asCpm;
    }

    /** Whether the seller speaks of the product: then it has understood the question. */
    private static boolean namesProduct(WireReply reply) {
        return reply.status() == 404 && reply.reason().toLowerCase(Locale.ROOT).replaceAll("/products\\S*", "").contains("product");
    }

    /** What stood in the way, in the seller's words. */
    String why() {
        return first == null ? "this kind of seller serves none, or it is known to serve none" : first.reason();
    }
}
