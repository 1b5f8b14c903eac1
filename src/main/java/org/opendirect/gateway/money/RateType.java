package org.opendirect.gateway.money;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** The unit a price is for (OpenDirect 2.1, Product.ratetype). */
public enum RateType {
    /** per thousand impressions */
    CPM("CPM", 1000),
    /** per thousand viewed impressions */
    CPMV("CPMV", 1000),
    /** per click */
    CPC("CPC", 1),
    /** per day */
    CPD("CPD", 1),
    /** for the whole line, whatever its quantity */
    FLAT_RATE("FlatRate", 0);

    private final String wireName;
    private final int unitsPerPrice;

    RateType(String wireName, int unitsPerPrice) {
        this.wireName = wireName;
        this.unitsPerPrice = unitsPerPrice;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** How many units one price buys; 0 when the quantity does not matter. */
    int unitsPerPrice() {
        return unitsPerPrice;
    }

    /**
     * Whether a ceiling on the price per thousand impressions can be held against this rate. A CPMV price is an upper bound of the
     * CPM that is paid, since no more impressions are viewed than served.
     */
    public boolean boundedByCpm() {
        return unitsPerPrice == 1000;
    }

    public static Optional<RateType> of(String text) {
        if (CPM.wireName.equals(text)) {
            return Optional.of(CPM);
        }
        String plain = text == null ? "" : text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        return switch (plain) {
            case "CPM" -> Optional.of(CPM);
            case "CPMV", "VCPM" -> Optional.of(CPMV);
            case "CPC" -> Optional.of(CPC);
            case "CPD" -> Optional.of(CPD);
            case "FLATRATE", "FLATFEE", "FLAT" -> Optional.of(FLAT_RATE);
            default -> Optional.empty();
        };
    }
}
