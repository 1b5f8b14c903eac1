package org.opendirect.gateway.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.problem.Problem;

/**
 * The folder that plans are dropped into, perhaps that of several gateways. What is being taken lies in a folder of its own meanwhile, under
 * its own name, so that a newer one in its place is another file, and comes next. Nothing that lies here is opened before it was found to be
 * an ordinary file, and no more is read than a plan may have.
 */
final class Inbox {

    /** when it was taken, and by whom; what begins with a point is nobody's plan */
    private static final Pattern TAKEN = Pattern.compile("\\.taken-(\\d{1,18})-[0-9a-z]+(?:-(.+))?");
    private static final Set<String> PLANS = Set.of("json", "yaml", "yml", "csv");
    /** what programs that copy, download or edit write beside the file or in its place, and take away again themselves */
    private static final Set<String> PASSING = Set.of("tmp", "part", "partial", "filepart", "crdownload", "download", "swp", "swx", "lock", "lck");
    /** what is no plan is left alone for longer: perhaps it is still to get its right name */
    private static final int NO_PLAN_SETTLES = 5;
    private static final int MOST_LOOKED_AT = SettledFiles.MAX_WATCHED / 2;
    private static final int MOST_AT_ONCE = 100;

    private final Path folder;
    private final SettledFiles settled;
    private final Clock clock;

    /** What is being taken: where it lies meanwhile, and the name that it had. */
    record Taken(Path file, FileName name) {
    }

    /** What was read, or why it cannot be; one of the two is null. */
    record Content(byte[] bytes, Problem problem) {
    }

    private record Entry(FileName name, long modified) {
    }

    Inbox(Path folder, SettledFiles settled, Clock clock) {
        this.folder = folder;
        this.settled = settled;
        this.clock = clock;
    }

    Path folder() {
        return folder;
    }

    /** Whether this file, by its whole path, lies here; else it comes from elsewhere and is removed by whoever has brought it. */
    boolean holds(String path, FileName name) {
        try {
            return path != null && Files.exists(name.in(folder), LinkOption.NOFOLLOW_LINKS)
                    && Files.isSameFile(Path.of(path), name.in(folder));
        } catch (IOException e) {
            return false;
        }
    }

