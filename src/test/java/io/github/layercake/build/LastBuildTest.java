package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.FileStat;
import io.github.layercake.layer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build of which nothing has changed looks at nothing but stats; any doubt makes it a whole one. */
class LastBuildTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;
    private SyntheticApplication.Built first;

    @BeforeEach
    void buildOnce() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"));
        first = application.build(cache);
    }

    @Test
    void nothingElseIsNeededIfNothingChanged() throws IOException {
        removeAllBut("builds");
        FileStat tar = FileStat.of(application.tar);

        SyntheticApplication.Built second = application.build(cache);

        assertThat(second.outcomes()).hasSize(4).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(FileStat.of(application.tar)).isEqualTo(tar);
        assertThat(SyntheticApplication.files(cache.resolve("2/segments"))).isEmpty();
    }

    @Test
    void theSameIsToldAsByAWholeBuild() throws IOException {
        BuildReport quick = application.build(cache).report();
        for (Path build : SyntheticApplication.files(cache.resolve("2/builds"))) {
            Files.delete(build);
        }
        BuildReport whole = application.build(cache).report();

        assertThat(quick).usingRecursiveComparison().ignoringFields("time").isEqualTo(whole);
        assertThat(quick.digest()).isEqualTo(first.report().digest());
        assertThat(written(quick)).isZero();
    }

    @Test
    void anArchiveThatIsGoneOrWasTouchedIsWrittenAgain() throws IOException {
        byte[] bytes = Files.readAllBytes(application.tar);
        Files.delete(application.tar);

        assertThat(written(application.build(cache).report())).isEqualTo(bytes.length);

        SyntheticApplication.settle();
        Files.write(application.tar, new byte[] {1}, StandardOpenOption.APPEND);
        application.build(cache);

        assertThat(application.tar).hasBinaryContent(bytes);
    }

    @Test
    void aChangeWithinOneTickOfTheClockIsNotMissed() throws IOException {
        // The class is as young as the build: what it is noted with could be what it has after another change.
        application.write("app/Owner.class", SyntheticApplication.random(5, 3_000));
        // However slow this machine is: younger than the build itself.
        Files.setLastModifiedTime(
                application.classes.resolve("app/Owner.class"),
                FileTime.from(Instant.now().plusSeconds(60)));
        application.build(cache);
        removeAllBut("builds");

        SyntheticApplication.Built next = application.build(cache);

        assertThat(next.outcomes()).anyMatch(outcome -> !(outcome instanceof Outcome.Reused));
    }

    @Test
    void onceADayAWholeBuildNotesWhatIsInUse() throws IOException {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        for (Path file : SyntheticApplication.files(cache.resolve("2"))) {
            Files.setLastModifiedTime(file, old);
        }

        application.build(cache);

        for (String kind : List.of("builds", "layers", "segments")) {
            assertThat(SyntheticApplication.files(cache.resolve("2").resolve(kind)))
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(Files.getLastModifiedTime(file)).isGreaterThan(old));
        }
    }

    @Test
    void leftoversOfAKilledBuildAreDeleted() throws IOException {
        Path leftover = application.tar.resolveSibling(".app-image.tar.killed.1.tmp");
        Files.write(leftover, new byte[100]);

        application.build(cache);

        assertThat(leftover).doesNotExist();
    }

    private void removeAllBut(String kind) throws IOException {
        for (Path file : SyntheticApplication.files(cache.resolve("2"))) {
            if (!file.startsWith(cache.resolve("2").resolve(kind))) {
                Files.delete(file);
            }
        }
    }

    private static long written(BuildReport report) {
        return report.tar().written();
    }
}
