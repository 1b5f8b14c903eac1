package org.opendirect.gateway.doctor;

import java.util.ArrayList;
import java.util.List;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.Times;

/**
 * What a line was asked for, against what the seller echoes: rate to six decimals, cost to the currency's minor unit, the flight
 * to the day. What is not echoed is not compared.
 *
 * @param echoed  the terms that it repeats
 * @param differs the terms that it repeats otherwise, in words
 */
record Terms(List<String> echoed, List<String> differs) {

    static Terms of(LineDraft asked, SellerLine held) {
        var terms = new Terms(new ArrayList<>(), new ArrayList<>());
        String currency = asked.cost().currency();
        terms.compare("product", held.productId(), asked.productId(), asked.productId().equals(held.productId()));
        terms.compare("rate type", held.rateType(), asked.rateType(), asked.rateType() == held.rateType());
        terms.compare("rate", amount(held.rateMicros()), amount(asked.rateMicros()), held.rateMicros() != null && held.rateMicros() == asked.rateMicros());
        terms.compare("quantity", held.quantity(), asked.quantity(), held.quantity() != null && held.quantity() == asked.quantity());
        terms.compare("currency", held.currency(), currency, currency.equals(held.currency()));
        terms.compare("cost", amount(held.costMicros()), amount(asked.cost().micros()),
                held.costMicros() != null && new Money(held.costMicros(), currency).toMinorUnit().equals(asked.cost().toMinorUnit()));
        List<String> days = Times.flightDifferences(held.start(), held.end(), asked.start(), asked.end());
        terms.differs.addAll(days);
        terms.compare("start", held.start(), asked.start(), true);
        terms.compare("end", held.end(), asked.end(), true);
        return terms;
    }

    private void compare(String term, Object held, Object asked, boolean same) {
        if (held != null) {
            echoed.add(term);
            if (!same) {
                differs.add(term + " " + held + " instead of " + asked);
            }
        }
    }

    private static String amount(Long micros) {
        return micros == null ? null : Money.toAmount(micros).toPlainString();
    }

    /** Takes down what the comparison has come to; whether the line may be gone on with. */
    boolean judge(Exam exam, Check check) {
        if (!differs.isEmpty()) {
            exam.failed(check, String.join(", ", differs));
        } else if (echoed.isEmpty()) {
            exam.notOffered(check, "it repeats none of them");
        } else {
            exam.passed(check, "the same: " + String.join(", ", echoed));
        }
        return differs.isEmpty();
    }
}
