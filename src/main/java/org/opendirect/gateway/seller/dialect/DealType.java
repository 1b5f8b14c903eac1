package org.opendirect.gateway.seller.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.opendirect.gateway.json.Loose;

/** The types of programmatic deals, in the words of the IAB's quotes. */
public enum DealType {
    /** programmatic guaranteed: impressions that the seller owes and the buyer pays for */
    PG("programmaticguaranteed", "automatedguaranteed", "guaranteed"),
    /** preferred deal: a fixed price, and no impressions that are owed */
    PD("preferreddeal", "preferred", "unreservedfixedrate"),
    /** private auction: the price is the least that is bid */
    PA("privateauction", "invitationonlyauction");

    private final List<String> words;

    DealType(String... words) {
        this.words = List.of(words);
    }

    /** A seller's word for it, in any case, with or without blanks and underscores. */
    public static Optional<DealType> of(String word) {
        String plain = Loose.plain(word);
        for (DealType type : values()) {
            if (plain.equals(type.name().toLowerCase(Locale.ROOT)) || type.words.contains(plain)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * What to ask for of a product: the type that is wanted where it is sold so, else the first that it is sold as.
     *
     * @param sold   as the product says, at least one
     * @param wanted the seller's own setting, or the default
     */
    static DealType toAsk(List<DealType> sold, DealType wanted) {
        return sold.contains(wanted) ? wanted : sold.get(0);
    }
}
