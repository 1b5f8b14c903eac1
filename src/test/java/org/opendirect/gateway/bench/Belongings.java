package org.opendirect.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/** What a benchmark has started and written: ended and deleted with it, also after Ctrl-C, and when it takes too long. */
final class Belongings {

    /** What has to be ended, last first. */
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final Path folder;

    private Belongings(Path folder) {
        this.folder = folder;
    }

    /** For a benchmark that ends within the limit, whatever it hangs in. */
    static Belongings until(Duration limit, String name) throws IOException {
        var belongings = new Belongings(Files.createTempDirectory(name));
        Runtime.getRuntime().addShutdownHook(new Thread(belongings::close, "close"));
        alarm(limit);
        return belongings;
    }

    /** A folder that is deleted at the end. */
    Path folder() {
        return folder;
    }

    synchronized <T extends AutoCloseable> T opened(T resource) {
        toClose.push(resource);
        return resource;
    }

    synchronized void closeOpened() {
        while (!toClose.isEmpty()) {
            try {
                toClose.pop().close();
            } catch (Exception e) {
                System.err.println("not closed in good order: " + e.getMessage());
            }
        }
    }

    private void close() {
        closeOpened();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(Belongings::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("left behind: " + folder);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void alarm(Duration limit) {
        var alarm = new Thread(() -> {
            try {
                Thread.sleep(limit.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            System.err.println("Not done after " + limit.toSeconds() + " s: given up");
            System.exit(3);
        }, "alarm");
        alarm.setDaemon(true);
        alarm.start();
    }
}
