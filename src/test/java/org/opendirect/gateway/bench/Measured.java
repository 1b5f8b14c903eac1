package org.opendirect.gateway.bench;

import java.time.Duration;
import java.util.List;

/**
 * One load on one database.
 *
 * @param seconds      from the first submit until the seller had booked the last line
 * @param elapsed      seconds from the first submit until the gateway showed every booking as booked; the CPU is that of this time
 * @param commits      that changed something, those of an idle gateway taken off
 * @param ordersAtOnce how many orders at most were under way at the seller at the same time
 * @param connections  that were opened to the seller meanwhile
 */
record Measured(String database, Load load, double seconds, double elapsed, double commits, Cpu cpu, int ordersAtOnce, int connections,
                List<Gaps> gaps) {

    double linesPerSecond() {
        return load.lines() / seconds;
    }

    double commitsPerLine() {
        return commits / load.lines();
    }

    double perLineMs(Duration cpu) {
        return cpu.toNanos() / 1e6 / load.lines();
    }

    /** How much of the machine others had. */
    double othersPercent(int cores) {
        return cpu.others().toNanos() / 1e9 / elapsed / cores * 100;
    }

    Gaps steps() {
        return gaps.stream().filter(g -> g.between().equals(Gaps.STEPS)).findFirst().orElseThrow();
    }
}
