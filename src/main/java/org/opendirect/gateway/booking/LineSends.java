package org.opendirect.gateway.booking;

/** The sends of a line's steps: the first, and the one repetition that is allowed. */
final class LineSends {

    private final Resolver resolver;

    LineSends(Resolver resolver) {
        this.resolver = resolver;
    }

    /** The intent: on the row, to be written with whatever led to it. */
    static Next send(LineRow line, Step step, int number, LineMachine.Situation at) {
        line.attempt = Attempt.of(step, number, at.now());
        line.attempt.answered = !step.mutating();
        if (step == Step.RESERVE) {
            line.status = LineStatus.RESERVING;
        } else if (step == Step.BOOK) {
            line.status = LineStatus.BOOKING;
        }
        return new Next.Send(step);
    }

    /** A read did not show the effect: it is read again, sent again, or put before a person. */
    void absent(LineRow line, String evidence, LineMachine.Situation at) {
        line.attempt.evidence = evidence;
        switch (resolver.absent(line.attempt, at.now(), at.profile())) {
            case READ_AGAIN -> {
                if (line.attempt.refusal == null) {
                    line.status = LineStatus.UNKNOWN;
                }
            }
            case SEND_AGAIN -> again(line, at);
            default -> LineEnds.ask(line, evidence + ", although it was sent twice");
        }
    }

    /** The one repetition that is allowed: reading has shown that the first had no effect. */
    void again(LineRow line, LineMachine.Situation at) {
        Step step = line.attempt.step;
        boolean tooLate = step == Step.BOOK && line.reservedUntil != null
                && !at.now().isBefore(resolver.lastCall(line.reservedAt, line.reservedUntil));
        if (tooLate) {
            line.attempt = null;
            line.status = LineStatus.RESERVED;
        } else {
            send(line, step, line.attempt.number + 1, at);
        }
    }
}
