package org.opendirect.gateway.seller;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * What bounds every call to any seller: one clock for their deadlines, the most bytes that are read of an answer, and the most that all
 * large answers may hold at one time, so that no number of sellers can fill the memory.
 */
public final class TransportLimits implements AutoCloseable {

    /** smaller answers are not counted: what may be under way at once bounds them */
    private static final int SMALL = 64 * 1_024;

    private final int maxBody;
    private final Semaphore room;
    private final CallDeadlines deadlines = new CallDeadlines();
    private final DeadlineDns dns;

    /**
     * @param maxBody bytes of one answer
     * @param maxHeld bytes of all answers above 64 KB that are being read or looked at
     */
    public TransportLimits(long maxBody, long maxHeld) {
        this(maxBody, maxHeld, SystemDefaultDnsResolver.INSTANCE);
    }

    TransportLimits(long maxBody, long maxHeld, DnsResolver resolver) {
        this.dns = new DeadlineDns(resolver);
        this.maxBody = Math.toIntExact(Math.min(maxBody, Integer.MAX_VALUE - 8L));
        this.room = new Semaphore((int) Math.min(Math.max(maxBody, maxHeld) / SMALL + 1, Integer.MAX_VALUE));
    }

    CallDeadlines deadlines() {
        return deadlines;
    }

    DeadlineDns dns() {
        return dns;
    }

    /**
     * Reads an answer to its end.
     *
     * @param length as the seller says; negative when it does not
     * @param call   keeps account of the room that the answer takes, until {@link #free}
     */
    byte[] read(InputStream in, long length, SellerCallContext call) throws IOException {
        if (length > maxBody) {
            throw new TooLargeException(maxBody);
        }
        if (length >= 0 && length <= SMALL) {
            return in.readNBytes((int) length);
        }
        var pieces = new ArrayList<byte[]>();
        byte[] piece = in.readNBytes(SMALL);
        while (piece.length == SMALL) {
            if (!room.tryAcquire()) {
                throw new NoRoomException();
            }
            call.bufferPermits++;
            pieces.add(piece);
            piece = in.readNBytes(SMALL);
            if ((long) pieces.size() * SMALL + piece.length > maxBody) {
                throw new TooLargeException(maxBody);
            }
        }
        return joined(pieces, piece);
    }

    private static byte[] joined(List<byte[]> pieces, byte[] last) {
        byte[] whole = new byte[pieces.size() * SMALL + last.length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, SMALL);
            at += SMALL;
        }
        System.arraycopy(last, 0, whole, at, last.length);
        return whole;
    }

    /** The answer is not needed any more. */
    void free(SellerCallContext call) {
        room.release(call.bufferPermits);
        call.bufferPermits = 0;
    }

    @Override
    public void close() {
        deadlines.close();
        dns.close();
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

    /** Nothing is wrong with the answer, but there are too many large ones at once. */
    static final class NoRoomException extends IOException {
        NoRoomException() {
            super("there are too many large answers at once for this one to be read");
        }
    }

    /** The request did not leave. */
    static final class NotSentException extends IOException {
        NotSentException(String message) {
            super(message);
        }
    }

    /** The forward proxy has answered itself: nothing has come to the seller. */
    static final class ProxyRefusedException extends IOException {
        ProxyRefusedException(int status) {
            super("the proxy answered HTTP " + status + (status == 407 ? ": it wants other credentials" : " instead of a connection"));
        }
    }
}
