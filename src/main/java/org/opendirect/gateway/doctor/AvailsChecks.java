package org.opendirect.gateway.doctor;

import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.AvailsQuestion;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;

/** What it says to be available, in the form that it turns out to understand. */
final class AvailsChecks implements Station {

    private static final long SOME = 10_000;
    private static final long ANY_NUMBER = 2_000_000_000L;
    /** a price so far from the catalogue's is not a price for the same thing */
    private static final int FAR = 4;

    @Override
    public Group group() {
        return Group.AVAILS;
    }

    @Override
    public String otherwise() {
        return "it serves no avails; planning goes by the products' own numbers";
    }

    @Override
    public void examine(Exam exam) {
        Optional<Product> product = Shelf.sampleOf(exam);
        if (product.isEmpty()) {
            exam.rest(Group.AVAILS, "there is no product to ask about");
            return;
        }
        AvailsQuestion question = question(exam, product.get().id(), exam.flightStart(), exam.flightEnd(), SOME, product.get().priceMicros());
        var asking = new AvailsAsking(exam);
        Optional<Outcome<Avail>> outcome = asking.ask(question);
        if (outcome.isEmpty()) {
            exam.notOffered(Check.AVAILS_SERVED, asking.why());
            return;
        }
        if (!(outcome.get() instanceof Outcome.Accepted<Avail> accepted)) {
            exam.failed(Check.AVAILS_SERVED, asking.why());
            return;
        }
        exam.stock().avail = accepted.value();
        exam.passed(Check.AVAILS_SERVED, "of " + product.get().id() + (exam.profile().is(Choice.AVAILS, "list") ? ", asked as a list" : ", asked by itself"));
        answered(exam, product.get(), accepted.value());
        asked(exam, asking, question);
    }

    private static AvailsQuestion question(Exam exam, String product, LocalDate start, LocalDate end, long impressions, Long list) {
        return new AvailsQuestion(product, exam.seller().likelyAccount(exam.advertiser()).orElse(exam.advertiser()), exam.advertiser(), start, end, impressions,
                null, Map.of(), list);
    }

    private static void answered(Exam exam, Product product, Avail avail) {
        exam.offered(Check.AVAILS_IMPRESSIONS, avail.availableImpressions() != null, avail.availableImpressions() == null ? "it does not say"
                : avail.availableImpressions() + " for " + SOME + " that were asked for");
        Long price = avail.estimatedCpmMicros();
        if (price == null || product.priceMicros() == null) {
            exam.notOffered(Check.AVAILS_PRICE, price == null ? "it does not say" : "the catalogue has none to compare with");
        } else {
            boolean fits = price <= FAR * product.priceMicros() && product.priceMicros() <= FAR * Math.max(1, price);
            exam.judge(Check.AVAILS_PRICE, fits, Money.toAmount(price).toPlainString() + " a thousand, " + Money.toAmount(product.priceMicros()).toPlainString()
                    + " in the catalogue" + (exam.profile().is(Choice.AVAILS_PRICE, "total") ? "; it says the total" : ""));
        }
        if (avail.currency() == null) {
            exam.notOffered(Check.AVAILS_CURRENCY, "it does not say; taken for " + product.currency());
        } else {
            exam.judge(Check.AVAILS_CURRENCY, avail.currency().equals(product.currency()), avail.currency() + (avail.currency().equals(product.currency()) ? ""
                    : " instead of " + product.currency()));
        }
    }

    private static void asked(Exam exam, AvailsAsking asking, AvailsQuestion q) {
        Avail first = exam.stock().avail;
        Outcome<Avail> again = asking.askPlainly(q);
        if (again instanceof Outcome.Accepted<Avail> same) {
            boolean unchanged = Objects.equals(first.availableImpressions(), same.value().availableImpressions())
                    && Objects.equals(first.estimatedCpmMicros(), same.value().estimatedCpmMicros());
            exam.judge(Check.AVAILS_REPEATABLE, unchanged, unchanged ? "the same answer twice" : "asked twice, it answered " + first.availableImpressions() + " and then "
                    + same.value().availableImpressions() + " impressions, or another price");
        } else {
            exam.failed(Check.AVAILS_REPEATABLE, "answered once, and then: " + again.reason());
        }
        Outcome<Avail> unknown = asking.askPlainly(question(exam, Shelf.NO_PRODUCT, q.start(), q.end(), SOME, null));
        Long promised = unknown instanceof Outcome.Accepted<Avail> a ? a.value().availableImpressions() : null;
        boolean nothing = unknown instanceof Outcome.Refused<?> || unknown instanceof Outcome.Accepted<?> && (promised == null || promised == 0);
        exam.judge(Check.AVAILS_UNKNOWN, nothing, promised == null ? unknown.reason() : promised + " impressions");
        dates(exam, asking.askPlainly(question(exam, q.productId(), q.end(), q.start(), SOME, q.listMicros())));
        Outcome<Avail> all = asking.askPlainly(question(exam, q.productId(), q.start(), q.end(), ANY_NUMBER, q.listMicros()));
        boolean limited = !(all instanceof Outcome.Accepted<Avail> a) || a.value().availableImpressions() == null || a.value().availableImpressions() < ANY_NUMBER;
        exam.offered(Check.AVAILS_LIMIT, limited, all instanceof Outcome.Accepted<Avail> a ? a.value().availableImpressions() + " for " + ANY_NUMBER + " that were asked for"
                : all.reason());
    }

    private static void dates(Exam exam, Outcome<Avail> outcome) {
        if (outcome instanceof Outcome.Refused<Avail> refused) {
            exam.passed(Check.AVAILS_DATES, refused.reason());
        } else if (outcome instanceof Outcome.Accepted<Avail>) {
            exam.notOffered(Check.AVAILS_DATES, "it answers all the same; the gateway looks at the dates itself");
        } else {
            exam.failed(Check.AVAILS_DATES, outcome.reason());
        }
    }
}
