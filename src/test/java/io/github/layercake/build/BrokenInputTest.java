package io.github.layercake.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.Images;
import io.github.layercake.io.Content;
import io.github.layercake.io.ImageException;
import io.github.layercake.layer.Compression;
import io.github.layercake.project.DirectoryTree;
import io.github.layercake.project.ExtraDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever goes wrong: a clear error, no archive at its final name, nothing left behind, and an old archive as it was.
 */
class BrokenInputTest {
    @TempDir
    Path directory;

    private Application application;

    @BeforeEach
    void anApplicationWithOneClass() throws IOException {
        application = new Application(directory.resolve("app"));
        application.file("com/example/App.class", "class");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private void requireOnlyTheOldArchive(String digest) throws IOException {
        assertThat(Images.sha256(application.tar())).isEqualTo(digest);
        try (Stream<Path> files = Files.list(application.tar().getParent())) {
            assertThat(files).containsExactly(application.tar());
        }
    }

    private void requireNothing() throws IOException {
        if (Files.exists(application.tar().getParent())) {
            try (Stream<Path> files = Files.list(application.tar().getParent())) {
                assertThat(files).isEmpty();
            }
        }
    }

    /** Says it has {@code size} bytes and delivers {@code actual}. */
    private record Liar(long size, int actual) implements Content {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[actual]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,       1",
        "1,       0",
        "10,      11",
        "10,      9",
        "10, 100000",
        "65535, 65536",
        "65536, 65535",
        "65536,   65537",
        "100000,  100001",
        "100000, 99999",
        "100000, 0",
        "600000, 599999",
        "600000,  900000",
    })
    void aFileThatGrowsOrShrinksWhileItIsReadIsAnError(int planned, int read) throws IOException {
        for (Compression compression : Compression.values()) {
            Application changing = new Application(directory.resolve("changing" + compression))
                    .compression(compression)
                    .release("g:lib:1", new Liar(planned, read), planned);

            assertThatThrownBy(changing::build)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("changed while it was read")
                    .hasMessageContaining("/app/libs/lib-1.jar")
                    .hasMessageContaining(Integer.toString(planned));
            assertThat(changing.tar()).doesNotExist();
            assertThat(changing.tar().getParent()).isEmptyDirectory();
        }
    }

    @Test
    void anOldArchiveStaysAsItWasWhenANewOneFails() throws IOException {
        application.build();
        String digest = Images.sha256(application.tar());

        application.release("g:lib:1", new Liar(10, 11), 10);

        assertThatThrownBy(application::build).isInstanceOf(IOException.class);
        requireOnlyTheOldArchive(digest);
    }

    @Test
    void aNewArchiveReplacesTheOldOne() throws IOException {
        application.build();
        application.file("com/example/Other.class", "other");

        assertThat(application.build().files()).containsKey("app/classes/com/example/Other.class");
        try (Stream<Path> files = Files.list(application.tar().getParent())) {
            assertThat(files).containsExactly(application.tar());
        }
    }

    @Test
    void aPipeIsAnErrorAndNeverWaitedFor() throws Exception {
        Path pipe = application.classes().resolve("pipe");
        run("mkfifo", pipe.toString());

        assertThatThrownBy(application::build)
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("'" + pipe + "' is a device, a pipe or a socket");
        requireNothing();
    }

    @Test
    void aPipeThatIsExcludedDoesNotMatter() throws Exception {
        Path extra = Files.createDirectories(directory.resolve("extra"));
        run("mkfifo", extra.resolve("pipe").toString());
        Files.createSymbolicLink(extra.resolve("link.pipe"), Path.of("/dev/zero"));

        assertThat(new ExtraDirectory(extra, "/", List.of(), List.of("**/*pipe"), List.of())
                        .read(true)
                        .tree())
                .isEmpty();
    }

    @Test
    void aPatternThatEndsInASlashMeansTheWholeDirectory() throws IOException {
        Application.write(directory.resolve("extra/logs/deep/a.log"), "x");
        Application.write(directory.resolve("extra/b"), "x");

        assertThat(new ExtraDirectory(directory.resolve("extra"), "/", List.of(), List.of("logs/"), List.of())
                        .read(true)
                        .tree())
                .extracting("path")
                .containsExactly("b");
    }

    @Test
    void aFileThatVanishesIsAnError() throws IOException {
        Path jar = Application.write(directory.resolve("lib.jar"), "x");
        application.jar("g:lib:1", io.github.layercake.plan.Dependency.Origin.RELEASE, jar);
        Files.delete(jar);

        assertThatThrownBy(application::build)
                .isInstanceOf(java.nio.file.NoSuchFileException.class)
                .hasMessageContaining("lib.jar");
        requireNothing();
    }

    /** What {@link ImageMain} reads. */
    private Path emptyTree() throws IOException {
        for (String part : List.of("classes", "libs", "modules", "files")) {
            Files.createDirectories(directory.resolve("app").resolve(part));
        }
        return directory.resolve("app");
    }

    @Test
    void anUnreadableFileIsAnErrorThatNamesIt() throws Exception {
        Path tree = emptyTree();
        Path secret = application.file("secret.txt", "x");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));

        assertThat(ChildJvm.asNobody(directory).run(tree)).contains("AccessDeniedException: " + secret);
        requireNothing();
    }

    @Test
    void anUnreadableDirectoryIsAnErrorThatNamesIt() throws Exception {
        Path tree = emptyTree();
        Path secret = Files.createDirectories(application.classes().resolve("secret"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));

        assertThat(ChildJvm.asNobody(directory).run(tree)).contains("AccessDeniedException: " + secret);
        requireNothing();
    }

    @Test
    void aTargetDirectoryThatIsReadOnlyIsAnError() throws Exception {
        Path tree = emptyTree();
        Path target = Files.createDirectories(application.tar().getParent());
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThat(ChildJvm.asNobody(directory).run(tree)).contains("AccessDeniedException: " + target);
        requireNothing();
    }

    @Test
    void aFullDiskIsAnErrorAndTheOldArchiveSurvives() throws Exception {
        assumeTrue(ChildJvm.isRoot(), "Only root may mount a small file system");
        Path target = Files.createDirectories(application.tar().getParent());
        try {
            run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", target.toString());
        } catch (AssertionError e) {
            assumeTrue(false, "Nothing can be mounted here: " + e.getMessage());
        }
        try {
            application.build();
            String digest = Images.sha256(application.tar());
            for (int size : List.of(200_000, 1_000_000)) {
                byte[] noise = new byte[size];
                new java.util.Random(size).nextBytes(noise);
                Application larger =
                        new Application(directory.resolve("app")).release("g:lib:1", Content.of(noise), noise.length);

                assertThatThrownBy(larger::build)
                        .as("%d bytes", size)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("No space left on device");
                requireOnlyTheOldArchive(digest);
            }
        } finally {
            run("umount", target.toString());
        }
    }

    @Test
    void aNameThatIsNotUtf8IsAnError() throws Exception {
        run("sh", "-c", "touch \"" + application.classes() + "/$(printf 'caf\\351.txt')\"");

        assertThatThrownBy(() -> DirectoryTree.list(application.classes()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("is not UTF-8");
        // JUnit could not delete it.
        run("sh", "-c", "rm \"" + application.classes() + "/\"caf*");
    }
}
