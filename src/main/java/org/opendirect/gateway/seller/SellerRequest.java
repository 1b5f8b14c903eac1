package org.opendirect.gateway.seller;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * One call to one seller, as it will leave.
 *
 * @param seller   the seller's id
 * @param wire     what is said
 * @param spare    whether it can be spared: it is not made while the seller is in trouble, and says so at once
 * @param deadline when the answer is no longer wanted, in {@link System#nanoTime()}; the seller's own timeout may end it sooner
 */
public record SellerRequest(String seller, WireRequest wire, long deadline, boolean spare) {

    /** One that is made whatever is thought of the seller. */
    public SellerRequest(String seller, WireRequest wire, long deadline) {
        this(seller, wire, deadline, false);
    }

    public static SellerRequest within(String seller, WireRequest wire, Duration limit) {
        return new SellerRequest(seller, wire, System.nanoTime() + limit.toNanos());
    }

    /** The same, given up at this moment of {@link System#nanoTime()} at the latest. */
    public SellerRequest notAfter(long end) {
        return end - deadline < 0 ? new SellerRequest(seller, wire, end, spare) : this;
    }

    /** What the journal keeps of the request: enough to prove what was sent, without keeping it. */
    public String hash() {
        String line = wire.method() + " " + wire.path() + "?" + wire.query() + "\n";
        byte[] head = line.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + wire.body().length);
        System.arraycopy(wire.body(), 0, all, head.length, wire.body().length);
        return Json.sha256(all);
    }
}
