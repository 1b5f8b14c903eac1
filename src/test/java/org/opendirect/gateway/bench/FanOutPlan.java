package org.opendirect.gateway.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param clients how many at a time, with twenty sellers of ten products each
 * @param sellers how many, in the table of what more of them cost
 * @param seconds of each load
 * @param longer  of the loads whose rare answers matter
 * @param warmUp  seconds of each answer's size, before anything is measured
 * @param rounds  of five seconds more, at most, until the compilers have little left to do
 * @param starts  of the gateway, to see how long one takes
 * @param written whether the report is written
 * @param limit   for one JDK
 */
record FanOutPlan(List<Integer> clients, List<Integer> sellers, int seconds, int longer, int warmUp, int rounds, int starts, boolean written, Duration limit) {

    /** What every target is about. */
    static final int SELLERS = 20;
    static final int MOST_CLIENTS = 64;
    static final int SMALL = 10;
    static final int LARGE = 50;

    static FanOutPlan quick() {
        return new FanOutPlan(List.of(1, 16, MOST_CLIENTS), List.of(SELLERS), 4, 8, 12, 6, 1, false, Duration.ofMinutes(7));
    }

    static FanOutPlan full() {
        return new FanOutPlan(List.of(1, 8, 16, 32, MOST_CLIENTS), List.of(1, 10, SELLERS, 50), 4, 10, 18, 20, 3, true, Duration.ofSeconds(750));
    }
}