    /** What has not changed for the time that it takes to settle, oldest first, at most a hundred; names that nobody takes are left out. */
    List<FileName> settled(Backoffs retries) throws IOException {
        var found = new ArrayList<Entry>();
        var present = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path path : entries) {
                FileName name = FileName.of(path);
                if (isLeftAlone(name)) {
                    continue;
                }
                if (present.size() == MOST_LOOKED_AT) {
                    break;
                }
                present.add(name.text());
                Optional<BasicFileAttributes> is = attributes(path);
                if (is.isPresent() && retries.isDue(name.text()) && settled.accept(name.text(), is.get().size(), is.get().lastModifiedTime().toMillis(),
                        is.get().isRegularFile() && PLANS.contains(name.ending()) ? 1 : NO_PLAN_SETTLES)) {
                    found.add(new Entry(name, is.get().lastModifiedTime().toMillis()));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        retries.retain(Set.copyOf(present));
        return found.stream().sorted(Comparator.comparingLong(Entry::modified)).limit(MOST_AT_ONCE).map(Entry::name).toList();
    }

    private static boolean isLeftAlone(FileName name) {
        return name.startsWith(".") || name.startsWith("~$") || PASSING.contains(name.ending()) || name.shown().endsWith("~");
    }

    /** Of the file that a link leads to, else of the link itself; empty when it has just gone. */
    private static Optional<BasicFileAttributes> attributes(Path path) {
        for (LinkOption[] how : new LinkOption[][] {{}, {LinkOption.NOFOLLOW_LINKS}}) {
            try {
                return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, how));
            } catch (IOException e) {
                // a link that leads nowhere, or something that is gone: the second look tells
            }
        }
        return Optional.empty();
    }

    /** Puts it where nobody else takes it; empty when another gateway was faster. */
    Optional<Taken> take(FileName name) throws IOException {
        Path own = Files.createDirectory(folder.resolve(".taken-" + clock.millis() + "-" + NaturalKey.unique()));
        Path file = name.in(own);
        try {
            Files.move(name.in(folder), file, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(new Taken(file, name));
        } catch (NoSuchFileException e) {
            Files.delete(own);
            return Optional.empty();
        } catch (IOException e) {
            Files.delete(own);
            throw e;
        }
    }

    /**
     * What a plan's file says; or why it is none, without having opened it.
     *
     * @throws IOException when it may well be read another time
     */
    Content read(Taken taken, long maxBytes) throws IOException {
        boolean link = Files.isSymbolicLink(taken.file());
        // where it leads counts from where it lay
        Path file = link ? folder.resolve(Files.readSymbolicLink(taken.file())) : taken.file();
        Optional<BasicFileAttributes> found = attributes(file);
        if (found.isEmpty() || found.get().isSymbolicLink()) {
            return problem("it is a link that leads nowhere: put the plan itself into the inbox");
        }
        BasicFileAttributes is = found.get();
        if (!is.isRegularFile()) {
            return problem("it is " + (link ? "a link to " : "") + (is.isDirectory() ? "a folder: put the plans themselves into the inbox"
                    : "a pipe, a socket or a device, from which nothing is read: put an ordinary file into the inbox"));
        }
        if (!PLANS.contains(taken.name().ending())) {
            return new Content(null, Problem.of(415, "media_type", "The media type is not one of a plan", "a plan's file ends in .json, .yaml, .yml or .csv, "
                    + (taken.name().ending().isEmpty() ? "this one has no ending" : "this one in ." + taken.name().ending())
                    + "; a spreadsheet is saved as CSV UTF-8"));
        }
        if (is.size() > maxBytes) {
            return tooLarge(maxBytes);
        }
        // what the system makes up while it is read (/proc) has no size, and perhaps no end
        if (is.size() == 0) {
            return new Content(new byte[0], null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8L));
            return bytes.length > maxBytes ? tooLarge(maxBytes) : new Content(bytes, null);
        } catch (AccessDeniedException e) {
            return problem("the gateway's user may not read it: allow that, and put it into the inbox again");
        }
    }

    private static Content tooLarge(long maxBytes) {
        return new Content(null, Problem.of(413, "body_too_large", "The plan is too large", "at most " + maxBytes + " bytes are read"));
    }

    private static Content problem(String detail) {
        return new Content(null, Problem.unreadable(detail));
    }

    /** After it has been taken: what is left of it is removed. */
    void finish(Taken taken) throws IOException {
        Files.deleteIfExists(taken.file());
        removeOwn(taken);
    }

    /** Under its own name, or under another where a newer one has that by now. */
    void putBack(Taken taken) throws IOException {
        FileName back = taken.name();
        for (int n = 2; Files.exists(back.in(folder), LinkOption.NOFOLLOW_LINKS); n++) {
            back = taken.name().numbered(n);
        }
        Files.move(taken.file(), back.in(folder), StandardCopyOption.ATOMIC_MOVE);
        removeOwn(taken);
    }

    private static void removeOwn(Taken taken) throws IOException {
        Path own = taken.file().getParent();
        if (FileName.of(own).startsWith(".taken-")) {
            Files.deleteIfExists(own);
        }
    }

    /** What was taken so long ago that its gateway must have been killed over it. */
    void putBackLeft(Duration longAgo) throws IOException {
        var left = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ".taken-*")) {
            all.forEach(left::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path entry : left) {
            Matcher named = TAKEN.matcher(FileName.of(entry).text());
            if (named.matches() && clock.millis() - Long.parseLong(named.group(1)) >= longAgo.toMillis()) {
                putBack(entry, named.group(2));
            }
        }
    }

    /** Before there was a folder for each, what was taken had its name behind the mark. */
    private void putBack(Path left, String name) throws IOException {
        if (name != null) {
            putBack(new Taken(left, FileName.of(name)));
            return;
        }
        var within = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(left)) {
            all.forEach(within::add);
        }
        for (Path file : within) {
            putBack(new Taken(file, FileName.of(file)));
        }
        Files.deleteIfExists(left);
    }
}
