package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.layer.Outcome;
import io.github.layercake.registry.TestRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or read-only, for which a small one is mounted: only root can. */
class FullDiskTest {
    @TempDir
    Path directory;

    private final List<Path> mounted = new ArrayList<>();
    private SyntheticApplication application;

    @BeforeEach
    void writeApplication() throws IOException {
        application = SyntheticApplication.small(directory.resolve("app"));
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        for (Path path : mounted) {
            assertThat(run("umount", path.toString())).isTrue();
        }
    }

    @Test
    void aFullCacheIsDoneWithout() throws IOException, InterruptedException {
        Path cache = mount(directory.resolve("cache"), "size=400k");
        application.jar("large", "1", SyntheticApplication.STREAMED);
        SyntheticApplication.settle();

        SyntheticApplication.Built built = application.build(cache);

        byte[] right = application.clean();
        assertThat(application.tar).hasBinaryContent(right);
        assertThat(built.log().damaged).isEmpty();
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        Files.delete(application.tar);
        application.build(cache);
        assertThat(application.tar).hasBinaryContent(right);
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();

        assertThat(run("mount", "-o", "remount,size=64m", cache.toString())).isTrue();
        Files.delete(application.tar);
        application.build(cache);
        assertThat(application.tar).hasBinaryContent(right);
        Files.delete(application.tar);
        SyntheticApplication.Built sound = application.build(cache);
        assertThat(sound.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(sound.log().damaged).isEmpty();
        assertThat(application.tar).hasBinaryContent(right);
    }

    @Test
    void aFullDiskLeavesTheOldArchiveAndNothingElse() throws IOException, InterruptedException {
        Path cache = directory.resolve("cache");
        mount(directory.resolve("app/out"), "size=2m");
        application.build(cache);
        byte[] before = Files.readAllBytes(application.tar);
        application.jar("large", "1", SyntheticApplication.STREAMED);

        assertThatThrownBy(() -> application.build(cache))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");

        assertThat(application.tar).hasBinaryContent(before);
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        assertThat(run(
                        "mount",
                        "-o",
                        "remount,size=64m",
                        directory.resolve("app/out").toString()))
                .isTrue();
        application.build(cache);
        assertThat(Arrays.equals(Files.readAllBytes(application.tar), application.clean()))
                .isTrue();
    }

    @Test
    void whereNeitherCacheNorArchiveFitsNothingIsLeft() throws IOException, InterruptedException {
        Path cache = mount(directory.resolve("cache"), "size=400k");
        mount(directory.resolve("app/out"), "size=400k");
        application.jar("large", "1", SyntheticApplication.STREAMED);

        assertThatThrownBy(() -> application.build(cache))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");

        assertThat(application.tar).doesNotExist();
        assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
    }

    @Test
    void whereNothingCanBeNotedAnyMoreNobodyBelievesWhatWasNotedBefore() throws IOException, InterruptedException {
        Path cache = mount(directory.resolve("cache"), "size=1m");
        application.build(cache);
        byte[] before = Files.readAllBytes(application.tar);
        Path filler = fill(cache);

        assertThat(application.build(cache).report().tar().written()).isZero();
        for (int i = 5; i < 7; i++) {
            application.write("app/Owner.class", SyntheticApplication.random(i, 3_000));
            SyntheticApplication.settle();
            application.build(cache);
            application.build(cache);
            assertThat(application.tar).hasBinaryContent(application.clean());
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        }
        application.write("app/Owner.class", SyntheticApplication.random(1, 3_000));
        SyntheticApplication.settle();
        application.build(cache);
        assertThat(application.tar).hasBinaryContent(before);

        Files.delete(filler);
        application.build(cache);
        SyntheticApplication.Built last = application.build(cache);
        assertThat(last.outcomes()).allMatch(outcome -> outcome instanceof Outcome.Reused);
        assertThat(last.log().damaged).isEmpty();
        assertThat(application.tar).hasBinaryContent(before);
    }

    @Test
    void aFullDiskIsNoReasonToTouchAnArchiveOfWhichNothingChanged() throws IOException, InterruptedException {
        Path cache = directory.resolve("cache");
        Path out = mount(directory.resolve("app/out"), "size=1m");
        application.build(cache);
        byte[] before = Files.readAllBytes(application.tar);
        fill(out);

        assertThat(application.build(cache).report().tar().written()).isZero();
        application.write("app/Owner.class", SyntheticApplication.random(5, 3_000));
        SyntheticApplication.settle();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> application.build(cache))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(application.tar).hasBinaryContent(before);
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
        }
        application.write("app/Owner.class", SyntheticApplication.random(1, 3_000));
        SyntheticApplication.settle();
        application.build(cache);
        assertThat(application.tar).hasBinaryContent(before);
    }

    @Test
    void aBaseThatDoesNotFitIntoTheCacheIsReadFromTheRegistry() throws IOException, InterruptedException {
        RandomImage base = RandomImage.of(71, 2)
                .withTars(
                        new TestTar()
                                .file("small", SyntheticApplication.random(1, 1_000))
                                .bytes(),
                        new TestTar()
                                .file("large", SyntheticApplication.random(2, 3_000_000))
                                .bytes())
                .withConfig("{'history':[]}");
        Path cache = mount(directory.resolve("cache"), "size=1500k");
        try (TestRegistry registry = new TestRegistry()) {
            registry.add("team/base", "1", base);
            String from = registry.host() + "/team/base:1";

            SyntheticApplication.Built built = PullingBuild.build(application, cache, from);

            assertThat(built.log().damaged).isEmpty();
            assertThat(built.log().setAside).isEmpty();
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
            byte[] made = Files.readAllBytes(application.tar);
            assertBlobsAreSound(cache, base, 1);

            Files.delete(application.tar);
            PullingBuild.build(application, cache, from);
            assertThat(application.tar).hasBinaryContent(made);
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();

            assertThat(run("mount", "-o", "remount,size=64m", cache.toString())).isTrue();
            Files.delete(application.tar);
            PullingBuild.build(application, cache, from);
            assertThat(application.tar).hasBinaryContent(made);
            assertBlobsAreSound(cache, base, 2);
            int before = registry.server().lines().size();
            Files.delete(application.tar);
            PullingBuild.build(application, cache, from);
            assertThat(application.tar).hasBinaryContent(made);
            assertThat(registry.server()
                            .lines()
                            .subList(before, registry.server().lines().size()))
                    .noneMatch(line -> line.contains("/blobs/"));
            Files.delete(application.tar);
            PullingBuild.build(application, directory.resolve("other-cache"), from);
            assertThat(application.tar).as("as with a sound cache").hasBinaryContent(made);
        }
    }

    /** Whatever is kept is exactly what its name says, and so many of the layers are. */
    private static void assertBlobsAreSound(Path cache, RandomImage base, int layers) throws IOException {
        List<String> kept = new ArrayList<>();
        for (Path file : SyntheticApplication.files(cache.resolve("2/blobs"))) {
            String digest = RandomImage.sha256(Files.readAllBytes(file));
            assertThat(digest).endsWith(file.getFileName().toString());
            kept.add(digest);
        }
        assertThat(base.tars().stream()
                        .filter(tar ->
                                kept.contains(RandomImage.sha256(base.stored().store(tar)))))
                .hasSize(layers);
    }

    @Test
    void aBaseThatFitsNowhereIsAnErrorAndNothingIsLeft() throws IOException, InterruptedException {
        RandomImage base = RandomImage.of(72, 1)
                .withTars(new TestTar()
                        .file("large", SyntheticApplication.random(2, 3_000_000))
                        .bytes())
                .withConfig("{'history':[]}");
        Path cache = mount(directory.resolve("cache"), "size=1m");
        Path out = mount(directory.resolve("app/out"), "size=1m");
        try (TestRegistry registry = new TestRegistry()) {
            registry.add("team/base", "1", base);
            String from = registry.host() + "/team/base:1";
            assertThatThrownBy(() -> PullingBuild.build(application, cache, from))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(application.tar).doesNotExist();
            assertThat(SyntheticApplication.temporaryFiles(directory)).isEmpty();
            assertBlobsAreSound(cache, base, 0);

            assertThat(run("mount", "-o", "remount,size=64m", out.toString())).isTrue();
            PullingBuild.build(application, cache, from);
            byte[] made = Files.readAllBytes(application.tar);
            Files.delete(application.tar);
            PullingBuild.build(application, directory.resolve("other-cache"), from);
            assertThat(application.tar).hasBinaryContent(made);
        }
    }

    /** Leaves no room for a single byte. */
    private static Path fill(Path directory) throws IOException {
        Path filler = directory.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[1 << 10]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        return filler;
    }

    @Test
    void aReadOnlyCacheIsDoneWithoutAndThatIsSaidOnce() throws IOException, InterruptedException {
        Path cache = mount(directory.resolve("cache"), "size=4m");
        application.build(cache);
        assertThat(run("mount", "-o", "remount,ro", cache.toString())).isTrue();
        application.write("app/Owner.class", SyntheticApplication.random(5, 3_000));

        SyntheticApplication.Built built = application.build(cache);

        assertThat(built.log().withoutCache).singleElement().asString().contains("Read-only file system");
        assertThat(application.tar).hasBinaryContent(application.clean());
    }

    private Path mount(Path path, String options) throws IOException, InterruptedException {
        Files.createDirectories(path);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", options + ",mode=700", "tmpfs", path.toString()),
                "only root can mount a small disk");
        mounted.add(path);
        return path;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
