package io.github.layercake.destination;

import static io.github.layercake.fixture.ImageAssert.assertThatTarballIsValid;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.EagerProgress;
import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import io.github.layercake.oci.SavedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is copied from the archive that is there, and what never is. */
class TarDestinationTest {
    private static final List<ImageReference> NAMES = List.of(ImageReference.parse("app:1"));
    private static final Platform HOST = Platform.parse("linux/amd64");
    private static final Image AMD64 = RandomImage.of(1, 3).image();
    private static final Image ARM64 =
            RandomImage.of(2, 3).withPlatform("arm64", "v8").image();

    @TempDir
    private Path directory;

    private Destination.Published publish(Images images, Optional<SavedImage> previous) throws IOException {
        return new TarDestination(tar(), previous, Progress.untold()).publish(images, NAMES);
    }

    @Test
    void progressIsWhatIsWrittenAndWhatIsCopied() throws IOException {
        long layers = both().layers().stream().mapToLong(Layer::size).sum();
        EagerProgress first = new EagerProgress();
        new TarDestination(tar(), Optional.empty(), first).publish(both(), NAMES);
        long size = Files.size(tar());
        assertThat(first.told()).startsWith("tarball 0/" + layers).endsWith("tarball " + size + "/" + layers);

        // Copied before, and copied at the end; then the rest is written.
        for (int begun : new int[] {0, 2, 6}) {
            EagerProgress second = new EagerProgress();
            Optional<SavedImage> before = saved(both(), NAMES);
            try (TarDestination tar = new TarDestination(tar(), before, second)) {
                tar.begin(both().layers().subList(0, begun));
                long copied = tar.publish(both(), List.of(ImageReference.parse("app:" + begun)))
                        .copied();
                assertThat(copied).isGreaterThan(layers);
                assertThat(second.told())
                        .contains("tarball " + copied + "/" + layers)
                        .endsWith("tarball " + size + "/" + layers);
            }
        }
    }

    private Path tar() {
        return directory.resolve("image.tar");
    }

    private Optional<SavedImage> saved(Images images, List<ImageReference> names) throws IOException {
        return Optional.of(new SavedImage(
                FileStat.of(tar()),
                images.digest(),
                images.main().id(),
                names.stream().map(ImageReference::toString).toList(),
                images.layers().stream().map(SavedImage.Blob::of).toList()));
    }

    private static Images both() {
        return Images.of(List.of(AMD64, ARM64), Map.of(), HOST);
    }

    @Test
    void theSameIsNotTouchedAndOtherNamesCopyEveryLayer() throws IOException {
        publish(both(), Optional.empty());
        FileStat before = FileStat.of(tar());
        assertThat(publish(both(), saved(both(), NAMES)).written()).isZero();
        assertThat(FileStat.of(tar())).isEqualTo(before);

        byte[] good = Files.readAllBytes(tar());
        Destination.Published renamed = publish(both(), saved(both(), List.of(ImageReference.parse("app:2"))));
        assertThat(renamed.written()).isPositive();
        assertThat(renamed.copied())
                .isGreaterThan(both().layers().stream().mapToLong(Layer::size).sum());
        assertThat(tar()).hasBinaryContent(good);
    }

    @Test
    void theSameIndexForAnotherHostIsWrittenAnew() throws IOException {
        publish(both(), Optional.empty());
        Images other = Images.of(List.of(AMD64, ARM64), Map.of(), Platform.parse("linux/arm64"));
        assertThat(other.digest()).isEqualTo(both().digest());
        assertThat(publish(other, saved(both(), NAMES)).written()).isPositive();
        assertThatTarballIsValid(tar(), 0);
        publish(other, Optional.empty());
    }

    @Test
    void fewerAndMorePlatformsCopyWhatIsTheSame() throws IOException {
        Images one = Images.of(AMD64);
        publish(one, Optional.empty());
        Destination.Published more = publish(both(), saved(one, NAMES));
        assertThat(more.copied())
                .isGreaterThan(AMD64.layers().stream().mapToLong(Layer::size).sum());
        assertThatTarballIsValid(tar(), 0);
        byte[] grown = Files.readAllBytes(tar());
        publish(both(), Optional.empty());
        assertThat(tar()).hasBinaryContent(grown);

        publish(one, saved(both(), NAMES));
        byte[] shrunk = Files.readAllBytes(tar());
        publish(one, Optional.empty());
        assertThat(tar()).hasBinaryContent(shrunk);
    }

    @Test
    void aLayerThatClaimsAnotherSizeIsNotCopied() throws IOException {
        Images good = both();
        publish(good, Optional.empty());
        byte[] before = Files.readAllBytes(tar());
        for (int wrong : new int[] {-512, -1, 1, 512}) {
            List<Layer> layers = new ArrayList<>(AMD64.layers());
            Layer first = layers.get(0);
            long size = first.size() + wrong;
            layers.set(
                    0,
                    new Layer(
                            first.mediaType(),
                            first.digest(),
                            first.diffId(),
                            size,
                            VerifiedContent.of(first.content(), first.digest(), size, "oci:base")));
            Image lying = Image.of(layers, AMD64.config(), Map.of());
            Expect.refusal(() -> publish(Images.of(List.of(lying, ARM64), Map.of(), HOST), saved(good, NAMES)))
                    .says("is damaged");
            assertThat(tar()).hasBinaryContent(before);
        }
    }
}
