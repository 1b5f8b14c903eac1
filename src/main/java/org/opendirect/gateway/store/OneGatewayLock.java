package org.opendirect.gateway.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.opendirect.gateway.settings.SettingsException;

/** Keeps a second gateway off the same SQLite file: it would take the first one's work for abandoned. Ends with the process. */
final class OneGatewayLock implements AutoCloseable {

    private final FileChannel channel;

    OneGatewayLock(String url, Path file) {
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock();
            if (lock == null) {
                channel.close();
                throw new SettingsException("gateway.store.url", url, "a file that no other running gateway uses; several gateways share a PostgreSQL");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        channel.close();
    }
}
