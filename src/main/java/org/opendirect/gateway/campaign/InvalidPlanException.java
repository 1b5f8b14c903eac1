package org.opendirect.gateway.campaign;

import org.opendirect.gateway.problem.Problem;

/** A file is no plan, and will not become one by itself: it is rejected with its problem. Carries no stack. */
public final class InvalidPlanException extends RuntimeException {

    private final transient Problem problem;

    InvalidPlanException(Problem problem) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
