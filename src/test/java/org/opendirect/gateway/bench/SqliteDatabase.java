package org.opendirect.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One SQLite file, in WAL mode as the gateway opens it. Its commits are read from the WAL-index beside it (the {@code -shm} file): its
 * header has {@code iChange}, "Counter incremented each transaction" (SQLite's wal.c, WalIndexHdr), which neither a checkpoint nor a
 * transaction without changes moves. The commit frames of the WAL itself would not do: after a checkpoint, every thousand pages, they
 * are written over, and sqlite-jdbc takes no {@code wal_autocheckpoint} in its URL.
 */
final class SqliteDatabase implements BenchDatabase {

    private static final int HEADER = 48;
    private static final int CHANGES = 8;
    private static final int IS_INIT = 12;
    private static final int ATTEMPTS = 1_000;
    private static final long TWO_TO_32 = 1L << 32;

    private final Path file;
    private long above;
    private long last;

    SqliteDatabase(Path folder) {
        this.file = folder.resolve("gateway.db");
    }

    @Override
    public String name() {
        return "SQLite";
    }

    @Override
    public List<String> settings() {
        return List.of("--gateway.store.url=jdbc:sqlite:" + file);
    }

    @Override
    public synchronized long commits() {
        ByteBuffer header = ByteBuffer.allocate(2 * HEADER).order(ByteOrder.nativeOrder());
        try (FileChannel index = FileChannel.open(Path.of(file + "-shm"), StandardOpenOption.READ)) {
            for (int i = 0; i < ATTEMPTS; i++) {
                header.clear();
                index.read(header, 0);
                // it stands there twice, and is being written while both differ
                if (header.position() == 2 * HEADER && header.slice(0, HEADER).equals(header.slice(HEADER, HEADER)) && header.get(IS_INIT) == 1) {
                    return counted(Integer.toUnsignedLong(header.getInt(CHANGES)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("the WAL-index of SQLite cannot be read");
    }

    /** The counter has 32 bits, and starts anywhere. */
    private long counted(long now) {
        above += now < last ? TWO_TO_32 : 0;
        last = now;
        return above + now;
    }

    @Override
    public Duration cpu() {
        return Duration.ZERO;
    }

    @Override
    public Optional<Long> transactions() {
        return Optional.empty();
    }

    @Override
    public List<String> facts() {
        return List.of("SQLite in the gateway's own process, as the gateway opens it: WAL, `synchronous=FULL`, so every commit is a sync; "
                + "commits counted by the WAL-index (`iChange`)");
    }

    @Override
    public void close() {
        // a file, deleted with its folder
    }
}
