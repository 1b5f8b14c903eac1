package org.opendirect.gateway.campaign;

import java.io.File;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * A filter for Camel's file consumers that accepts a file once its size and modification time have not changed for a while. Each file is
 * looked at once a poll and nothing waits, so any number of files become stable at once; {@code readLock=changed} waits for one after the
 * other. Of local files only ordinary ones are accepted: a pipe, a device or a name that this JVM cannot express never is.
 */
public final class StableFileFilter implements GenericFileFilter<Object> {

    private static final int MAX_WATCHED = 10_000;
    private static final long FORGOTTEN_AFTER = Duration.ofMinutes(1).toNanos();

    private final Duration stableFor;
    /** the one that was looked at longest ago is the first */
    private final Map<String, Observation> observations = new LinkedHashMap<>(16, 0.75f, true);

    /** Times are those of {@link System#nanoTime}. */
    private record Observation(long length, long modified, long since, long lookedAt) {
    }

    public StableFileFilter(Duration stableFor) {
        this.stableFor = stableFor;
    }

    @Override
    public boolean accept(GenericFile<Object> file) {
        return (!(file.getFile() instanceof File local) || local.isFile())
                && isStable(file.getAbsoluteFilePath(), file.getFileLength(), file.getLastModified(), 1);
    }

    /**
     * Looks at a file once. Where too many others are watched, it has to wait until some of them are gone.
     *
     * @param times how many times the usual while it must not have changed
     */
    synchronized boolean isStable(String file, long length, long modified, int times) {
        long now = System.nanoTime();
        Observation before = observations.get(file);
        if (before == null && observations.size() >= MAX_WATCHED) {
            Map.Entry<String, Observation> eldest = observations.entrySet().iterator().next();
            if (now - eldest.getValue().lookedAt() < FORGOTTEN_AFTER) {
                return false;
            }
            observations.remove(eldest.getKey());
        }
        boolean same = before != null && before.length() == length && before.modified() == modified;
        observations.put(file, new Observation(length, modified, same ? before.since() : now, now));
        return same && now - before.since() >= stableFor.multipliedBy(times).toNanos();
    }
}
