package org.opendirect.gateway.bench;

import java.time.Duration;

/**
 * What is asked of the gateway.
 *
 * @param id      short, begins the names of its bookings
 * @param atOnce  whether all bookings are submitted as fast as the gateway takes them, or each after the one before has ended
 * @param latency how long the seller takes for a call
 */
record Load(String id, String title, int bookings, int linesEach, boolean atOnce, Duration latency) {

    /** The first round goes one at a time, all others at once; none of them is measured. */
    static Load warmUp(int round) {
        return new Load("W" + round, "warm-up", 50, round == 1 ? 1 : 5, round > 1, Duration.ZERO);
    }

    static Load oneAtATime(Duration latency) {
        return new Load("A", "one at a time", 100, 1, false, latency);
    }

    static Load manyCampaigns(Duration latency) {
        return new Load("B", "many campaigns", 200, 5, true, latency);
    }

    static Load oneLarge(Duration latency) {
        return new Load("C", "one booking of 50 lines", 1, 50, true, latency);
    }

    int lines() {
        return bookings * linesEach;
    }

    /** What the names of its bookings begin with; ends so that no other load's names begin with it. */
    String prefix() {
        return id + "-" + latency.toMillis() + "ms-";
    }
}
