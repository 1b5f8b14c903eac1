package org.opendirect.gateway.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.seller.dialect.Way;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Says a call that makes something, in one way after the other until one is understood, as the order's and the line's machine do. */
final class Saying {

    private final Exam exam;

    Saying(Exam exam) {
        this.exam = exam;
    }

    <T> Outcome<T> say(Call call, Function<BookingSpeech, WireRequest> words, BiFunction<BookingSpeech, WireReply, Outcome<T>> read, String evidence) {
        var tried = new ArrayList<Way>();
        Map<Choice, String> way = Map.of();
        while (true) {
            BookingSpeech speech = exam.seller().dialect(way).booking();
            Outcome<T> outcome = read.apply(speech, exam.ask(words.apply(speech)));
            if (outcome instanceof Outcome.Accepted<T>) {
                understood(call, way, evidence);
                return outcome;
            }
            Optional<Map<Choice, String>> other = outcome instanceof Outcome.Refused<T> refused ? otherwise(call, way, tried, refused.status(), refused.words())
                    : Optional.empty();
            if (other.isEmpty()) {
                return outcome;
            }
            way = other.get();
        }
    }

    /** Another way, after one was not understood; that one is added to those that were tried. */
    Optional<Map<Choice, String>> otherwise(Call call, Map<Choice, String> way, List<Way> tried, int status, String words) {
        tried.add(new Way(way, status, words));
        return exam.dialect().booking().otherWay(call, tried);
    }

    /** Keeps what a call has shown by being understood. */
    void understood(Call call, Map<Choice, String> way, String evidence) {
        Profile said = exam.seller().dialect(way).profile();
        for (Choice choice : exam.dialect().booking().shownBy(call)) {
            if (!exam.profile().knows(choice) || way.containsKey(choice)) {
                exam.seller().learn(choice, said.get(choice), evidence);
            }
        }
        way.forEach((choice, value) -> exam.seller().learn(choice, value, evidence));
    }
}
