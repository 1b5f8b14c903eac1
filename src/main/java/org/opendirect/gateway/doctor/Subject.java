package org.opendirect.gateway.doctor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.AvailsQuestion;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;

/** Chooses what to buy: so little, of the cheapest product that is sold by the thousand and available. */
final class Subject {

    private static final long FEW = 1_000;
    /** sellers of quotes want that many (facts/iab-seller-agent.md section 6) */
    private static final long FEW_OF_A_QUOTE = 10_000;
    /** products whose avails are asked */
    private static final int MOST_ASKED = 5;

    private Subject() {
    }

    /** Takes down why when there is none. */
    static Optional<Trade> choose(Exam exam) {
        String wanted = exam.errand().productId();
        if (!wanted.isEmpty() && !exam.stock().products.containsKey(wanted)) {
            exam.failed(Check.BOOK_PRODUCT, "there is no product " + wanted);
            return Optional.empty();
        }
        List<Product> suitable = exam.stock().products.values().stream().filter(p -> wanted.isEmpty() || p.id().equals(wanted))
                .filter(p -> p.priceMicros() != null && p.priceMicros() > 0 && p.rateType() != null && p.rateType().boundedByCpm())
                .filter(p -> p.availableImpressions() == null || p.availableImpressions() >= quantity(exam, p)).toList();
        Optional<Product> product = suitable.stream().filter(p -> p.currency().equals(suitable.get(0).currency()))
                .sorted(Comparator.comparing(p -> cost(exam, p))).limit(MOST_ASKED).filter(p -> isAvailable(exam, p)).findFirst();
        if (product.isEmpty()) {
            exam.notOffered(Check.BOOK_PRODUCT, suitable.isEmpty() ? "none has a price by the thousand and enough impressions" : "of the cheapest nothing is available");
            return Optional.empty();
        }
        var trade = new Trade(exam, product.get(), quantity(exam, product.get()));
        exam.passed(Check.BOOK_PRODUCT, trade.quantity + " of " + trade.product.id() + " at " + trade.rate() + ", " + trade.cost());
        return Optional.of(trade);
    }

    private static long cost(Exam exam, Product p) {
        return new Rate(p.rateType(), p.priceMicros(), p.currency()).cost(quantity(exam, p)).micros();
    }

    /** A few, or what the smallest order costs. */
    private static long quantity(Exam exam, Product p) {
        long few = Math.max(exam.dialect().booking().quotes() ? FEW_OF_A_QUOTE : FEW, Objects.requireNonNullElse(p.terms().minImpressions(), 0L));
        if (p.minSpendMicros() == null) {
            return few;
        }
        return BigDecimal.valueOf(p.minSpendMicros()).multiply(BigDecimal.valueOf(1000)).divide(BigDecimal.valueOf(p.priceMicros()), 0, RoundingMode.UP)
                .max(BigDecimal.valueOf(few)).longValueExact();
    }

    private static boolean isAvailable(Exam exam, Product p) {
        if (!exam.hasPassed(Check.AVAILS_SERVED)) {
            return true;
        }
        long quantity = quantity(exam, p);
        var question = new AvailsQuestion(p.id(), exam.seller().likelyAccount(exam.advertiser()).orElse(exam.advertiser()), exam.advertiser(), exam.flightStart(),
                exam.flightEnd(), quantity, null, Map.of(), p.priceMicros());
        return !(new AvailsAsking(exam).askPlainly(question) instanceof Outcome.Accepted<Avail> avail) || avail.value().availableImpressions() == null
                || avail.value().availableImpressions() >= quantity;
    }
}
