package org.opendirect.gateway.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * One request as the stub seller reads it: of HTTP just what the gateway's client sends.
 *
 * @param arrived when its first byte was there, in {@link System#nanoTime()}
 */
record HttpRequestIn(long arrived, String method, String path, String query, byte[] body) {

    private static final int MAX_HEAD_LINE = 8_192;

    /** The next request of a connection, or null when its other end has closed it. */
    static HttpRequestIn read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        long arrived = System.nanoTime();
        String[] start = ((char) first + line(in)).split(" ");
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            String name = header.substring(0, colon);
            if (name.equalsIgnoreCase("Content-Length")) {
                length = Integer.parseInt(header.substring(colon + 1).trim());
            } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
                throw new IOException("the stub reads bodies of a known length only");
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body has ended early");
        }
        int mark = start[1].indexOf('?');
        return new HttpRequestIn(arrived, start[0], mark < 0 ? start[1] : start[1].substring(0, mark),
                mark < 0 ? "" : start[1].substring(mark + 1), body);
    }

    /** The path's segments below the base path. */
    List<String> below(String base) {
        return path.startsWith(base + "/") ? List.of(path.substring(base.length() + 1).split("/")) : List.of();
    }

    /** A whole number of the query. */
    int number(String name, int otherwise) {
        for (String pair : query.replace("%24", "$").split("&")) {
            if (pair.startsWith(name + "=")) {
                return Integer.parseInt(pair.substring(name.length() + 1));
            }
        }
        return otherwise;
    }

    private static String line(InputStream in) throws IOException {
        var text = new StringBuilder(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || text.length() > MAX_HEAD_LINE) {
                throw new EOFException("the head has ended early, or never");
            }
            if (b != '\r') {
                text.append((char) b);
            }
        }
        return text.toString();
    }
}
