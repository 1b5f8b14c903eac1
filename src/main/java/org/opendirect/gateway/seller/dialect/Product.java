package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import org.opendirect.gateway.money.RateType;

/**
 * A seller's product as the gateway shows it.
 *
 * @param currency             ISO 4217; USD where the seller names none, see {@link Terms#currencyNamed}
 * @param priceMicros          base price per unit of the rate type, above 0; null when the seller gives it only on request
 * @param formats              lower case; empty when the seller does not say
 * @param channel              as declared, else as the product's own words suggest; null when they do not
 * @param availableImpressions null when not said
 * @param minSpendMicros       null for none
 * @param proposalId           a standing proposal to negotiate on; null for none
 * @param negotiable           false only when the seller says so
 * @param floorMicros          the least that the seller says it takes; null when it does not say
 * @param terms                what it is sold by besides its price
 * @param written              its JSON, kept when it is shown again and again
 */
@JsonSerialize(using = ProductWriter.class)
public record Product(
        String seller, String id, String name, String description, String publisherId, String currency,
        Long priceMicros, RateType rateType, String deliveryType, List<String> formats, String channel,
        Long availableImpressions, Long minSpendMicros, List<String> targeting, String proposalId, boolean negotiable,
        Long floorMicros, Terms terms, Written written) {

    /**
     * What a product is sold by. A limit that the seller does not name is null.
     *
     * @param currencyNamed  whether the catalogue names the currency; else what names one first binds
     * @param minImpressions the fewest impressions of a line
     * @param minFlightDays  the fewest days of a line's flight, first and last included
     * @param maxFlightDays  the most days of it
     * @param dealTypes      as what it is sold where it is sold by deals; empty when the seller does not say
     */
    public record Terms(boolean currencyNamed, Long minImpressions, Long minFlightDays, Long maxFlightDays, List<DealType> dealTypes) {

        /** Nothing but a currency is named. */
        public static final Terms NONE = new Terms(true, null, null, null, List.of());
    }

    /** As what it is asked for at a seller of deals; null where it does not say as what it is sold. */
    public DealType dealType(Profile profile) {
        return terms.dealTypes.isEmpty() ? null : DealType.toAsk(terms.dealTypes, DealType.valueOf(profile.get(Choice.DEAL_TYPE)));
    }

    Product(String seller, String id, String name, String description, String publisherId, String currency, Long priceMicros, RateType rateType,
            String deliveryType, List<String> formats, String channel, Long availableImpressions, Long minSpendMicros, List<String> targeting,
            String proposalId, boolean negotiable, Long floorMicros) {
        this(seller, id, name, description, publisherId, currency, priceMicros, rateType, deliveryType, formats, channel, availableImpressions,
                minSpendMicros, targeting, proposalId, negotiable, floorMicros, Terms.NONE, new Written());
    }
}
