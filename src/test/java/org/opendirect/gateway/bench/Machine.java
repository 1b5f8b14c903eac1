package org.opendirect.gateway.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the figures were taken on. */
final class Machine {

    private static final int SYNCS = 100;
    private static final int BLOCK = 4_096;

    private Machine() {
    }

    static List<String> facts(Path folder) throws IOException {
        var os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Gaps sync = syncs(folder);
        var facts = new ArrayList<String>();
        facts.add(String.format(Locale.ROOT, "%s, %d cores, %d GB, %s %s", processor(), os.getAvailableProcessors(),
                Math.round(os.getTotalMemorySize() / 1e9), System.getProperty("os.name"), System.getProperty("os.version")));
        facts.add(String.format(Locale.ROOT, "disk: %s; appending 4 KB and syncing it takes %.2f ms (p50), %.2f ms (p99)",
                Files.getFileStore(folder).type(), sync.percentile(0.5), sync.percentile(0.99)));
        facts.add("JDK " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")");
        facts.add(String.format(Locale.ROOT, "load average before: %.2f", os.getSystemLoadAverage()));
        return facts;
    }

    /** What a durable commit costs here at the least. */
    private static Gaps syncs(Path folder) throws IOException {
        var nanos = new ArrayList<Long>();
        try (FileChannel file = FileChannel.open(folder.resolve("sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                file.write(ByteBuffer.allocate(BLOCK));
                file.force(false);
                nanos.add(System.nanoTime() - start);
            }
        }
        return Gaps.of("sync", nanos);
    }

    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream().filter(l -> l.startsWith("model name")).map(l -> l.substring(l.indexOf(':') + 1).trim())
                .findFirst().orElse(System.getProperty("os.arch"));
    }
}
