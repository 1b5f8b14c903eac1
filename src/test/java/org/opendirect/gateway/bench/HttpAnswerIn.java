package org.opendirect.gateway.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One HTTP answer as it comes in, piece by piece: a body of a known length, or in chunks. Used again for the next one. */
final class HttpAnswerIn {

    private static final byte[] CHUNKED = "transfer-encoding: chunked".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "connection: close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private byte[] raw;
    private int end;
    /** where the body begins, 0 while the head is not there */
    private int bodyAt;
    private int bodyEnd;
    private boolean chunked;
    private boolean last;
    private int length;
    /** where the next chunk's size stands */
    private int chunkAt;

    /** @param expected how long an answer is expected to be; a longer one costs a copy, once */
    HttpAnswerIn(int expected) {
        raw = new byte[expected];
    }

    void reset() {
        end = 0;
        bodyAt = 0;
        bodyEnd = 0;
    }

    /** Where the next bytes are to be read to. */
    ByteBuffer room() {
        if (end == raw.length) {
            raw = Arrays.copyOf(raw, raw.length * 2);
        }
        return ByteBuffer.wrap(raw, end, raw.length - end);
    }

    /** Takes note of bytes read; whether the answer is whole now. */
    boolean took(int bytes) throws IOException {
        int from = Math.max(0, end - 3);
        end += bytes;
        if (bodyAt == 0 && !head(from)) {
            return false;
        }
        return chunked ? chunks() : end - bodyAt >= length;
    }

    int status() {
        return (raw[9] - '0') * 100 + (raw[10] - '0') * 10 + raw[11] - '0';
    }

    /** Whether the connection ends with this answer. */
    boolean last() {
        return last;
    }

    /** The array that holds the body, from {@link #from} to {@link #to}. */
    byte[] array() {
        return raw;
    }

    int from() {
        return bodyAt;
    }

    int to() {
        return chunked ? bodyEnd : bodyAt + length;
    }

    private boolean head(int from) throws IOException {
        for (int i = from; i + 3 < end; i++) {
            if (raw[i] == '\r' && raw[i + 1] == '\n' && raw[i + 2] == '\r' && raw[i + 3] == '\n') {
                bodyAt = i + 4;
                chunked = header(CHUNKED) >= 0;
                last = header(CLOSE) >= 0;
                int at = header(LENGTH);
                if (!chunked && at < 0) {
                    throw new IOException("an answer without a length");
                }
                length = chunked ? 0 : Integer.parseInt(new String(raw, at, lineEnd(at) - at, StandardCharsets.US_ASCII).trim());
                chunkAt = bodyAt;
                bodyEnd = bodyAt;
                return true;
            }
        }
        return false;
    }

    /** Where a header's value begins, -1 when there is no such header. */
    private int header(byte[] name) {
        for (int i = 0; i < bodyAt - name.length; i++) {
            int n = 0;
            while (n < name.length && (raw[i + n] >= 'A' && raw[i + n] <= 'Z' ? raw[i + n] + 32 : raw[i + n]) == name[n]) {
                n++;
            }
            if (n == name.length) {
                return i + n;
            }
        }
        return -1;
    }

    /** Moves what has come of the chunks together; whether the last was among them. */
    private boolean chunks() throws IOException {
        while (true) {
            int line = lineEnd(chunkAt);
            if (line < 0) {
                return false;
            }
            int size = Integer.parseInt(new String(raw, chunkAt, line - chunkAt, StandardCharsets.US_ASCII), 16);
            int next = line + 2 + size + 2;
            if (next > end) {
                return false;
            }
            if (size == 0) {
                return true;
            }
            System.arraycopy(raw, line + 2, raw, bodyEnd, size);
            bodyEnd += size;
            chunkAt = next;
        }
    }

    private int lineEnd(int from) {
        for (int i = from; i + 1 < end; i++) {
            if (raw[i] == '\r' && raw[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
