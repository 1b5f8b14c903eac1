package org.opendirect.gateway.sandbox;

import java.time.Duration;
import java.util.function.Supplier;

/** Runs a committing step the way its fault wants it. */
final class FaultyStep {

    private static final Duration LONG_TIME = Duration.ofSeconds(20);

    private FaultyStep() {
    }

    /**
     * @param fault            null for none
     * @param declinesInState  whether the step declines in the object's own state; else it is refused with 400
     */
    static Answer run(SandboxFault fault, boolean declinesInState, Supplier<Answer> step) {
        if (fault == null) {
            return step.get();
        }
        Answer answer = fault.commits ? step.get() : null;
        return switch (fault) {
            case LOST, DROPPED -> Answer.NONE;
            case TIMEOUT -> afterALongTime();
            case GARBAGE -> Answer.text(200, "<html>maintenance</html>");
            case ERROR, ERROR_AFTER, UNAVAILABLE -> Answer.refused(fault.status, "Magic", "as asked for").with("Retry-After", "1");
            case DECLINED -> declinesInState ? step.get() : Answer.refused(400, "Magic", "refused, as asked for");
            default -> answer == null ? step.get() : answer;
        };
    }

    private static Answer afterALongTime() {
        try {
            Thread.sleep(LONG_TIME.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.NONE;
    }
}
