package org.opendirect.gateway.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.OrderDraft;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.PageTurn;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.VariantRetry;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** Reads lists of accounts, orders and lines to their ends, narrowed where they do not come whole. */
final class Books {

    private static final int PAGE = 50;
    private static final int MAX_CALLS = 60;

    private final Exam exam;

    Books(Exam exam) {
        this.exam = exam;
    }

    /**
     * A list that was read.
     *
     * @param failure why it could not be read; null when it could
     * @param whole   whether it came to its end
     */
    record Listed<T>(List<T> items, Outcome<?> failure, boolean whole) {

        boolean read() {
            return failure == null;
        }

        /** Why it could not be read; empty when it could. */
        String refused() {
            return read() ? "" : failure.reason();
        }

        boolean notServed() {
            return failure instanceof Outcome.Refused<?> r && r.notServed();
        }
    }

    Listed<SellerObject> accounts(OrderDraft whose) {
        return objects(Call.LIST_ACCOUNTS, whose);
    }

    Listed<SellerObject> orders(OrderDraft under) {
        return objects(Call.LIST_ORDERS, under);
    }

    private Listed<SellerObject> objects(Call call, OrderDraft draft) {
        return list(call, (speech, page) -> speech.say(call, draft, page), (speech, reply) -> speech.objects(call, reply), SellerObject::id);
    }

    Listed<SellerLine> lines(LineDraft of) {
        return list(Call.LIST_LINES, (speech, page) -> speech.say(Call.LIST_LINES, of, page), BookingSpeech::lines, SellerLine::id);
    }

    private <T> Listed<T> list(Call call, BiFunction<BookingSpeech, Page, WireRequest> say, BiFunction<BookingSpeech, WireReply, Outcome<PageOf<T>>> read,
                               Function<T, String> id) {
        var variants = new VariantRetry();
        while (true) {
            Listed<T> listed = inOneWay(variants.prepare(call, exam.seller()).booking(), say, read, id);
            if (listed.read() && listed.whole()) {
                variants.understood(call, exam.seller(), "it answered the list when asked so");
                return listed;
            }
            boolean again = listed.read() ? variants.retryCut(call, exam.seller())
                    : listed.failure() instanceof Outcome.Refused<?> refused && variants.retryRefused(call, refused, exam.seller());
            if (!again) {
                return listed;
            }
        }
    }

    private <T> Listed<T> inOneWay(BookingSpeech speech, BiFunction<BookingSpeech, Page, WireRequest> say,
                                   BiFunction<BookingSpeech, WireReply, Outcome<PageOf<T>>> read, Function<T, String> id) {
        PageTurn turn = PageTurn.begin(speech.pagings());
        var items = new LinkedHashMap<String, T>();
        PageTurn.Verdict verdict = PageTurn.Verdict.NEXT;
        for (int calls = 0; verdict == PageTurn.Verdict.NEXT && calls < MAX_CALLS; calls++) {
            Outcome<PageOf<T>> outcome = read.apply(speech, exam.ask(say.apply(speech, turn.page(PAGE))));
            if (outcome instanceof Outcome.Accepted<PageOf<T>> page) {
                page.value().items().forEach(item -> items.putIfAbsent(id.apply(item), item));
                verdict = turn.turn(page.value(), id, speech.pagings());
            } else if (!(outcome instanceof Outcome.Refused<?> refused) || !turn.retries(refused, speech.pagings())) {
                return new Listed<>(List.copyOf(items.values()), outcome, false);
            }
        }
        return new Listed<>(List.copyOf(items.values()), null, verdict == PageTurn.Verdict.END);
    }
}
