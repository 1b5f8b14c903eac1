package org.opendirect.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * CPU time used so far: of the gateway, of the compilers in its JVM as a part of that, of the database's own processes, of the bench
 * (seller and callers), and of the whole machine. The kernel counts it in hundredths of a second; where there is no /proc, the compilers
 * and the machine are zero.
 */
record Cpu(Duration gateway, Duration compilers, Duration database, Duration bench, Duration machine) {

    private static final Path PROC = Path.of("/proc");
    private static final int MS_PER_TICK = 10;
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int STEAL = 7;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    static Cpu now(ProcessHandle gateway, BenchDatabase database) {
        return new Cpu(of(gateway), ofCompilers(gateway), database.cpu(), of(ProcessHandle.current()), ofMachine());
    }

    static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    Cpu since(Cpu before) {
        return new Cpu(gateway.minus(before.gateway), atLeastZero(compilers.minus(before.compilers)), database.minus(before.database),
                bench.minus(before.bench), machine.minus(before.machine));
    }

    /** What others had of the machine, the host included: more than a little, and the figures are theirs as much as ours. */
    Duration others() {
        return atLeastZero(machine.minus(gateway).minus(database).minus(bench));
    }

    /** Threads and processes that have ended take their time with them. */
    private static Duration atLeastZero(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }

    static Duration ofCompilers(ProcessHandle gateway) {
        Path threads = PROC.resolve(gateway.pid() + "/task");
        if (!Files.isDirectory(threads)) {
            return Duration.ZERO;
        }
        try (Stream<Path> all = Files.list(threads)) {
            return Duration.ofMillis(all.mapToLong(Cpu::ticksOfCompiler).sum() * MS_PER_TICK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line as {@code 123 (C2 CompilerThre) S 1 …}; what follows the name is counted from its state. */
    private static long ticksOfCompiler(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int name = stat.lastIndexOf(')');
            String[] fields = stat.substring(name + 2).split(" ");
            return stat.substring(0, name).contains("CompilerThre") ? Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]) : 0;
        } catch (IOException e) {
            // it has ended in between
            return 0;
        }
    }

    /** The first line: user, nice, system, idle, iowait, irq, softirq, steal. */
    static Duration ofMachine() {
        if (!Files.isReadable(PROC.resolve("stat"))) {
            return Duration.ZERO;
        }
        try {
            long[] ticks = Arrays.stream(Files.readAllLines(PROC.resolve("stat")).get(0).split("\\s+")).skip(1).mapToLong(Long::parseLong).toArray();
            long busy = Arrays.stream(ticks).limit(STEAL + 1).sum() - ticks[IDLE] - ticks[IO_WAIT];
            return Duration.ofMillis(busy * MS_PER_TICK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
