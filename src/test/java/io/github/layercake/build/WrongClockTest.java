package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.layer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock was set back, or ahead, since the last build: what was written then is of the future, or very old. */
class WrongClockTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;

    @BeforeEach
    void buildOnce() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"));
        application.build(cache);
    }

    @ParameterizedTest
    @ValueSource(longs = {-20_000, -31, -1, 1, 31, 4_000})
    void aBuildIsRightAndReusesWhatAnotherTimeHasLeft(long days) throws IOException {
        age(cache, days);
        age(directory.resolve("app"), days);

        // Other times: the inputs are read again, but their content is known.
        SyntheticApplication.Built again = application.build(cache);
        assertThat(again.outcomes()).hasSize(4).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(application.tar).hasBinaryContent(application.clean());

        for (int i = 0; i < 2; i++) {
            Path owner = application.classes.resolve("app/Owner.class");
            application.write("app/Owner.class", SyntheticApplication.random(50 + i, 3_000));
            Files.setLastModifiedTime(owner, time(days));
            SyntheticApplication.Built changed = application.build(cache);
            assertThat(changed.outcome("classes")).isInstanceOf(Outcome.Rebuilt.class);
            assertThat(changed.outcome("dependencies")).isInstanceOf(Outcome.Reused.class);
            assertThat(application.tar).hasBinaryContent(application.clean());
        }
        assertThat(SyntheticApplication.files(cache.resolve("2/segments"))).isNotEmpty();
    }

    @Test
    void aChangeIsSeenThoughTheFilesTimeIsOfTheFutureBeforeAndAfter() throws IOException {
        Path owner = application.classes.resolve("app/Owner.class");
        Files.setLastModifiedTime(owner, time(100));
        SyntheticApplication.settle();
        application.build(cache);
        application.build(cache);

        application.write("app/Owner.class", SyntheticApplication.random(60, 3_000));
        Files.setLastModifiedTime(owner, time(100));
        application.build(cache);

        assertThat(application.tar).hasBinaryContent(application.clean());
    }

    @Test
    void whatTheFutureHasUsedIsNotKeptForEver() throws IOException {
        age(cache, 4_000);
        Files.delete(application.tar);

        application.build(cache);

        for (String kind : List.of("layers", "segments")) {
            assertThat(SyntheticApplication.files(cache.resolve("2").resolve(kind)))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.getLastModifiedTime(file))
                            .as(file.toString())
                            .isLessThan(time(1)));
        }
    }

    private static FileTime time(long days) {
        return FileTime.from(Instant.now().plus(Duration.ofDays(days)));
    }

    private static void age(Path directory, long days) throws IOException {
        for (Path file : SyntheticApplication.files(directory)) {
            Files.setLastModifiedTime(file, time(days));
        }
    }
}
