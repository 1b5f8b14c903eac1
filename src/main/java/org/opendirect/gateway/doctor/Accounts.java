package org.opendirect.gateway.doctor;

import java.util.Optional;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.OrderDraft;
import org.opendirect.gateway.seller.dialect.SellerObject;

/** The accounts that orders are placed under. */
final class Accounts implements Station {

    @Override
    public Group group() {
        return Group.ACCOUNTS;
    }

    @Override
    public String otherwise() {
        return "this kind of seller has no accounts";
    }

    @Override
    public void examine(Exam exam) {
        if (!exam.dialect().booking().serves(Call.LIST_ACCOUNTS)) {
            return;
        }
        Books.Listed<SellerObject> listed = new Books(exam).accounts(whose(exam));
        Optional<String> configured = exam.seller().configuredAccount();
        if (!listed.read()) {
            // without a list nobody can tell whether there is an account, so another one would be opened for each gateway
            if (listed.notServed() || configured.isPresent()) {
                exam.notOffered(Check.ACCOUNTS_LIST, listed.refused() + (configured.isPresent() ? "; the configured account is used" : ""));
            } else {
                exam.failed(Check.ACCOUNTS_LIST, listed.refused() + "; set account-id for this seller");
            }
            exam.rest(Group.ACCOUNTS, "the accounts cannot be read");
            return;
        }
        exam.stock().accounts = listed.items();
        exam.judge(Check.ACCOUNTS_LIST, listed.whole() || configured.isPresent(), Exam.count(listed.items().size(), "account")
                + (listed.whole() ? "" : ", and not all of them are shown; set account-id for this seller"));
        configured(exam, listed, configured);
        Optional<SellerObject> own = listed.items().stream().filter(a -> isOf(exam, a)).findFirst();
        own.ifPresent(a -> exam.seller().accountFound(exam.advertiser(), a.id()));
        exam.offered(Check.ACCOUNTS_ADVERTISER, own.isPresent(), own.map(a -> a.id() + (a.status().isEmpty() ? "" : ", " + a.status()))
                .orElse("none for " + owner(exam) + "; one would be opened"));
    }

    private static void configured(Exam exam, Books.Listed<SellerObject> listed, Optional<String> configured) {
        if (configured.isEmpty()) {
            exam.notOffered(Check.ACCOUNTS_CONFIGURED, "no account-id is set");
            return;
        }
        boolean there = listed.items().stream().anyMatch(a -> a.id().equals(configured.get()));
        if (there || listed.whole()) {
            exam.judge(Check.ACCOUNTS_CONFIGURED, there, configured.get() + (there ? "" : " is not among the accounts that it shows"));
        } else {
            exam.notOffered(Check.ACCOUNTS_CONFIGURED, "not all accounts are shown");
        }
    }

    static boolean isOf(Exam exam, SellerObject account) {
        return account.isAccountOf(exam.advertiser(), exam.settings().buyer().id());
    }

    private static String owner(Exam exam) {
        return exam.advertiser() + "/" + exam.settings().buyer().id();
    }

    /** No order, but who it would be for. */
    static OrderDraft whose(Exam exam) {
        return new OrderDraft(null, null, null, null, null, null, exam.advertiser(), exam.settings().buyer().name(), exam.settings().buyer().id(), null, null,
                null, null, null);
    }
}
