package io.github.layercake.consumers;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static io.github.layercake.fixture.ImageAssert.assertThatTarballIsValid;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.archive.ImageTarball;
import io.github.layercake.base.BaseImage;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.RuntimeConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bases that skopeo and umoci have written, and what they make of our archive with a layer on top. */
class RoundTripIT {

    private static final Platform AMD64 = new Platform("linux", "amd64", "");
    private static final RandomImage BASE = RandomImage.of(11, 3);

    private final Tool skopeo = Tool.ofDebian("skopeo", "skopeo").with("--insecure-policy");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void skopeoReadsTheFixtures(Stored stored) throws IOException {
        Path layout = layout(BASE.stored(stored));
        assertThat(skopeo.run("inspect", "--raw", "oci:" + layout + ":1.0")).contains("oci.image.manifest");
        // Takes the layers apart, zstd frames too.
        skopeo.run("copy", "--dest-decompress", "oci:" + layout + ":1.0", "dir:" + directory.resolve("plain"));
        assertThat(BASE.tars())
                .allSatisfy(tar -> assertThat(directory
                                .resolve("plain")
                                .resolve(RandomImage.sha256(tar).replace("sha256:", "")))
                        .hasBinaryContent(tar));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oci:%s/copy:1.0",
                "oci:%s/copy",
                "oci-archive:%s/copy.tar:1.0",
                "oci-archive:%s/copy.tar",
                "docker-archive:%s/copy.tar",
                "docker-archive:%s/copy.tar:app:1.0"
            })
    void whatSkopeoWritesIsABase(String transport) throws IOException {
        for (RandomImage image : List.of(BASE, BASE.stored(Stored.PLAIN))) {
            String from = transport.formatted(Files.createTempDirectory(directory, "copy"));
            skopeo.run("copy", "oci:" + layout(image) + ":1.0", from);
            Image base = BaseImage.open(from, directory, AMD64);
            assertThat(base).withBaseLayers(3).isValid();
            assertThat(base.config().diffIds())
                    .hasToString(image.tars().stream()
                            .map(RandomImage::sha256)
                            .toList()
                            .toString());
            accepted(onTopOf(base));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2s2", "oci"})
    void whatSkopeoConvertsIsABase(String format) throws IOException {
        Path dir = directory.resolve("dir");
        skopeo.run("copy", "--format", format, "oci:" + layout(BASE) + ":1.0", "dir:" + dir);
        skopeo.run("copy", "dir:" + dir, "oci-archive:" + directory + "/back.tar:1.0");
        Image base = BaseImage.open("oci-archive:back.tar:1.0", directory, AMD64);
        assertThat(base).withBaseLayers(3).isValid();
        accepted(onTopOf(base));
    }

    @Test
    void skopeoReadsOurArchiveAsABaseOfItsOwn() throws IOException {
        Path tar = onTopOf(BaseImage.open("oci:" + layout(BASE), directory, AMD64));
        skopeo.run("copy", "docker-archive:" + tar, "oci-archive:" + directory + "/again.tar:1.0");
        Image again = BaseImage.open("oci-archive:again.tar", directory, AMD64);
        assertThat(again).withBaseLayers(3).isValid();
        assertThat(again.layers()).hasSize(4);
    }

    @Test
    void umociAndOciImageToolTakeOurArchive() throws IOException {
        Path tar = onTopOf(BaseImage.open("oci:" + layout(BASE), directory, AMD64));
        Path extracted = Files.createDirectory(directory.resolve("extracted"));
        new Tool(List.of("tar")).run("-xf", tar, "-C", extracted);
        Tool.Result result = Tool.ofDebian("oci-image-tool", "oci-image-tool")
                .attempt("validate", "--type", "image", "--ref", "name=2.0", extracted);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        Path bundle = directory.resolve("bundle");
        Tool.ofDebianForRoot("umoci", "umoci").run("unpack", "--image", extracted + ":2.0", bundle);
        assertThat(bundle.resolve("rootfs/app/hello")).hasContent("hello");
        assertThat(bundle.resolve("rootfs/layer2/file0")).exists();
    }

    @Test
    void whatUmociWritesIsABase() throws IOException {
        Tool umoci = Tool.ofDebianForRoot("umoci", "umoci");
        Path layout = directory.resolve("umoci");
        Path bundle = directory.resolve("bundle");
        umoci.run("init", "--layout", layout);
        umoci.run("new", "--image", layout + ":1.0");
        umoci.run("unpack", "--image", layout + ":1.0", bundle);
        Files.writeString(bundle.resolve("rootfs/file"), "text");
        umoci.run("repack", "--image", layout + ":1.0", bundle);
        umoci.run("config", "--image", layout + ":1.0", "--config.env", "A=1", "--architecture", "amd64");
        Files.delete(bundle.resolve("rootfs/file"));
        umoci.run("repack", "--image", layout + ":2.0", bundle);
        for (String from : List.of("oci:umoci:1.0", "oci:umoci:2.0")) {
            Image base = BaseImage.open(from, directory, AMD64);
            assertThat(base).withBaseLayers(base.layers().size()).isValid();
            accepted(onTopOf(base));
        }
    }

    /** The archive of the base with one layer more. */
    private Path onTopOf(Image base) throws IOException {
        byte[] tar = new TestTar().directory("app").file("app/hello", "hello").bytes();
        byte[] gzip = Stored.gzip(tar);
        List<Layer> layers = new ArrayList<>(base.layers());
        layers.add(new Layer(MediaTypes.LAYER_GZIP, Digest.of(gzip), Digest.of(tar), gzip.length, Content.of(gzip)));
        ImageConfig config = base.config()
                .extend(
                        new RuntimeConfig(
                                Map.of("B", "2"),
                                new TreeMap<>(),
                                new TreeSet<>(),
                                new TreeSet<>(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(List.of("/app/hello")),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        List.of(Digest.of(tar)),
                        List.of(new History("test", "one file")),
                        Instant.parse("2026-01-01T00:00:00Z"));
        Image image = Image.of(layers, config, Map.of());
        assertThat(image).withBaseLayers(base.layers().size()).isValid();
        Path file = directory.resolve("ours.tar");
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageTarball.write(Images.of(image), List.of(ImageReference.parse("team/app:2.0")), out);
        }
        assertThatTarballIsValid(file, base.layers().size());
        return file;
    }

    /** Skopeo verifies every digest and diffID on the way into another format. */
    private void accepted(Path tar) throws IOException {
        for (String source : List.of("oci-archive:" + tar, "docker-archive:" + tar)) {
            Path copy = directory.resolve("accepted.tar");
            Files.deleteIfExists(copy);
            skopeo.run("copy", source, "docker-archive:" + copy + ":team/app:2.0");
            Image read = BaseImage.open("docker-archive:" + copy, directory, AMD64);
            assertThat(read).withBaseLayers(read.layers().size()).isValid();
        }
    }

    private Path layout(RandomImage image) throws IOException {
        return TestArchive.layout().add(image, "1.0").writeTo(Files.createTempDirectory(directory, "layout"));
    }
}
