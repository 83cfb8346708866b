package io.github.layercake.inspect;

/**
 * Something about an image that its reader should know.
 *
 * @param severity whether it is wrong
 * @param place such as {@code config} or {@code layer 2 (sha256:…)}, lowest layer 1
 * @param fact one sentence without a full stop
 */
public record Finding(Severity severity, String place, String fact) {

    /** Whether a finding is a fault. */
    public enum Severity {
        /** The image breaks its specification, or an engine. */
        ERROR,
        /** Nothing is wrong, but something could not be verified. */
        NOTE
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return (isError() ? "" : "note: ") + place + ": " + fact;
    }
}
