package org.opendirect.gateway.seller.dialect;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.opendirect.gateway.json.Loose;

/** How a seller writes property names: {@code startDate}, {@code startdate}, {@code StartDate} or {@code start_date}. */
enum PropertyCase {
    CAMEL, LOWER, PASCAL, SNAKE;

    /** names of two words, in which the cases differ */
    private static final Set<String> TELLING = Set.of("publisherid", "baseprice", "ratetype", "deliverytype", "startdate", "enddate", "advertiserid",
            "buyerid", "accountid", "orderid", "productid", "bookingstatus", "orderstatus", "availableimpressions", "brandid", "adunit", "adformats",
            "minspend", "estdailyavails", "producttags", "providerdata", "advertiserbrandid");

    static PropertyCase of(Profile profile) {
        return valueOf(profile.get(Choice.PROPERTY_CASE).toUpperCase(Locale.ROOT));
    }

    /** A name of ours, such as {@code startDate}, as this seller writes it. */
    String write(String camel) {
        return switch (this) {
            case CAMEL -> camel;
            case LOWER -> camel.toLowerCase(Locale.ROOT);
            case PASCAL -> Character.toUpperCase(camel.charAt(0)) + camel.substring(1);
            case SNAKE -> camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        };
    }

    /** What a name in an object of the seller's shows; empty when it does not tell. */
    static Optional<PropertyCase> shownBy(String name) {
        return !TELLING.contains(Loose.plain(name)) ? Optional.empty() : Optional.of(name.indexOf('_') > 0 ? SNAKE
                : Character.isUpperCase(name.charAt(0)) ? PASCAL : name.equals(name.toLowerCase(Locale.ROOT)) ? LOWER : CAMEL);
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
