package org.opendirect.gateway.campaign;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.settings.SettingsException;

/**
 * The folders beside the inbox. What is put into one is there whole and on disk, or not at all. Where another content has the name, in
 * {@code working} the newer one takes a number, since the older is still in use; elsewhere the older one does, so that the plain name is the
 * newest. A name that is too long to have its result beside it is shortened.
 */
public final class PlanFolders {

    static final String WORKING = "working";
    static final String DONE = "done";
    static final String REJECTED = "rejected";
    static final String RESULT = ".result.json";
    static final String PROBLEMS = ".problems.json";
    private static final String TEMPORARY = ".tmp";

    private final Path parent;
    private final long maxBytes;

    /** @param maxBytes larger files are not read, not even to compare them */
    public PlanFolders(Path inbox, long maxBytes) {
        this.maxBytes = maxBytes;
        this.parent = inbox.toAbsolutePath().getParent();
        make(inbox);
        for (String folder : List.of(WORKING, DONE, REJECTED)) {
            make(parent.resolve(folder));
            deleteTemporaries(parent.resolve(folder));
        }
    }

    /** Deletes what a gateway had begun to write when it was killed. A gateway that is writing there now writes it again. */
    private static void deleteTemporaries(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, ".*" + TEMPORARY)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (DirectoryIteratorException | IOException e) {
            throw new SettingsException("gateway.plans.inbox", folder, "a folder that can be read and written to");
        }
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SettingsException("gateway.plans.inbox", folder, "a folder that can be made and written to");
        }
    }

    Path path(String folder, FileName name) {
        return name.in(parent.resolve(folder));
    }

    /** Where it lies, for people: also a name that this JVM has no text for. */
    String shown(String folder, FileName name) {
        return parent.resolve(folder) + File.separator + name.shown();
    }

    boolean has(String folder, FileName name) {
        return Files.exists(path(folder, name), LinkOption.NOFOLLOW_LINKS);
    }

    byte[] read(String folder, FileName name) throws IOException {
        return Files.readAllBytes(path(folder, name));
    }

    /** Puts the content into a folder; the name that it has there. */
    FileName store(String folder, FileName given, byte[] content) throws IOException {
        FileName name = within(folder, given);
        if (has(folder, name) && !isSame(folder, name, content)) {
            if (folder.equals(WORKING)) {
                name = free(given, n -> !has(WORKING, n) || isSame(WORKING, n, content));
            } else {
                rotate(folder, name);
            }
        }
        write(path(folder, name), content);
        return name;
    }

    /** The name under which it is kept, short enough for what is to stand beside it. */
    static FileName within(String folder, FileName name) {
        return name.within(FileName.LONGEST - (folder.equals(DONE) ? RESULT.length() : folder.equals(REJECTED) ? PROBLEMS.length() : 0));
    }

    /** Moves what lies at the path into rejected, as it is and without opening it, with its problem beside it; the name that it has there. */
    FileName reject(FileName given, Path file, byte[] problem) throws IOException {
        FileName name = rejectedAs(given, file, problem);
        try {
            Files.move(file, path(REJECTED, name), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // rejected is another file system
            Files.move(file, path(REJECTED, name));
        }
        return name;
    }

    /** The same for a content that came from elsewhere. */
    FileName reject(FileName given, byte[] content, byte[] problem) throws IOException {
        FileName name = store(REJECTED, given, content);
        write(path(REJECTED, name.with(PROBLEMS)), problem);
        return name;
    }

    private FileName rejectedAs(FileName given, Path file, byte[] problem) throws IOException {
        FileName name = within(REJECTED, given);
        if (has(REJECTED, name)) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= maxBytes && isSame(REJECTED, name, Files.readAllBytes(file))) {
                Files.delete(path(REJECTED, name));
            } else {
                rotate(REJECTED, name);
            }
        }
        write(path(REJECTED, name.with(PROBLEMS)), problem);
        return name;
    }

    /** What has the name takes another, with all that belongs to it; the new name. */
    FileName rotate(String folder, FileName name) throws IOException {
        return rotate(folder, name, free -> true);
    }

    /** As {@link #rotate(String, FileName)}, to a name that the caller has no other use for. */
    FileName rotate(String folder, FileName name, Predicate<FileName> free) throws IOException {
        FileName other = free(name, n -> !has(folder, n) && !has(folder, n.with(RESULT)) && free.test(n));
        for (String suffix : List.of("", RESULT, PROBLEMS)) {
            if (has(folder, name.with(suffix))) {
                Files.move(path(folder, name.with(suffix)), path(folder, other.with(suffix)), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return other;
    }

    /** Writes a result; one that says something else makes room under a number. */
    void writeResult(FileName name, byte[] result, boolean keepsOlder) throws IOException {
        FileName file = name.with(RESULT);
        if (keepsOlder && has(DONE, file)) {
            Files.move(path(DONE, file), path(DONE, free(file, n -> !has(DONE, n))), StandardCopyOption.ATOMIC_MOVE);
        }
        write(path(DONE, file), result);
    }

    void delete(String folder, FileName name) throws IOException {
        Files.deleteIfExists(path(folder, name));
    }

    private static FileName free(FileName name, FreeName free) throws IOException {
        for (int n = 2; ; n++) {
            if (free.test(name.numbered(n))) {
                return name.numbered(n);
            }
        }
    }

    private interface FreeName {
        boolean test(FileName name) throws IOException;
    }

    private boolean isSame(String folder, FileName name, byte[] content) throws IOException {
        Path path = path(folder, name);
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) == content.length && Arrays.equals(Files.readAllBytes(path), content);
    }

    /** Under a temporary name first, flushed to disk, then renamed: whoever looks sees all of it or nothing. */
    private static void write(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling("." + NaturalKey.unique() + TEMPORARY);
        try {
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
                file.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
