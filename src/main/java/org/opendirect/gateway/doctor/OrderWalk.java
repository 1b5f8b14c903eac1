package org.opendirect.gateway.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.ApprovalState;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.SellerObject;

/** The account and the order that a line is made under. */
final class OrderWalk {

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LOOKS = 15;

    private final Exam exam;
    private final Trade trade;

    OrderWalk(Exam exam, Trade trade) {
        this.exam = exam;
        this.trade = trade;
    }

    /** Whether there is an order now, or none is needed. */
    boolean walk() {
        return account() && order();
    }

    private BookingSpeech speech() {
        return exam.dialect().booking();
    }

    private boolean account() {
        Optional<String> configured = exam.seller().configuredAccount();
        if (!speech().serves(Call.OPEN_ACCOUNT)) {
            trade.accountId = configured.orElse(Trade.NO_ACCOUNT);
            exam.notOffered(Check.BOOK_ACCOUNT, "this kind of seller has no accounts");
            return true;
        }
        if (configured.isPresent()) {
            trade.accountId = configured.get();
            exam.passed(Check.BOOK_ACCOUNT, trade.accountId + ", as configured");
            return true;
        }
        Optional<SellerObject> own = Optional.ofNullable(exam.stock().accounts).flatMap(all -> all.stream().filter(a -> Accounts.isOf(exam, a)).findFirst());
        if (own.isPresent()) {
            trade.accountId = own.get().id();
            exam.passed(Check.BOOK_ACCOUNT, trade.accountId + " was there");
            return true;
        }
        if (exam.finding(Check.ACCOUNTS_LIST).filter(f -> f.result() == Result.FAILED).isPresent()) {
            exam.failed(Check.BOOK_ACCOUNT, "nobody can tell whether there is one already; set account-id for this seller");
            return false;
        }
        return openAccount();
    }

    private boolean openAccount() {
        Outcome<SellerObject> outcome = Saying.say(exam, Call.OPEN_ACCOUNT, s -> s.say(Call.OPEN_ACCOUNT, Accounts.whose(exam), Page.WHOLE),
                (s, reply) -> s.object(Call.OPEN_ACCOUNT, reply), "it took open-account so");
        if (outcome instanceof Outcome.Accepted<SellerObject> account) {
            trade.accountId = account.value().id();
            exam.seller().accountFound(exam.advertiser(), trade.accountId);
            exam.passed(Check.BOOK_ACCOUNT, trade.accountId + " was opened; accounts are not closed again");
            return true;
        }
        exam.failed(Check.BOOK_ACCOUNT, "no account could be opened, set account-id for this seller: " + outcome.reason());
        return false;
    }

    private boolean order() {
        if (!speech().serves(Call.CREATE_ORDER)) {
            trade.orderId = trade.orderKey;
            List.of(Check.BOOK_ORDER, Check.BOOK_ORDER_FOUND, Check.BOOK_ORDER_APPROVED).forEach(c -> exam.notOffered(c, "this kind of seller has no orders"));
            return true;
        }
        Outcome<SellerObject> outcome = Saying.say(exam, Call.CREATE_ORDER, s -> s.say(Call.CREATE_ORDER, trade.order(), Page.WHOLE),
                (s, reply) -> s.object(Call.CREATE_ORDER, reply), "it took create-order so");
        if (outcome instanceof Outcome.Accepted<SellerObject> order) {
            trade.orderId = order.value().id();
            trade.orderStatus = order.value().status();
            exam.passed(Check.BOOK_ORDER, trade.orderId + (trade.orderStatus.isEmpty() ? "" : ", " + trade.orderStatus) + "; orders stay, without a live line");
        } else {
            exam.failed(Check.BOOK_ORDER, outcome.reason() + " (" + trade.order().name() + ")");
        }
        if (!(outcome instanceof Outcome.Refused<?>)) {
            findAgain();
        }
        return trade.orderId != null && read();
    }

    /** After a lost answer this is all that tells whether there is an order. */
    private void findAgain() {
        Books.Listed<SellerObject> listed = new Books(exam).orders(trade.order());
        List<SellerObject> ours = listed.items().stream().filter(o -> o.bears(trade.orderKey)).toList();
        if (ours.size() == 1) {
            boolean same = trade.orderId == null || trade.orderId.equals(ours.get(0).id());
            trade.orderId = ours.get(0).id();
            exam.judge(Check.BOOK_ORDER_FOUND, same, trade.orderId + " among " + Exam.count(listed.items().size(), "order"));
        } else {
            exam.failed(Check.BOOK_ORDER_FOUND, !listed.read() ? "the orders cannot be listed: " + listed.refused() : ours.isEmpty() ? "it is not among the "
                    + listed.items().size() + " orders that are shown: after a lost answer nobody could tell whether it was made"
                    : "it was made " + ours.size() + " times");
        }
    }

    private boolean read() {
        Optional<String> status = status();
        for (int i = 0; i < LOOKS && exam.profile().is(Choice.ORDER_APPROVAL, "wait") && status.filter(s -> !ApprovalState.of(s).isDecided()).isPresent(); i++) {
            exam.pause(PAUSE);
            status = status();
        }
        if (status.isEmpty()) {
            exam.failed(Check.BOOK_ORDER_APPROVED, "it cannot be read: " + exam.heard().get(exam.heard().size() - 1).reason());
            return true;
        }
        trade.orderStatus = status.get();
        boolean rejected = state() == ApprovalState.REJECTED;
        exam.judge(Check.BOOK_ORDER_APPROVED, !rejected, trade.orderStatus.isEmpty() ? "it does not say its status" : trade.orderStatus);
        return !rejected;
    }

    private Optional<String> status() {
        return speech().object(Call.READ_ORDER, exam.ask(speech().say(Call.READ_ORDER, trade.order(), Page.WHOLE))) instanceof Outcome.Accepted<SellerObject> order
                ? Optional.of(order.value().status()) : Optional.empty();
    }

    private ApprovalState state() {
        return ApprovalState.of(trade.orderStatus);
    }

    /** Something was refused under an order that is not approved yet: perhaps that is why. Whether it is approved by now. */
    boolean awaitApproval(String refusal) {
        boolean perhaps = state().mayBlockLines(exam.dialect());
        for (int i = 0; i < LOOKS && perhaps && !state().isDecided(); i++) {
            exam.pause(PAUSE);
            trade.orderStatus = status().orElse("");
        }
        boolean approved = perhaps && state() == ApprovalState.APPROVED;
        if (approved) {
            exam.seller().learn(Choice.ORDER_APPROVAL, "wait", "it refused a line under a pending order (" + refusal + "), and has approved the order since");
        }
        return approved;
    }
}
