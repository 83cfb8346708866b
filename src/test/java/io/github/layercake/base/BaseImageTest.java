package io.github.layercake.base;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.EagerProgress;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import io.github.layercake.registry.BlobStore;
import io.github.layercake.registry.Limits;
import io.github.layercake.registry.Progress;
import io.github.layercake.registry.Registries;
import io.github.layercake.registry.RegistrySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bases of every kind: read where they are good, refused with a way out where they are not. */
class BaseImageTest {

    private static final Platform AMD64 = new Platform("linux", "amd64", "");
    private static final RandomImage IMAGE = RandomImage.of(7, 2);
    private static final RandomImage ARM = RandomImage.of(8, 1).withPlatform("arm64", "v8");

    @TempDir
    private Path directory;

    @Test
    void scratchHasNoLayers() throws IOException {
        Image image = BaseImage.open("scratch", directory, AMD64);
        assertThat(image).isValid();
        assertThat(image.layers()).isEmpty();
        assertThat(image.config().platform()).isEqualTo(AMD64);
        Expect.refusal(() -> BaseImage.open("scratch:1", directory, AMD64)).says("'scratch' has no tag");
    }

    @ParameterizedTest
    @EnumSource
    void aLayoutIsReadAsADirectoryAndAsAnArchive(Stored stored) throws IOException {
        for (RandomImage image :
                List.of(IMAGE.stored(stored), IMAGE.stored(stored).withDockerTypes())) {
            TestArchive layout = TestArchive.layout().add(image, "1.0");
            layout.writeTo(Files.createTempDirectory(directory, "layout").resolve("base"));
            Path oci = layout.writeTo(Files.createTempDirectory(directory, "layout"));
            layout.tarTo(directory.resolve("base.tar"));
            for (String from :
                    List.of("oci:" + oci, "oci:" + oci + ":1.0", "oci-archive:base.tar", "oci-archive:base.tar:1.0")) {
                Image read = BaseImage.open(from, directory, AMD64);
                assertSame(read, image);
                assertThat(read.digest()).hasToString(RandomImage.sha256(image.manifestBytes()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatDockerSavesIsRead(Stored stored) throws IOException {
        RandomImage image = IMAGE.stored(stored);
        TestArchive.docker().addDocker(image, "app:1.0").tarTo(directory.resolve("base.tar"));
        assertSame(BaseImage.open("docker-archive:base.tar", directory, AMD64), image);
        assertSame(BaseImage.open("docker-archive:base.tar:app:1.0", directory, AMD64), image);
        assertSame(BaseImage.open("docker-archive:base.tar:docker.io/library/app:1.0", directory, AMD64), image);
    }

    @Test
    void compressedLayersThatDockerSavesAreReadAtOnceAndThatIsTold() throws IOException {
        TestArchive.docker().addDocker(IMAGE.stored(Stored.GZIP), "app:1.0").tarTo(directory.resolve("base.tar"));
        EagerProgress progress = new EagerProgress();
        List<Layer> layers = BaseImage.open("docker-archive:base.tar", directory, List.of(AMD64), progress)
                .get(0)
                .layers();
        for (Layer layer : layers) {
            String whole = layer.size() + "/" + layer.size();
            assertThat(progress.told()).contains("base, reading " + whole, "base, verifying " + whole);
        }
    }

    @Test
    void aLayerThatDockerSavesAsALinkIsRead() throws IOException {
        RandomImage twice = IMAGE.withTars(
                        IMAGE.tars().get(0), IMAGE.tars().get(1), IMAGE.tars().get(0))
                .withConfig("{'history':null}");
        TestArchive.docker().addDocker(twice).tarTo(directory.resolve("base.tar"));
        assertSame(BaseImage.open("docker-archive:base.tar", directory, AMD64), twice);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void nestedIndexesAreResolvedToThePlatform(int depth) throws IOException {
        TestArchive.layout().addIndex("1.0", depth, ARM, IMAGE).writeTo(directory);
        assertSame(BaseImage.open("oci:.", directory, AMD64), IMAGE);
        assertSame(BaseImage.open("oci:.:1.0", directory, Platform.parse("linux/arm64")), ARM);
        Expect.refusal(() -> BaseImage.open("oci:.", directory, Platform.parse("linux/s390x")))
                .says("no image for the platform linux/s390x; it has linux/arm64, linux/amd64")
                .advises("-Dimage.platforms");
    }

    @Test
    void indexesThatAreNestedTooDeepAreRefused() throws IOException {
        TestArchive.layout().addIndex("1.0", 6, IMAGE).writeTo(directory);
        Expect.refusal(() -> BaseImage.open("oci:.", directory, AMD64)).says("nested more than 5 deep");
    }

    @Test
    void anImageForAnotherPlatformIsRefused() throws IOException {
        TestArchive.layout().add(ARM, "1.0").writeTo(directory);
        TestArchive.docker().addDocker(ARM).tarTo(directory.resolve("base.tar"));
        for (String from : List.of("oci:.", "docker-archive:base.tar")) {
            Expect.refusal(() -> BaseImage.open(from, directory, AMD64))
                    .says("no image for the platform linux/amd64; it has linux/arm64");
        }
    }

    @Test
    void severalImagesNeedAName() throws IOException {
        RandomImage other = RandomImage.of(9, 1);
        TestArchive.layout().add(IMAGE, "one").add(other, "two").writeTo(directory);
        TestArchive.docker()
                .addDocker(IMAGE, "app:one")
                .addDocker(other, "app:two", "app:latest")
                .tarTo(directory.resolve("base.tar"));
        assertSame(BaseImage.open("oci:.:two", directory, AMD64), other);
        assertSame(BaseImage.open("docker-archive:base.tar:app:two", directory, AMD64), other);
        assertSame(BaseImage.open("docker-archive:base.tar:app", directory, AMD64), other);
        Expect.refusal(() -> BaseImage.open("oci:.", directory, AMD64))
                .says("several images")
                .advises("one, two");
        Expect.refusal(() -> BaseImage.open("oci:.:three", directory, AMD64))
                .says("no image 'three'")
                .advises("one, two");
        Expect.refusal(() -> BaseImage.open("docker-archive:base.tar", directory, AMD64))
                .says("several images")
                .advises("app:one, app:two, app:latest");
        Expect.refusal(() -> BaseImage.open("docker-archive:base.tar:app:three", directory, AMD64))
                .says("no image 'app:three'")
                .advises("app:one");
    }

    @Test
    void theSameImageUnderSeveralTagsNeedsNoName() throws IOException {
        TestArchive.layout().add(IMAGE, "one").add(IMAGE, "two").writeTo(directory);
        assertSame(BaseImage.open("oci:.", directory, AMD64), IMAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            oci:archive.tar            | is not a directory
            oci-archive:layout         | is not a file
            docker-archive:layout      | is not a file
            oci:nowhere                | does not exist
            oci-archive:nowhere.tar:1  | is not a file that exists
            docker-archive:nowhere     | is not a file that exists
            oci:layout:2.0             | no image '2.0'
            oci:empty                  | no file 'oci-layout'
            oci-archive:docker.tar     | no file 'oci-layout'
            docker-archive:archive.tar | no file 'manifest.json'
            oci-archive:gzip.tar.gz    | compressed with gzip
            docker-archive:gzip.tar.gz | compressed with gzip
            oci-archive:text           | not a tar archive
            docker-archive:text        | not a tar archive
            oci-archive:zero           | no file 'oci-layout'
            docker-archive:zero        | no file 'manifest.json'
            oci                        | docker.io/library/oci:latest
            eclipse-temurin:21-jre     | works offline
            docker://alpine            | works offline
            docker-daemon:app:1.0      | a Docker daemon
            dir:layout                 | no transport 'dir:'
            ''                         | is not an image reference
            Alpine                     | is not an image reference
            """)
    void whatIsNoImageIsRefused(String from, String problem) throws IOException {
        TestArchive.layout().add(IMAGE, "1.0").writeTo(directory.resolve("layout"));
        TestArchive.layout().add(IMAGE, "1.0").tarTo(directory.resolve("archive.tar"));
        TestArchive.docker().addDocker(IMAGE).tarTo(directory.resolve("docker.tar"));
        Files.createDirectory(directory.resolve("empty"));
        Files.write(
                directory.resolve("gzip.tar.gz"),
                Stored.gzip(TestArchive.layout().add(IMAGE).tar()));
        Files.writeString(directory.resolve("text"), "FROM alpine\n".repeat(100));
        Files.createFile(directory.resolve("zero"));
        RegistrySettings offline =
                new RegistrySettings(List.of(), List.of(), Map.of(), Optional.empty(), Set.of(), true, Limits.DEFAULT);
        BaseSources sources = new BaseSources(
                new Registries(offline, Progress.NONE), BlobStore.NONE, io.github.layercake.io.Progress.untold());
        Expect.refusal(() -> sources.open(from, directory, List.of(AMD64))).says(problem);
    }

    @Test
    void aPathThatCannotBeIsRefused() {
        Expect.refusal(() -> BaseImage.open("oci:a\0b", directory, AMD64)).says("does not name a path");
        Expect.refusal(() -> BaseImage.open("oci:a\0b:1", directory, AMD64)).says("does not name a path");
    }

    /** As on Windows, where no path has a colon, the whole of path and name may be none. */
    @Test
    void aNameThatNoPathCanHaveIsAName() throws IOException {
        TestArchive.layout().add(IMAGE, "1.0").writeTo(directory.resolve("layout"));
        Expect.refusal(() -> BaseImage.open("oci:layout:1\0", directory, AMD64)).says("no image '1\0'");
    }

    private static void assertSame(Image read, RandomImage expected) throws IOException {
        assertThat(read).withBaseLayers(read.layers().size()).isValid();
        assertThat(read.layers()).hasSameSizeAs(expected.tars());
        for (int i = 0; i < expected.tars().size(); i++) {
            Layer layer = read.layers().get(i);
            assertThat(layer.content().readAll()).isEqualTo(expected.layer(i));
            assertThat(layer.diffId())
                    .hasToString(RandomImage.sha256(expected.tars().get(i)));
        }
        assertThat(read.config().toBytes()).isEqualTo(expected.configBytes());
    }
}
