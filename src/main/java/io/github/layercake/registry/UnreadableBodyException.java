package io.github.layercake.registry;

import java.io.IOException;

/** What was to be sent cannot be read: no fault of the network, so trying again is of no use. */
final class UnreadableBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Exception problem;

    UnreadableBodyException(Exception problem) {
        super(problem);
        this.problem = problem;
    }

    /** Throws what reading threw. */
    IOException rethrow() {
        if (problem instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return problem instanceof IOException io ? io : this;
    }
}
