package org.opendirect.gateway.doctor;

import java.time.Duration;

/** Waits between two looks at what is pending. */
@FunctionalInterface
interface Pause {

    void waitFor(Duration time);

    /** Really waits. */
    Pause REAL = time -> {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WalkOverException("interrupted");
        }
    };
}
