package io.github.layercake.io;

/**
 * What is wrong and what to do about it: the one exception for everything that the user of the plugin can mend.
 *
 * <p>The problem names the value (quoted) and the place (parameter or file); the remedy is an instruction. Neither ever
 * holds a secret. It is unchecked because nobody between the place that finds the fault and the Mojo, which turns it
 * into a build failure without a stack trace, has anything to add.
 */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    /**
     * @param problem what is wrong and where, one or two sentences
     * @param remedy what to do, one or two sentences
     */
    public ImageException(String problem, String remedy) {
        super(problem + System.lineSeparator() + "  -> " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    public String problem() {
        return problem;
    }

    public String remedy() {
        return remedy;
    }
}
