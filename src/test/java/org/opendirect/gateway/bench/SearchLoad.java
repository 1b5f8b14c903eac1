package org.opendirect.gateway.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Searches, and how they come: from so many clients that each wait for their answer, or at a fixed rate whatever becomes of them.
 *
 * @param clients    of a closed load; 0 for an open one
 * @param rate       searches a second of an open load
 * @param sellers    how many are asked
 * @param named      their names, where they are to be named in the search; else empty
 * @param good       how many of them have to be ok in every answer
 * @param products   that each good seller finds
 * @param deadlineMs of each search; 0 leaves it to the gateway
 * @param latency    of the sellers, to tell what the gateway has added
 * @param seconds    that are measured, after {@code ramp} seconds that are not
 * @param mayRefuse  whether 503 is an answer as good as another
 * @param fresh      whether no seller says twice the same, byte for byte
 */
record SearchLoad(int clients, double rate, int sellers, List<String> named, int good, int products, int deadlineMs, SellerLatency latency,
                  int ramp, int seconds, boolean mayRefuse, boolean fresh) {

    static SearchLoad closed(int clients, int sellers, int products, SellerLatency latency, int seconds) {
        return new SearchLoad(clients, 0, sellers, List.of(), sellers, products, 0, latency, 1, seconds, false, false);
    }

    static SearchLoad open(double rate, int sellers, int products, SellerLatency latency, int seconds) {
        return new SearchLoad(0, rate, sellers, List.of(), sellers, products, 0, latency, 1, seconds, false, false);
    }

    /** The same, of some of the sellers by name. */
    SearchLoad of(List<String> names) {
        return new SearchLoad(clients, rate, names.size(), names, names.size(), products, deadlineMs, latency, ramp, seconds, mayRefuse, fresh);
    }

    /** The same with a deadline that only so many sellers keep. */
    SearchLoad within(int deadline, int goodSellers) {
        return new SearchLoad(clients, rate, sellers, named, goodSellers, products, deadline, latency, ramp, seconds, mayRefuse, fresh);
    }

    /** The same, more of it than anybody can answer. */
    SearchLoad refusable() {
        return new SearchLoad(clients, rate, sellers, named, good, products, deadlineMs, latency, ramp, seconds, true, fresh);
    }

    /** The same, of sellers that never say the same twice. */
    SearchLoad withFreshAnswers() {
        return new SearchLoad(clients, rate, sellers, named, good, products, deadlineMs, latency, ramp, seconds, mayRefuse, true);
    }

    /** What makes two loads comparable. */
    record Shape(int clients, double rate, int sellers, int products, int deadlineMs, SellerLatency latency, boolean fresh) {
    }

    Shape shape() {
        return new Shape(clients, rate, sellers, products, deadlineMs, latency, fresh);
    }

    boolean open() {
        return clients == 0;
    }

    /** A search as it is sent; its number lets through every product of the stub. */
    byte[] request(long number) {
        String body = "{\"minImpressions\":" + number
                + (named.isEmpty() ? "" : named.stream().collect(Collectors.joining("\",\"", ",\"sellers\":[\"", "\"]")))
                + (deadlineMs == 0 ? "" : ",\"deadlineMs\":" + deadlineMs) + "}";
        return ("POST /api/v1/products/search HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
