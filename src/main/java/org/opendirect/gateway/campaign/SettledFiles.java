package org.opendirect.gateway.campaign;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file through once its size and time have not changed for a while, however many others are still being written: nothing waits
 * here, each file is looked at once a poll. Camel's own read lock waits for one file after the other.
 */
public final class SettledFiles implements GenericFileFilter<Object> {

    private static final int MAX_WATCHED = 10_000;

    private final Duration settle;
    private final Map<String, Sight> sights = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sight> eldest) {
            return size() > MAX_WATCHED;
        }
    };

    private record Sight(long length, long modified, long since) {
    }

    public SettledFiles(Duration settle) {
        this.settle = settle;
    }

    @Override
    public synchronized boolean accept(GenericFile<Object> file) {
        Sight before = sights.get(file.getAbsoluteFilePath());
        boolean same = before != null && before.length() == file.getFileLength() && before.modified() == file.getLastModified();
        if (!same) {
            sights.put(file.getAbsoluteFilePath(), new Sight(file.getFileLength(), file.getLastModified(), System.nanoTime()));
            return false;
        }
        return System.nanoTime() - before.since() >= settle.toNanos();
    }
}
