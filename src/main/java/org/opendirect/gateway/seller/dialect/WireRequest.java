package org.opendirect.gateway.seller.dialect;

import java.nio.charset.StandardCharsets;
import org.opendirect.gateway.json.Json;

/**
 * A request in a seller's own words.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path   below the seller's base URL unless {@code atOrigin}; each segment percent-encoded
 * @param query  percent-encoded, without the question mark; empty for none
 * @param body   JSON, or empty for none
 */
public record WireRequest(String method, String path, String query, byte[] body, boolean atOrigin) {

    private static final byte[] NONE = {};
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    public static WireRequest get(String path, String query) {
        return new WireRequest("GET", path, query, NONE, false);
    }

    public static WireRequest post(String path, Object body) {
        return new WireRequest("POST", path, "", Json.bytes(body), false);
    }

    public static WireRequest post(String path, String query, Object body) {
        return new WireRequest("POST", path, query, Json.bytes(body), false);
    }

    public WireRequest fromOrigin() {
        return new WireRequest(method, path, query, body, true);
    }

    /** Whether it only reads: also searches, and questions for avails and prices, which OpenDirect posts. */
    public boolean onlyReads() {
        return method.equals("GET") || path.startsWith("/products/") || path.endsWith("/pricing");
    }

    /** Whether it may be sent again when nobody knows what became of it: it only reads, or it asks for a quote, which binds nobody. */
    public boolean repeatable() {
        return onlyReads() || path.endsWith("/quotes");
    }

    /**
     * An id as one path segment. Everything but unreserved characters is percent-encoded, so that no id can change the path, start a
     * query or name a placeholder. The two that mean a place in the tree are no ids.
     */
    public static String segment(String id) {
        if (id == null || id.isBlank() || id.equals(".") || id.equals("..")) {
            throw new IllegalArgumentException("not usable as an id: " + id);
        }
        var encoded = new StringBuilder();
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }
}
