package org.opendirect.gateway.campaign;

import java.util.Comparator;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.Product;

/** A product that a plan line may be bought from, with what has been learned about it so far. Used by one planning at a time. */
final class Candidate {

    /** Those of preferred sellers, then the cheaper ones; of the same price always the same one, so that a plan is planned alike again. */
    static final Comparator<Candidate> BEST_FIRST = Comparator.comparing((Candidate c) -> !c.preferred)
            .thenComparing(Candidate::priceMicros).thenComparing(c -> c.product.seller()).thenComparing(c -> c.product.id());

    final Product product;
    final boolean preferred;
    /** what the seller asks without negotiation: as quoted with the avails, else its list price */
    long askedMicros;
    /** what is known to be all there is; null when nobody knows */
    Long available;
    boolean availsAnswered;
    /** the seller has said that it has as much as the plan may want */
    boolean availsSuffice;
    String proposalId;
    String negotiationId;
    Long agreedMicros;
    String negotiationOutcome;

    Candidate(Product product, boolean preferred) {
        this.product = product;
        this.preferred = preferred;
        this.askedMicros = product.priceMicros();
        this.available = product.availableImpressions();
        this.proposalId = product.proposalId();
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
        if (avail.estimatedCpmMicros() != null) {
            askedMicros = avail.estimatedCpmMicros();
        }
    }

    long priceMicros() {
        return agreedMicros != null ? agreedMicros : askedMicros;
    }

    Rate rate() {
        return new Rate(product.rateType(), priceMicros(), product.currency());
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
        return agreedMicros == null || agreedMicros == askedMicros ? price : price + " (negotiated, list " + new Money(askedMicros, product.currency()) + ")";
    }
}
