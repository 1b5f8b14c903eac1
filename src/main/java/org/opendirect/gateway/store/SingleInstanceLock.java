package org.opendirect.gateway.store;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Keeps a second gateway off the same SQLite file: it would take the first one's work for abandoned. Ends with the process. The lock is a
 * file beside the database where that really is, so it is the same one by whatever symbolic links, mounted folders or spelling the
 * database is reached. A file that has a second name, by a hard link or a mount of its own, is refused: SQLite keeps what is not yet in the
 * file beside the name that it was opened by, so two names are two databases in one file (sqlite.org/howtocorrupt.html, 2.4 and 2.5).
 */
final class SingleInstanceLock implements AutoCloseable {

    /** of the process's mounts, see proc(5); on systems without it there are no mounts of single files */
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private final FileChannel channel;

    /** Locks nothing where gateways share the database. */
    SingleInstanceLock(DatabaseUrl url) {
        if (!url.isSqlite()) {
            channel = null;
            return;
        }
        Path database = fileOf(url);
        try {
            if (!Files.exists(database)) {
                // an empty file is an empty database; only what exists has a real path, also at the end of a link
                FileChannel.open(database, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
            }
            Path real = database.toRealPath();
            refuseSecondName(url, real);
            channel = FileChannel.open(real.resolveSibling(real.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock();
            if (lock == null) {
                channel.close();
                throw url.wrong("a file that no other running gateway uses; several gateways share a PostgreSQL");
            }
        } catch (IOException e) {
            throw url.wrong("a file that can be made and written to: " + e);
        }
    }

    /** In a folder that exists afterwards. */
    private static Path fileOf(DatabaseUrl url) {
        String file = plain(url.sqliteFile());
        if (file.isBlank() || file.startsWith(":")) {
            throw url.wrong("a file: what is kept in memory or in a temporary one is lost");
        }
        try {
            Files.createDirectories(Path.of(file).toAbsolutePath().getParent());
            return Path.of(file);
        } catch (IOException e) {
            throw url.wrong("a file in a folder that is there or can be made: " + e);
        }
    }

    /** A file that is written as a URI too, with an authority that is empty or not there (sqlite.org/uri.html). */
    private static String plain(String file) {
        if (!file.startsWith("file:")) {
            return file;
        }
        String path = file.substring("file:".length());
        String local = path.startsWith("//") ? path.substring(Math.max(2, path.indexOf('/', 2))) : path;
        return URLDecoder.decode(local.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void refuseSecondName(DatabaseUrl url, Path real) throws IOException {
        boolean hard = Files.getFileStore(real).supportsFileAttributeView("unix") && (Integer) Files.getAttribute(real, "unix:nlink") > 1;
        if (hard) {
            throw url.wrong("a file with one name; " + real + " has hard links, by which it would be damaged");
        }
        try (Stream<String> mounts = Files.exists(MOUNTS) ? Files.lines(MOUNTS) : Stream.empty()) {
            if (isMountPoint(real, mounts)) {
                throw url.wrong("a file in a folder that is mounted as a whole; " + real + " is mounted by itself, without the files that SQLite "
                        + "keeps beside it");
            }
        }
    }

    /** @param mounts lines in the form of proc(5), in which blanks, tabs, line ends and backslashes of a path are octal */
    static boolean isMountPoint(Path file, Stream<String> mounts) {
        String written = file.toString().replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012");
        return mounts.map(m -> m.split(" ")).anyMatch(m -> m.length > MOUNT_POINT && m[MOUNT_POINT].equals(written));
    }

    private FileLock tryLock() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
