package io.github.layercake.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code <healthcheck>} in the POM. */
public final class HealthcheckParameter {
    /** Program and arguments; {@code NONE} alone for no check. */
    @Nullable
    List<String> command;

    /** One line for the shell of the image. */
    @Nullable
    String shell;

    /** Time between two checks, such as {@code 30s}. */
    @Nullable
    String interval;

    /** Time that one check may take. */
    @Nullable
    String timeout;

    /** Time after the start in which failures do not count. */
    @Nullable
    String startPeriod;

    /** Failures in a row that make the container unhealthy. */
    @Nullable
    String retries;
}
