package org.opendirect.gateway.api.door;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A request of which the head has come: no more of it is read than what it takes to turn it away without losing track of where the next
 * one begins. Whatever is not quite plain is left to the server.
 *
 * @param path  as it was sent, without the query
 * @param whole whether its body has come too, and nothing after it
 */
record Arriving(String path, boolean whole) {

    private static final String VERSION = " HTTP/1.1";
    private static final int MAX_DIGITS = 7;

    /** @return null for what is not the beginning of one plain request with its head complete */
    static Arriving of(byte[] bytes, int length) {
        int end = lineEnd(bytes, 0, length);
        String path = end < 0 ? null : path(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
        int body = -1;
        for (int at = end + 2; path != null; at = end + 2) {
            end = lineEnd(bytes, at, length);
            if (end == at) {
                int last = at + 2 + Math.max(0, body);
                return length > last ? null : new Arriving(path, length == last);
            }
            int colon = end < 0 ? -1 : indexOf(bytes, ':', at, end);
            if (colon <= at || !isPlain(bytes, at, colon, end)) {
                return null;
            }
            if (isOfInterest(bytes, at, colon)) {
                String name = new String(bytes, at, colon - at, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                String value = new String(bytes, colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1).trim();
                if (name.equals("content-length")) {
                    if (body >= 0 || value.length() > MAX_DIGITS || !isNumber(value)) {
                        return null;
                    }
                    body = Integer.parseInt(value);
                } else if (name.equals("connection") ? !value.equalsIgnoreCase("keep-alive")
                        : name.equals("transfer-encoding") || name.equals("expect") || name.equals("upgrade")) {
                    return null;
                }
            }
        }
        return null;
    }

    private static String path(String line) {
        int method = line.indexOf(' ');
        boolean known = method > 0 && (line.startsWith("POST ") || line.startsWith("GET "));
        if (!known || !line.endsWith(VERSION) || line.length() <= method + 1 + VERSION.length()) {
            return null;
        }
        String target = line.substring(method + 1, line.length() - VERSION.length());
        if (target.charAt(0) != '/' || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return null;
        }
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** A blank in a name, or a line that ends in the middle of a line: the server may see other headers, and another end of the request. */
    private static boolean isPlain(byte[] bytes, int from, int colon, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < ' ' && bytes[i] >= 0 && (bytes[i] != '\t' || i < colon) || bytes[i] == ' ' && i < colon) {
                return false;
            }
        }
        return true;
    }

    /** By its first letter and its length, since there are a dozen headers and few of them matter. */
    private static boolean isOfInterest(byte[] bytes, int from, int to) {
        return switch (bytes[from] | 0x20) {
            case 'c' -> to - from == "content-length".length() || to - from == "connection".length();
            case 't', 'e', 'u' -> true;
            default -> false;
        };
    }

    private static boolean isNumber(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int lineEnd(byte[] bytes, int from, int length) {
        int cr = indexOf(bytes, '\r', from, length - 1);
        return cr >= 0 && bytes[cr + 1] == '\n' ? cr : -1;
    }

    private static int indexOf(byte[] bytes, char what, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == what) {
                return i;
            }
        }
        return -1;
    }
}
