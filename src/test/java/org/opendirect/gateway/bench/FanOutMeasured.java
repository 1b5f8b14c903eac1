package org.opendirect.gateway.bench;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One load on the gateway or on the control.
 *
 * @param who         {@link #GATEWAY} or {@link #CONTROL}
 * @param begin       of the measured time
 * @param end         of it
 * @param loadAverage of the machine at the end
 * @param lateMicros  how much later than promised the stub's answers left, p99
 */
record FanOutMeasured(String who, Jvm jvm, SearchLoad load, LoadGenerator.Heard heard, Snapshot begin, Snapshot end, double loadAverage,
                      long lateMicros) {

    static final String GATEWAY = "gateway";
    static final String CONTROL = "control";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** What everybody has used so far. */
    record Snapshot(long nanos, ProcessFigures process, Duration compilers, Duration stub, Duration bench, Duration machine) {
        static Snapshot of(ProcessHandle process, ProcessHandle stub) {
            return new Snapshot(System.nanoTime(), ProcessFigures.of(process), Cpu.ofCompilers(process), Cpu.of(stub),
                    Cpu.of(ProcessHandle.current()), Cpu.ofMachine());
        }
    }

    double perSecond() {
        return heard.searches() / seconds();
    }

    /** The most searches a second that the gateway has answered in these loads, at so many sellers of few products; empty for none. */
    static OptionalDouble peak(List<FanOutMeasured> loads, int sellers) {
        return loads.stream().filter(m -> m.who.equals(GATEWAY) && !m.load.open() && m.load.sellers() == sellers
                && m.load.products() == FanOutPlan.SMALL && !m.load.fresh()).mapToDouble(FanOutMeasured::perSecond).max();
    }

    double seconds() {
        return (end.nanos - begin.nanos) / 1e9;
    }

    double cpuMs() {
        return perSearchMs(end.process.cpu().minus(begin.process.cpu()));
    }

    double compilersMs() {
        return perSearchMs(end.compilers.minus(begin.compilers));
    }

    double wholeMs(double percentile) {
        return heard.whole().getValueAtPercentile(percentile) / 1e3;
    }

    double addedMs(double percentile) {
        return heard.added().getValueAtPercentile(percentile) / 1e3;
    }

    double maxMs() {
        return heard.whole().getMaxValue() / 1e3;
    }

    /** How much of the machine stub and load generator had, in per cent. */
    double benchPercent() {
        return percent(end.stub.minus(begin.stub).plus(end.bench).minus(begin.bench));
    }

    /** How much of it others had, who have no part in this. */
    double othersPercent() {
        Duration ours = end.stub.minus(begin.stub).plus(end.bench).minus(begin.bench).plus(end.process.cpu()).minus(begin.process.cpu());
        return Math.max(0, percent(end.machine.minus(begin.machine).minus(ours)));
    }

    boolean is(String name, SearchLoad.Shape shape) {
        return who.equals(name) && shape.equals(load.shape());
    }

    private double perSearchMs(Duration cpu) {
        return cpu.toNanos() / 1e6 / Math.max(1, heard.searches());
    }

    private double percent(Duration cpu) {
        return cpu.toNanos() / 1e9 / seconds() / CORES * 100;
    }
}
