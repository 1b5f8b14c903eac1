package org.opendirect.gateway.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
     * @param refused why it could not be read; empty when it could
     * @param status  of the answer that could not be used
     * @param whole   whether it came to its end
     */
    record Listed<T>(List<T> items, String refused, int status, boolean whole) {

        boolean read() {
            return refused.isEmpty();
        }

        boolean notServed() {
            return status == 404 || status == 405 || status == 501;
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
                    : variants.retryRefused(call, new Outcome.Refused<>(listed.status(), listed.refused()), exam.seller());
            if (!again) {
                return listed;
            }
        }
    }

    private <T> Listed<T> inOneWay(BookingSpeech speech, BiFunction<BookingSpeech, Page, WireRequest> say,
                                   BiFunction<BookingSpeech, WireReply, Outcome<PageOf<T>>> read, Function<T, String> id) {
        PageTurn turn = PageTurn.begin(speech.pagings());
        var items = new ArrayList<T>();
        Set<String> seen = new HashSet<>();
        PageTurn.Verdict verdict = PageTurn.Verdict.NEXT;
        for (int calls = 0; verdict == PageTurn.Verdict.NEXT && calls < MAX_CALLS; calls++) {
            WireReply reply = exam.ask(say.apply(speech, turn.page(PAGE)));
            Outcome<PageOf<T>> outcome = read.apply(speech, reply);
            if (outcome instanceof Outcome.Accepted<PageOf<T>> page) {
                int before = seen.size();
                page.value().items().stream().filter(i -> seen.add(id.apply(i))).forEach(items::add);
                verdict = turn.turn(page.value().received(), seen.size() > before, page.value().total(), page.value().next(), speech.pagings());
            } else {
                boolean form = reply.status() == 400 || reply.status() == 422;
                verdict = form ? turn.refused(speech.pagings()) : null;
                if (verdict != PageTurn.Verdict.NEXT) {
                    return new Listed<>(items, Exam.why(outcome), reply.status(), false);
                }
            }
        }
        return new Listed<>(items, "", 200, verdict == PageTurn.Verdict.END);
    }
}
