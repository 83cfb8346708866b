package io.github.layercake.archive;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static io.github.layercake.fixture.ImageAssert.assertThatTarballIsValid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write is read back the same, in both of its formats. */
class ImageTarballTest {

    private static final Platform AMD64 = new Platform("linux", "amd64", "");
    private static final List<ImageReference> NAMES =
            List.of(ImageReference.parse("app:1.0"), ImageReference.parse("r.io/team/app"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void itIsALayoutAndADockerArchive(Stored stored) throws IOException {
        Image image = RandomImage.of(5, 3).stored(stored).image();
        Path tar = write(image);
        assertThatTarballIsValid(tar, 0);
        for (String name : List.of("1.0", "latest", "docker.io/library/app:1.0", "r.io/team/app:latest")) {
            Image read = OciLayout.read(tar, Optional.of(name), List.of(AMD64), "tar")
                    .get(0);
            assertThat(read).isValid();
            assertThat(read.digest()).isEqualTo(image.digest());
        }
        for (String name : List.of("app:1.0", "docker.io/library/app:1.0", "r.io/team/app")) {
            Image read = DockerArchive.read(tar, Optional.of(name), List.of(AMD64), "tar", Progress.untold());
            assertThat(read).isValid();
            assertThat(read.config().toBytes()).isEqualTo(image.configBytes());
        }
    }

    @Test
    void aBaseWithDockersTypesBecomesAnOciImage() throws IOException {
        RandomImage random = RandomImage.of(6, 2).withDockerTypes();
        TestArchive.layout().add(random, "1").writeTo(directory);
        Image base = OciLayout.read(directory, Optional.empty(), List.of(AMD64), "base")
                .get(0);
        Image image = Image.of(base.layers(), base.config(), Map.of("key", "value"));
        assertThat(image).isValid();
        assertThat(image.id()).isEqualTo(base.id());
        Path tar = write(image);
        assertThatTarballIsValid(tar, 2);
        assertThat(new String(image.manifestBytes(), StandardCharsets.UTF_8)).doesNotContain("docker");
    }

    @Test
    void aLayerThatIsThereTwiceIsWrittenOnce() throws IOException {
        RandomImage one = RandomImage.of(5, 1);
        Image image = one.withTars(one.tars().get(0), one.tars().get(0))
                .withConfig("{'history':[{},{}]}")
                .image();
        assertThat(image).isValid();
        assertThatTarballIsValid(write(image), 0);
    }

    @Test
    void anImageWithoutLayersIsWritten() throws IOException {
        assertThatTarballIsValid(write(RandomImage.of(5, 0).image()), 0);
    }

    @Test
    void theSameImageGivesTheSameBytes() throws IOException {
        assertThat(bytes(RandomImage.of(5, 3).image()))
                .isEqualTo(bytes(RandomImage.of(5, 3).image()));
        assertThat(Digest.of(bytes(RandomImage.of(5, 3).stored(Stored.PLAIN).image())))
                .hasToString("sha256:171cee1f2db9fd24366c18f9a4b1ddcdf2a41e87ada564fae2f7b97fef7b3033");
    }

    @Test
    void aTarballOfAChangedImageStartsTheSame() throws IOException {
        Image image = RandomImage.of(5, 2).image();
        List<Layer> more = new ArrayList<>(image.layers());
        more.addAll(RandomImage.of(6, 1).image().layers());
        byte[] before = bytes(image);
        byte[] after = bytes(Image.of(more, image.config(), Map.of()));
        long layers = image.layers().stream().mapToLong(Layer::size).sum();
        assertThat(Arrays.mismatch(before, after)).isGreaterThan((int) layers);
    }

    @Test
    void aDamagedLayerIsNeverWrittenWhole() {
        Image good = RandomImage.of(5, 1).image();
        Layer layer = good.layers().get(0);
        byte[] bytes = RandomImage.of(5, 1).layer(0);
        bytes[bytes.length / 2] ^= 1;
        Content damaged = VerifiedContent.of(Content.of(bytes), layer.digest(), layer.size(), "oci:base");
        Image image = Image.of(
                List.of(new Layer(layer.mediaType(), layer.digest(), layer.diffId(), layer.size(), damaged)),
                good.config(),
                Map.of());
        Expect.refusal(() -> bytes(image)).says("oci:base: the blob " + layer.digest());
    }

    @Test
    void aDiskThatIsFullIsAnIoException() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(
                        () -> ImageTarball.write(Images.of(RandomImage.of(5, 1).image()), NAMES, full))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    private Path write(Image image) throws IOException {
        return Files.write(directory.resolve("image.tar"), bytes(image));
    }

    private static byte[] bytes(Image image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageTarball.write(Images.of(image), NAMES, out);
        return out.toByteArray();
    }
}
