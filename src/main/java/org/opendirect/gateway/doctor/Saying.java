package org.opendirect.gateway.doctor;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.VariantRetry;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Sends a call that makes something, in one variant after another until one is understood. */
final class Saying {

    private Saying() {
    }

    static <T> Outcome<T> say(Exam exam, Call call, Function<BookingSpeech, WireRequest> words, BiFunction<BookingSpeech, WireReply, Outcome<T>> read,
                              String evidence) {
        var variants = new VariantRetry();
        while (true) {
            BookingSpeech speech = variants.prepare(call, exam.seller()).booking();
            Outcome<T> outcome = read.apply(speech, exam.ask(words.apply(speech)));
            if (outcome instanceof Outcome.Accepted<T>) {
                variants.understood(call, exam.seller(), evidence);
            }
            if (!(outcome instanceof Outcome.Refused<T> refused) || !variants.retryRefused(call, refused, exam.seller())) {
                return outcome;
            }
        }
    }
}
