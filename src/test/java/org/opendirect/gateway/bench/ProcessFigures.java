package org.opendirect.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process takes, as the kernel counts it.
 *
 * @param cpu     so far
 * @param rssMb   resident memory, in MB of 1,000,000 bytes
 * @param threads all of them, the JVM's own included
 */
record ProcessFigures(Duration cpu, double rssMb, int threads) {

    static ProcessFigures of(ProcessHandle process) {
        double rss = 0;
        int threads = 0;
        try {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    rss = number(line) * 1_024 / 1e6;
                } else if (line.startsWith("Threads:")) {
                    threads = (int) number(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProcessFigures(Cpu.of(process), rss, threads);
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
