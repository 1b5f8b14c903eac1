package org.opendirect.gateway.seller.dialect;

import java.util.List;

/**
 * What a seller showed of a list.
 *
 * @param received how many items came, also those that could not be read
 * @param total    how many there are in all; null where the seller does not say
 * @param next     what it says of the page after this one
 */
public record PageOf<T>(List<T> items, int received, Long total, NextPage next) {

    /** A page of a list of which no total is told. */
    public static <T> PageOf<T> of(List<T> items) {
        return new PageOf<>(items, items.size(), null, NextPage.UNSAID);
    }
}
