package org.opendirect.gateway.seller;

import java.io.IOException;
import java.io.InputStream;

/** What bounds every call to any seller: one clock for their deadlines, and the most bytes that are read of an answer. */
public final class TransportLimits implements AutoCloseable {

    private final int maxBody;
    private final CallDeadlines deadlines = new CallDeadlines();

    public TransportLimits(long maxBody) {
        this.maxBody = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE - 8L));
    }

    CallDeadlines deadlines() {
        return deadlines;
    }

    /** @param length as the seller says; negative when it does not */
    byte[] read(InputStream in, long length) throws IOException {
        if (length > maxBody) {
            throw new TooLargeException(maxBody);
        }
        // an answer of known length is read into one array of that length
        byte[] body = in.readNBytes(length >= 0 ? (int) length : maxBody + 1);
        if (body.length > maxBody) {
            throw new TooLargeException(maxBody);
        }
        return body;
    }

    @Override
    public void close() {
        deadlines.close();
    }

    /** The deadline passed; says so instead of the socket's own complaint. */
    static final class DeadlineException extends IOException {
        DeadlineException() {
            super("no answer in time");
        }
    }

    static final class TooLargeException extends IOException {
        TooLargeException(int limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }

    /** The request did not leave. */
    static final class NotSentException extends IOException {
        NotSentException(String message) {
            super(message);
        }
    }
}
