package org.opendirect.gateway.doctor;

/** The parts of a walk, in their order. */
public enum Group {
    REACH("Reaching it"),
    CARD("Card and kind"),
    AUTH("Credentials"),
    PRODUCTS("Products"),
    PAGING("Paging"),
    SEARCH("Search"),
    AVAILS("Avails"),
    NEGOTIATION("Negotiation"),
    ACCOUNTS("Accounts"),
    ORDERS("Orders and lines"),
    DEALS("Quotes and deals"),
    ERRORS("Errors"),
    BOOKING("Booking");

    private final String title;

    Group(String title) {
        this.title = title;
    }

    /** As it is shown to people. */
    public String title() {
        return title;
    }
}
