package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.FileStat;
import io.github.layercake.layer.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a build reuses, the archive is the one that a build without a cache makes. */
class ReuseTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;

    @BeforeEach
    void buildOnce() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"));
        SyntheticApplication.Built cold = application.build(cache);
        assertThat(cold.outcomes()).allMatch(outcome -> outcome instanceof Outcome.New);
        assertThat(cold.tar().written()).isEqualTo(cold.tar().size());
        assertThatTheImageIsRight();
    }

    @Test
    void anUnchangedProjectLeavesTheArchiveUntouched() throws IOException {
        FileStat before = FileStat.of(application.tar);

        SyntheticApplication.Built warm = application.build(cache);

        assertThat(FileStat.of(application.tar)).isEqualTo(before);
        assertThat(warm.tar().written()).isZero();
        assertThat(warm.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(warm.log().damaged).isEmpty();
        assertThatTheImageIsRight();
    }

    @Test
    void oneChangedClassRebuildsItsLayerAndCopiesWhatIsBelow() throws IOException {
        application.write("app/Owner.class", SyntheticApplication.random(99, 3_000));

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.outcome("dependencies")).isInstanceOf(Outcome.Reused.class);
        assertThat(built.outcome("classes"))
                .isEqualTo(new Outcome.Rebuilt("1 of 3 files: Owner.class", List.of("Owner.class: content changed")));
        assertThat(built.tar().size() - built.tar().written()).isGreaterThan(SyntheticApplication.MEDIUM);
        assertThatTheImageIsRight();
    }

    @Test
    void aNewVersionOfAJarIsNamed() throws IOException {
        application.jar("a", "2", SyntheticApplication.MEDIUM + 1_000);

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.outcome("dependencies")).isEqualTo(new Outcome.Rebuilt("a 1 -> 2", List.of("a 1 -> 2")));
        assertThat(built.outcome("classes")).isInstanceOf(Outcome.Reused.class);
        assertThatTheImageIsRight();
    }

    @Test
    void aJarThatCameAndAJarThatWentAreNamed() throws IOException {
        application.jar("d", "1", SyntheticApplication.MEDIUM);
        assertThat(summary(application.build(cache))).contains("com.example:d:1 added");
        assertThatTheImageIsRight();

        application.removeJar("b");
        assertThat(summary(application.build(cache))).contains("com.example:b:1 removed");
        assertThatTheImageIsRight();
    }

    private static String summary(SyntheticApplication.Built built) {
        return built.outcome("dependencies") instanceof Outcome.Rebuilt rebuilt ? rebuilt.summary() : "";
    }

    @Test
    void aDeletedArchiveIsMadeFromTheCacheAlone() throws IOException {
        Files.delete(application.tar);

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(built.log().damaged).isEmpty();
        assertThatTheImageIsRight();
    }

    @Test
    void anArchiveThatSomebodyChangedIsNotCopiedFrom() throws IOException {
        byte[] bytes = Files.readAllBytes(application.tar);
        bytes[100_000] ^= 1;
        SyntheticApplication.settle();
        Files.write(application.tar, bytes);
        application.write("app/Owner.class", SyntheticApplication.random(98, 3_000));

        application.build(cache);

        assertThatTheImageIsRight();
    }

    @Test
    void anotherDirectoryFindsTheSameLayers() throws IOException {
        SyntheticApplication copy = SyntheticApplication.small(directory.resolve("elsewhere"));

        SyntheticApplication.Built built = copy.build(cache);

        assertThat(built.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(copy.tar).hasSameBinaryContentAs(application.tar);
    }

    @Test
    void aVeryLargeJarIsStreamedAndFoundAgain() throws IOException {
        SyntheticApplication large = SyntheticApplication.large(directory.resolve("large"));
        byte[] clean = large.clean();
        large.build(cache);
        assertThat(large.tar).hasBinaryContent(clean);
        Files.delete(large.tar);
        assertThat(large.build(cache).outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(large.tar).hasBinaryContent(clean);

        large.jar("b", "2", SyntheticApplication.MEDIUM);
        assertThat(large.build(cache).outcome("dependencies")).isInstanceOf(Outcome.Rebuilt.class);
        assertThat(large.tar).hasBinaryContent(large.clean());
    }

    private void assertThatTheImageIsRight() throws IOException {
        assertThat(Files.readAllBytes(application.tar)).isEqualTo(application.clean());
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
    }

    @Test
    void whereTheMainClassIsIsFollowedWithoutReadingAllClasses() throws IOException {
        String main = SyntheticApplication.Main.class.getName().replace('.', '/') + ".class";
        byte[] bytes = Files.readAllBytes(application.classes.resolve(main));
        byte[] without = SyntheticApplication.classFile(ReuseTest.class);

        application.write(main, without);
        assertThatThrownBy(() -> application.build(cache)).hasMessageContaining("None of the project's ");
        application.write(main, bytes);
        application.build(cache);
        assertThatTheImageIsRight();

        String other = BuildLoop.class.getName().replace('.', '/') + ".class";
        application.write(other, SyntheticApplication.classFile(BuildLoop.class));
        assertThatThrownBy(() -> application.build(cache)).hasMessageContaining("Several classes have a main method");
        Files.delete(application.classes.resolve(main));
        application.build(cache);
        assertThatTheImageIsRight();
        Files.move(application.classes.resolve(other), application.classes.resolve("Elsewhere.class"));
        assertThatThrownBy(() -> application.build(cache)).hasMessageContaining("None of the project's ");
    }
}
