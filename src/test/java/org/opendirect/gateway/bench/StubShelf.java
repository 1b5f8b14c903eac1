package org.opendirect.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a stub seller has: so many products of the same length in bytes, prices of its own, in the sandbox's form. */
final class StubShelf {

    /** With these, ten products are 3.7 KB. */
    private static final int PRODUCT_BYTES = 369;
    private static final String CARD = "{\"name\":\"Stub %d\",\"version\":\"1.0\",\"openDirectVersion\":\"2.1\",\"capabilities\":[\"products\"]}";

    /** what nobody needs at an answer's end, with room for a number */
    private static final String STAMP = "],\"answer\":\"000000000000\"}";
    private static final int STAMP_END = "\"}".length();

    private StubShelf() {
    }

    static byte[] card(int seller) {
        return json(200, String.format(CARD, seller));
    }

    static byte[] nothing() {
        return json(404, "{\"error\":\"not found\"}");
    }

    /** A page of a seller's products as a whole HTTP answer. */
    static byte[] products(int seller, int products, int skip, int top) {
        var body = new StringBuilder("{\"products\":[");
        for (int i = skip; i < Math.min(products, skip + top); i++) {
            body.append(i == skip ? "" : ",").append(product(seller, i));
        }
        return json(200, body.append(STAMP).toString());
    }

    /** The same answer with another stamp, so that it is the same in nothing but its products. */
    static byte[] stamped(byte[] answer, long stamp) {
        byte[] fresh = answer.clone();
        int at = fresh.length - STAMP_END;
        for (long rest = stamp; rest > 0; rest /= 10) {
            fresh[--at] = (byte) ('0' + rest % 10);
        }
        return fresh;
    }

    /** The head of an answer of unknown length, for a body that takes long or never ends. */
    static byte[] endlessHead() {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] chunk(String text) {
        return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Every seller's n-th product has another price, and none is in order. */
    static String product(int seller, int n) {
        int cents = 500 + (seller * 7_919 + n * 104_729) % 4_000;
        String json = String.format(Locale.ROOT, "{\"id\":\"prod-%03d\",\"publisherId\":\"pub-%02d\",\"name\":\"Display %03d of seller %02d\",\"currency\":\"USD\","
                + "\"basePrice\":%d.%02d,\"rateType\":\"CPM\",\"deliveryType\":\"Guaranteed\",\"channel\":\"display\",\"adFormats\":[\"banner\"],"
                + "\"availableImpressions\":%d,\"negotiationEnabled\":true,\"targeting\":{\"capabilities\":[\"geo\",\"device\",\"interest\"]},"
                + "\"description\":\"", n, seller, n, seller, cents / 100, cents % 100, 9_000_000 - n * 1_000);
        return json + "x".repeat(PRODUCT_BYTES - json.length() - 2) + "\"}";
    }

    private static byte[] json(int status, String body) {
        return ("HTTP/1.1 " + status + (status == 200 ? " OK" : " Not Found") + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
