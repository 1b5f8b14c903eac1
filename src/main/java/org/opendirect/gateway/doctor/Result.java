package org.opendirect.gateway.doctor;

/** What a check has come to. */
public enum Result {
    PASSED("passed"),
    /** a buyer would be hurt by it, or the standard demands it */
    FAILED("FAILED"),
    /** a seller need not serve it, or there was nothing to look at, or no time */
    NOT_OFFERED("not offered");

    private final String words;

    Result(String words) {
        this.words = words;
    }

    /** As it is shown to people. */
    public String words() {
        return words;
    }
}
