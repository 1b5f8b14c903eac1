package org.opendirect.gateway.campaign;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file through once its size and time have not changed for a while, however many others are still being written: nothing waits
 * here, each file is looked at once a poll. It is also a filter for Camel's file consumers, whose own read lock waits for one file after the
 * other.
 */
public final class SettledFiles implements GenericFileFilter<Object> {

    static final int MAX_WATCHED = 10_000;

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
    public boolean accept(GenericFile<Object> file) {
        return accept(file.getAbsoluteFilePath(), file.getFileLength(), file.getLastModified(), 1);
    }

    /**
     * Looks at a file once.
     *
     * @param times how many times the usual while it must not have changed
     */
    synchronized boolean accept(String file, long length, long modified, int times) {
        Sight before = sights.get(file);
        boolean same = before != null && before.length() == length && before.modified() == modified;
        if (!same) {
            sights.put(file, new Sight(length, modified, System.nanoTime()));
            return false;
        }
        return System.nanoTime() - before.since() >= settle.multipliedBy(times).toNanos();
    }
}
