package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.layer.Outcome;
import io.github.layercake.store.Pruning;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache directory that cannot be used never fails a build. */
class UnusableCacheTest {
    @TempDir
    Path directory;

    private Path cache;
    private SyntheticApplication application;

    @BeforeEach
    void writeApplication() throws IOException {
        cache = directory.resolve("cache");
        application = SyntheticApplication.small(directory.resolve("app"));
    }

    @Test
    void aMissingDirectoryIsMadeForItsOwnerOnly() throws IOException {
        cache = directory.resolve("not/there/yet");

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.log().withoutCache).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
    }

    @Test
    void aFileInItsPlaceIsDoneWithout() throws IOException {
        Files.write(cache, new byte[] {1});
        assertThatTheBuildGoesOnWithout(cache);
        assertThat(cache).hasBinaryContent(new byte[] {1});
    }

    @Test
    void aFileInPlaceOfTheFormatsDirectoryIsDoneWithout() throws IOException {
        Files.createDirectories(cache);
        Files.write(cache.resolve("2"), new byte[] {1});
        assertThatTheBuildGoesOnWithout(cache);
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsDoneWithout() throws IOException {
        application.build(cache);
        for (Path path : new Path[] {cache.resolve("2/leases"), cache.resolve("2"), cache}) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        assumeTrue(!Files.isWritable(cache), "root may write everywhere");
        try {
            assertThatTheBuildGoesOnWithout(cache);
        } finally {
            for (Path path : new Path[] {cache, cache.resolve("2"), cache.resolve("2/leases")}) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    @Test
    void aDirectoryOfSomebodyElseIsDoneWithout() throws IOException {
        application.build(cache);
        boolean root = Files.getAttribute(cache, "unix:uid").equals(0);
        assumeTrue(root, "only root can give a directory away");
        Files.setAttribute(cache.resolve("2"), "unix:uid", 65534);
        assertThatTheBuildGoesOnWithout(cache);
    }

    @Test
    void aDirectoryThatEverybodyMayWriteToIsDoneWithout() throws IOException {
        application.build(cache);
        Files.setPosixFilePermissions(cache.resolve("2"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatTheBuildGoesOnWithout(cache);
    }

    @Test
    void partsThatCannotBeWrittenAreDoneWithout() throws IOException {
        Files.createDirectories(cache.resolve("2"));
        for (String part :
                new String[] {"segments", "layers", "journals", "memos", "main-classes", "builds", "runtimes"}) {
            Files.write(cache.resolve("2").resolve(part), new byte[] {1});
        }

        for (int i = 0; i < 2; i++) {
            SyntheticApplication.Built built = application.build(cache);
            assertThat(application.tar).hasBinaryContent(application.clean());
            assertThat(built.outcomes()).allMatch(outcome -> outcome instanceof Outcome.New);
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        }
    }

    @Test
    void theCacheOfANewerFormatIsLeftAlone() throws IOException {
        Path newer = cache.resolve("3/segments/ab/abcdef");
        Files.createDirectories(newer.getParent());
        Files.write(newer, new byte[] {1, 2, 3});

        application.build(cache);
        try (Store store = Store.open(cache)) {
            store.prune(new Pruning(Duration.ZERO, 0, false));
        }

        assertThat(newer).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(application.tar).hasBinaryContent(application.clean());
    }

    private void assertThatTheBuildGoesOnWithout(Path unusable) throws IOException {
        Files.deleteIfExists(application.tar);
        for (int i = 0; i < 2; i++) {
            SyntheticApplication.Built built = application.build(unusable);
            assertThat(built.log().withoutCache).hasSize(1);
            assertThat(application.tar).hasBinaryContent(application.clean());
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        }
    }
}
