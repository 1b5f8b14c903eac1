package org.opendirect.gateway.campaign;

import java.util.Comparator;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.DealType;
import org.opendirect.gateway.seller.dialect.Product;

/** A product that a plan line may be bought from, with what has been learned about it so far. Used by one planning at a time. */
final class Candidate {

    /** Those of preferred sellers, then the cheaper ones; of the same price always the same one, so that a plan is planned alike again. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparing((Candidate c) -> !c.preferred)
            .thenComparing(Candidate::priceMicros).thenComparing(c -> c.product.seller()).thenComparing(c -> c.product.id());

    final Product product;
    final boolean preferred;
    /** as what it is asked for at a seller of deals; null where the product does not say */
    final DealType dealType;
    /** the catalogue's, or that of the avails where the catalogue names none; USD where neither does */
    String currency;
    /** what the seller asks of us without negotiation: as it has told us, else as quoted with the avails, else its list price */
    long askedMicros;
    /** what is known to be all there is; null when nobody knows */
    Long available;
    boolean availsAnswered;
    /** the seller has said that it has as much as the plan may want */
    boolean availsSuffice;
    String proposalId;
    String negotiationId;
    Long agreedMicros;
    /** in a dry run: the most that a negotiation, which is not begun there, would agree on; else null */
    Long wouldAgreeMicros;
    String negotiationOutcome;
    /** what the seller stands by, as it can be booked; null where nothing was negotiated */
    NewOrder.Offer offer;
    /** the seller has told what it asks of us */
    boolean priceTold;

    Candidate(Product product, boolean preferred, DealType dealType) {
        this.dealType = dealType;
        this.product = product;
        this.preferred = preferred;
        this.currency = product.currency();
        this.askedMicros = product.priceMicros();
        this.available = product.availableImpressions();
        this.proposalId = product.proposalId();
    }

    /**
     * Why it is not bought with this currency: whatever names one first binds, the catalogue or the avails, and what contradicts it, or
     * itself, is not bought. Null when it may be bought.
     *
     * @param said the currency of the avails; null where they name none
     */
    String otherCurrency(String said, String wanted) {
        boolean named = product.terms().currencyNamed();
        if (named && said != null && !said.equals(currency)) {
            return "is in " + currency + " by its catalogue and in " + said + " by its avails";
        }
        currency = said != null ? said : currency;
        return currency.equals(wanted) ? null : named ? "is sold in " + currency
                : "names no currency, " + (said == null ? "which counts as " + currency : "and its avails are in " + said);
    }

    /**
     * Takes what the seller says it has. An answer that is equal to the question means "at least so many": sellers answer the lesser of what
     * was asked for and what there is.
     *
     * @param asked the impressions that it was asked for
     */
    void take(Avail avail, long asked) {
        availsAnswered = true;
        proposalId = avail.proposalId() == null ? proposalId : avail.proposalId();
        Long answer = avail.availableImpressions();
        if (answer != null) {
            availsSuffice = answer >= asked;
            boolean catalogueHasMore = product.availableImpressions() != null && product.availableImpressions() > answer;
            available = answer != asked ? answer : catalogueHasMore ? product.availableImpressions() : null;
        }
        if (avail.estimatedCpmMicros() != null && !priceTold) {
            askedMicros = avail.estimatedCpmMicros();
        }
    }

    /** What it costs us, with the discounts of our tier and volume. */
    void told(long micros) {
        askedMicros = micros;
        priceTold = true;
    }

    long priceMicros() {
        return agreedMicros != null ? agreedMicros : wouldAgreeMicros != null ? Math.min(wouldAgreeMicros, askedMicros) : askedMicros;
    }

    Rate rate() {
        return new Rate(product.rateType(), priceMicros(), currency);
    }

    String key() {
        return key(product.seller(), product.id());
    }

    /** What tells products apart across sellers. */
    static String key(String seller, String productId) {
        return seller + "/" + productId;
    }

    String priceInWords() {
        String price = rate().toString();
        if (wouldAgreeMicros != null) {
            return price + " at most (list " + new Money(askedMicros, currency) + ")";
        }
        String list = "list " + new Money(product.priceMicros(), currency);
        String without = askedMicros == product.priceMicros() ? list : "asked " + new Money(askedMicros, currency) + ", " + list;
        return agreedMicros != null && agreedMicros != askedMicros ? price + " (negotiated, " + without + ")"
                : askedMicros < product.priceMicros() ? price + " (our price, " + list + ")" : price;
    }
}
