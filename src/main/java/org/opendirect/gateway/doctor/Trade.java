package org.opendirect.gateway.doctor;

import java.util.Map;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.dialect.BookingSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.LineDraft;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Names;
import org.opendirect.gateway.seller.dialect.OrderDraft;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.SellerLine;

/** What one booking walk tries to buy, and how far it has come. */
final class Trade {

    /** stands for the account at a seller that has none */
    static final String NO_ACCOUNT = "none";
    private static final String NAME = "Gateway check";

    final Product product;
    final long quantity;
    final String orderKey;
    final String lineKey;
    private final Exam exam;
    private Rate rate;

    String accountId;
    String orderId;
    String orderStatus = "";
    String lineId;
    String reservationId;
    /** whether the call that makes the line has left, whatever became of it */
    boolean lineSent;
    /** the line as the seller has shown it last; null before */
    SellerLine seen;
    boolean reserves = true;
    /** whether the call that books it has left, whatever became of it */
    boolean bookSent;
    /** it is known that no line was made */
    boolean unmade;
    /** the seller lists its lines, and this one is not among them any more */
    boolean gone;

    Trade(Exam exam, Product product, long quantity) {
        this.exam = exam;
        this.product = product;
        this.quantity = quantity;
        this.orderKey = exam.newKey();
        this.lineKey = exam.newKey();
        this.rate = new Rate(product.rateType(), product.priceMicros(), product.currency());
    }

    Money cost() {
        return rate.cost(quantity);
    }

    Rate rate() {
        return rate;
    }

    OrderDraft order() {
        var buyer = exam.settings().buyer();
        return new OrderDraft(accountId, orderId, Names.withKey(NAME, orderKey, exam.profile().number(Choice.ORDER_NAME_LENGTH)), orderKey, orderKey, NAME,
                exam.advertiser(), buyer.name(), buyer.id(), null, product.publisherId(), cost(), exam.flightStart(), exam.flightEnd());
    }

    LineDraft line() {
        return new LineDraft(accountId, orderId, lineId, reservationId, product.id(), Names.withKey(NAME, lineKey, exam.profile().number(Choice.LINE_NAME_LENGTH)),
                lineKey, rate.type(), rate.micros(), false, quantity, cost(), exam.flightStart(), exam.flightEnd(), Map.of(), exam.advertiser(), 0,
                product.dealType(exam.profile()));
    }

    /** The line as the seller shows it now. One that is known by another id once it is booked is known by both from then on. */
    void saw(SellerLine line, BookingSpeech speech) {
        seen = line;
        gone = false;
        if (lineId == null) {
            lineId = line.id().isEmpty() ? null : line.id();
        } else if (speech.renames() && line.state().isBooked() && !line.id().isEmpty() && !line.id().equals(lineId)) {
            reservationId = lineId;
            lineId = line.id();
        }
    }

    /** A seller that prices by itself may ask less than its catalogue says. */
    void takeLess(SellerLine quote) {
        if (quote.rateMicros() != null && quote.rateMicros() > 0 && quote.rateMicros() < rate.micros()) {
            rate = new Rate(rate.type(), quote.rateMicros(), rate.currency());
        }
    }

    LineState state() {
        return seen == null ? LineState.MISSING : seen.state();
    }

    /** Nothing is held and nobody is bound, as far as the last look goes. */
    boolean isFree() {
        return gone || state().isFree();
    }

    /** As the seller names its state, for people. */
    String shownAs() {
        return gone ? "not there any more" : seen == null ? "not to be read" : seen.rawState();
    }

    /** Where it is, for people. */
    String where() {
        String line = lineId == null ? "line with the key " + lineKey : "line " + lineId;
        return line + (orderId == null || orderId.equals(orderKey) ? "" : " of order " + orderId)
                + (accountId == null || accountId.equals(NO_ACCOUNT) ? "" : " under account " + accountId)
                + (reservationId == null ? "" : " (quote " + reservationId + ")");
    }
}
