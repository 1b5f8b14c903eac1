package org.opendirect.gateway.seller.dialect;

/** What one call to a seller came to. */
public sealed interface Outcome<T> {

    /** What stood in the way, in words; empty when nothing did. */
    String reason();

    /** The seller did it, or answered the question. */
    record Accepted<T>(T value) implements Outcome<T> {
        @Override
        public String reason() {
            return "";
        }
    }

    /**
     * The seller said no, and nothing happened: a 4xx other than 408, 409, 425 and 429.
     *
     * @param words all that the seller said, in which it may have named what it did not understand
     */
    record Refused<T>(int status, String reason, String words) implements Outcome<T> {
        public Refused(int status, String reason) {
            this(status, reason, reason);
        }

        public boolean notServed() {
            return WireReply.isNotServed(status);
        }

        /** Whether the seller could not read what was sent, rather than not wanting it. */
        public boolean isMalformed() {
            return WireReply.isMalformed(status);
        }
    }

    /** It may have happened or not: no answer, a 5xx, one of those four, a redirect, or an answer that cannot be read. */
    record Unknown<T>(String reason, boolean neverSent, String retryAfter) implements Outcome<T> {
        public Unknown(String reason) {
            this(reason, false, "");
        }
    }
}
