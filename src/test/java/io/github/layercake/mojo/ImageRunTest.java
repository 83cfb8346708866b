package io.github.layercake.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whom progress is for, whether there is a terminal or not (which {@link io.github.layercake.report.ConsoleLog} asks
 * when it has something to show).
 */
class ImageRunTest {
    private static final @Nullable String NOT_SET = null;

    /** What Maven makes of a plain {@code mvn} that somebody types. */
    private static MavenExecutionRequest typed() {
        MavenExecutionRequest request = new DefaultMavenExecutionRequest().setInteractiveMode(true);
        request.setDegreeOfConcurrency(1);
        return request;
    }

    private static boolean shows(MavenExecutionRequest request, boolean info, @Nullable String ci) {
        return ImageRun.showsProgress(
                request,
                new SystemStreamLog() {
                    @Override
                    public boolean isInfoEnabled() {
                        return info;
                    }
                },
                ci);
    }

    private static boolean shows(Consumer<MavenExecutionRequest> options) {
        MavenExecutionRequest request = typed();
        options.accept(request);
        return shows(request, true, NOT_SET);
    }

    @Test
    void whoTypesMvnSeesProgress() {
        assertThat(shows(typed(), true, NOT_SET)).isTrue();
    }

    @Test
    void batchModeIsQuiet() {
        assertThat(shows(request -> request.setInteractiveMode(false))).isFalse();
    }

    @Test
    void severalModulesAtATimeWouldPrintBetween() {
        assertThat(shows(request -> request.setDegreeOfConcurrency(2))).isFalse();
    }

    @Test
    void quietIsQuiet() {
        assertThat(shows(typed(), false, null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes", "woodpecker"})
    void nobodyWatchesAMachineThatSaysItIsOne(String ci) {
        assertThat(shows(typed(), true, ci)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "false"})
    void aPersonMaySaySoToo(@Nullable String ci) {
        assertThat(shows(typed(), true, ci)).isTrue();
    }

    /** The line has no color, and making layers is no transfer. */
    @Test
    void colorsAreNoMatterHere() {
        assertThat(shows(request -> request.getUserProperties().setProperty("style.color", "never")))
                .isTrue();
        assertThat(shows(request -> request.setOffline(true))).isTrue();
    }
}
