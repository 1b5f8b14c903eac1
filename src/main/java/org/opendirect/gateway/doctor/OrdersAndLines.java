package org.opendirect.gateway.doctor;

import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.OrderDraft;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.seller.dialect.WireReply;

/** What stands in the books of an account already. */
final class OrdersAndLines implements Station {

    private static final String NONE = "no-such-thing-0";
    /** orders that are looked into for lines */
    private static final int SOME = 5;

    @Override
    public Group group() {
        return Group.ORDERS;
    }

    @Override
    public String otherwise() {
        return "this kind of seller has no orders";
    }

    @Override
    public void examine(Exam exam) {
        if (!exam.dialect().booking().serves(Call.LIST_ORDERS)) {
            return;
        }
        Optional<String> account = account(exam);
        List<SellerObject> orders = List.of();
        if (account.isPresent()) {
            Books.Listed<SellerObject> listed = new Books(exam).orders(OrderDraft.under(account.get()));
            // a lost answer is looked for in this list: without it a person has to be asked
            exam.judge(Check.ORDERS_LIST, listed.read(), listed.read() ? Exam.count(listed.items().size(), "order") + " of " + account.get() : listed.refused());
            orders = listed.items();
        } else {
            exam.notOffered(Check.ORDERS_LIST, "there is no account to look into");
        }
        String under = account.orElse(NONE);
        unknownOrder(exam, under);
        boolean lines = lines(exam, under, orders);
        unknownLine(exam, under, orders.isEmpty() ? NONE : orders.get(orders.size() - 1).id());
        if (!lines) {
            exam.rest(Group.ORDERS, "there is no line to look at");
        }
    }

    /** The configured one, the advertiser's, or any. */
    private static Optional<String> account(Exam exam) {
        List<SellerObject> accounts = exam.stock().accounts == null ? List.of() : exam.stock().accounts;
        return exam.seller().configuredAccount().or(() -> accounts.stream().filter(a -> Accounts.isOf(exam, a)).findFirst().or(() -> accounts.stream().findFirst())
                .map(SellerObject::id));
    }

    private static BookingSpeech speech(Exam exam) {
        return exam.dialect().booking();
    }

    private static void unknownOrder(Exam exam, String account) {
        var draft = new OrderDraft(account, NONE, null, null, null, null, null, null, null, null, null, null, null, null);
        WireReply reply = exam.ask(speech(exam).say(Call.READ_ORDER, draft, Page.WHOLE));
        exam.judge(Check.ORDERS_UNKNOWN, speech(exam).object(Call.READ_ORDER, reply) instanceof Outcome.Refused<?>, Shelf.reason(reply));
    }

    private static void unknownLine(Exam exam, String account, String order) {
        WireReply reply = exam.ask(speech(exam).say(Call.READ_LINE, LineDraft.booked(account, order, NONE), Page.WHOLE));
        exam.judge(Check.LINES_UNKNOWN, speech(exam).line(Call.READ_LINE, reply) instanceof Outcome.Refused<?>, Shelf.reason(reply));
    }

    /** Looks into the last orders until there are lines. */
    private static boolean lines(Exam exam, String account, List<SellerObject> orders) {
        for (int i = orders.size() - 1; i >= Math.max(0, orders.size() - SOME); i--) {
            String order = orders.get(i).id();
            Books.Listed<SellerLine> listed = new Books(exam).lines(LineDraft.booked(account, order, null));
            if (!listed.read()) {
                exam.failed(Check.LINES_LIST, order + ": " + listed.refused());
                return false;
            }
            exam.passed(Check.LINES_LIST, Exam.count(listed.items().size(), "line") + " of " + order);
            if (!listed.items().isEmpty()) {
                states(exam, listed.items());
                single(exam, LineDraft.booked(account, order, listed.items().get(0).id()), listed.items().get(0));
                return true;
            }
        }
        return false;
    }

    private static void states(Exam exam, List<SellerLine> lines) {
        List<String> strange = lines.stream().filter(l -> l.state() == LineState.STRANGE || l.state() == LineState.MISSING)
                .map(l -> l.rawState().isEmpty() ? "(none)" : l.rawState()).distinct().toList();
        exam.judge(Check.LINES_STATES, strange.isEmpty(), strange.isEmpty() ? lines.stream().map(SellerLine::rawState).distinct().toList().toString()
                : "not known: " + String.join(", ", strange) + "; say what they mean in the profile's state-aliases");
    }

    private static void single(Exam exam, LineDraft where, SellerLine listed) {
        Outcome<SellerLine> outcome = speech(exam).line(Call.READ_LINE, exam.ask(speech(exam).say(Call.READ_LINE, where, Page.WHOLE)));
        if (outcome instanceof Outcome.Accepted<SellerLine> one) {
            exam.judge(Check.LINES_ONE, one.value().state() == listed.state(), where.lineId() + ": " + one.value().rawState()
                    + (one.value().state() == listed.state() ? "" : " by itself, " + listed.rawState() + " in the list"));
        } else if (outcome instanceof Outcome.Refused<SellerLine> refused && refused.notServed()) {
            exam.notOffered(Check.LINES_ONE, refused.reason() + "; lines are read from the list");
        } else {
            exam.failed(Check.LINES_ONE, outcome.reason());
        }
    }
}
