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
import java.util.Arrays;
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
    void aDirectoryThatIsReadOnlyForItsUserIsDoneWithoutAndThatIsSaidOnce() throws Exception {
        application.build(cache);
        ChildJvm nobody = asNobody();
        setPermissions("r-xr-xr-x");

        assertThat(nobody.run(OneBuild.class, application.directory.toString(), cache.toString()))
                .contains("AccessDeniedException: " + cache.resolve("2/leases"))
                .endsWith("without a cache: 1, right: true\n");
    }

    @Test
    void aDirectoryThatItsUserCannotEvenReadIsDoneWithoutAndThatIsSaidOnce() throws Exception {
        application.build(cache);
        ChildJvm nobody = asNobody();
        setPermissions("---------");

        assertThat(nobody.run(OneBuild.class, application.directory.toString(), cache.toString()))
                .endsWith("without a cache: 1, right: true\n");
    }

    @Test
    void aDirectoryThatOnlyRootCanMakeIsDoneWithoutAndThatIsSaidOnce() throws Exception {
        ChildJvm nobody = asNobody();

        assertThat(nobody.run(OneBuild.class, application.directory.toString(), "/proc/1/layercake"))
                .endsWith("without a cache: 1, right: true\n");
    }

    @Test
    void rootsDirectoryIsDoneWithoutByOthersAndTheirsByRoot() throws Exception {
        application.build(cache);
        ChildJvm nobody = asNobody();
        Files.setAttribute(cache, "unix:uid", 0);
        Files.setAttribute(cache.resolve("2"), "unix:uid", 0);

        assertThat(nobody.run(OneBuild.class, application.directory.toString(), cache.toString()))
                .contains("cache")
                .endsWith("without a cache: 1, right: true\n");
        Path theirs = directory.resolve("theirs");
        assertThat(nobody.run(OneBuild.class, application.directory.toString(), theirs.toString()))
                .endsWith("without a cache: 0, right: true\n");
        assertThatTheBuildGoesOnWithout(theirs);
    }

    private ChildJvm asNobody() throws IOException, InterruptedException {
        // Nobody can get there only if the way is open.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return ChildJvm.asNobody(directory);
    }

    private void setPermissions(String permissions) throws IOException {
        for (Path path : new Path[] {cache.resolve("2/leases"), cache.resolve("2"), cache}) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Builds with a cache, and compares with a build without. */
    static final class OneBuild {
        private OneBuild() {}

        public static void main(String[] args) throws IOException {
            SyntheticApplication application = SyntheticApplication.existing(Path.of(args[0]));
            Files.deleteIfExists(application.tar);
            SyntheticApplication.Built built = application.build(Path.of(args[1]));
            System.out.println(built.log().withoutCache);
            boolean right = Arrays.equals(Files.readAllBytes(application.tar), application.clean());
            System.out.println("without a cache: " + built.log().withoutCache.size() + ", right: " + right);
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
