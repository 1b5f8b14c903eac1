package org.opendirect.gateway.seller;

import java.util.Locale;

/** What discovery has found, as shown at GET /sellers. */
public enum SellerStatus {
    /** not asked yet, or nothing of a seller was found where it should be: its problem says so then */
    UNKNOWN,
    /** has a card of this OpenDirect major version, or of none said */
    UP,
    /** answers, but exposes no card; usable */
    NO_CARD,
    /** declares another OpenDirect major version; never ordered from */
    INCOMPATIBLE,
    /** refuses our credential */
    UNAUTHORIZED,
    /** does not answer */
    DOWN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
