package org.opendirect.gateway.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opendirect.gateway.booking.NaturalKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that plans are dropped into, perhaps that of several gateways. A file that is being taken has a name of its own meanwhile, so
 * that a newer one in its place is another file, and comes next.
 */
final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);
    /** when it was taken, by whom, and its name; what begins with a point is nobody's plan */
    private static final Pattern TAKEN = Pattern.compile("\\.taken-(\\d{1,18})-[0-9a-z]+-(.+)");

    private final Path folder;
    private final Clock clock;

    Inbox(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Path folder() {
        return folder;
    }

    /** Whether this file, by its whole path, lies here; else it comes from elsewhere and is removed by whoever has brought it. */
    boolean holds(String path, String name) {
        try {
            return path != null && Files.exists(folder.resolve(name)) && Files.isSameFile(Path.of(path), folder.resolve(name));
        } catch (IOException e) {
            return false;
        }
    }

    /** The file under the name that it has while it is taken; empty when another gateway was faster. */
    Optional<Path> take(String name) throws IOException {
        Path taken = folder.resolve(".taken-" + clock.millis() + "-" + NaturalKey.unique() + "-" + name);
        try {
            return Optional.of(Files.move(folder.resolve(name), taken, StandardCopyOption.ATOMIC_MOVE));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Under its own name, or under another where a newer file has that by now. */
    void putBack(Path taken) {
        Matcher named = TAKEN.matcher(taken.getFileName().toString());
        try {
            if (named.matches()) {
                Path back = folder.resolve(named.group(2));
                for (int n = 2; Files.exists(back); n++) {
                    back = folder.resolve(numbered(named.group(2), n));
                }
                Files.move(taken, back);
            }
        } catch (IOException e) {
            log.error("The plan file {} cannot be put back into the inbox; it will be tried again", taken, e);
        }
    }

    /** What was taken so long ago that its gateway must have been killed over it. */
    void putBackLeft(Duration longAgo) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.filter(f -> {
                Matcher named = TAKEN.matcher(f.getFileName().toString());
                return named.matches() && clock.millis() - Long.parseLong(named.group(1)) >= longAgo.toMillis();
            }).toList();
            left.forEach(this::putBack);
        }
    }

    /** Another name for a file of that name: {@code a~2.yaml}. */
    static String numbered(String name, int n) {
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot) + "~" + n + name.substring(dot);
    }
}
