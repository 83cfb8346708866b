package io.github.layercake.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Expect;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.ImageException;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are damaged as tar files, or made to hurt: refused, and never other bytes. */
@Timeout(120)
class HostileTarTest {

    private static final Platform AMD64 = new Platform("linux", "amd64", "");
    private static final RandomImage IMAGE = RandomImage.of(3, 2);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {-1, -512, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 600, 1L << 62, 1L << 40})
    void aTarWithAnAbsurdSizeIsRefused(long size) {
        byte[] tar =
                new TestTar().entry("oci-layout", '0', size, "", new byte[512]).bytes();
        refuseTar(tar).says("not a tar archive, or it is damaged");
    }

    @Test
    void aTarThatEndsEarlyIsRefused() {
        byte[] tar = layout().tar();
        for (int size = 1; size < tar.length - 1024; size += 97) {
            refuseTar(Arrays.copyOf(tar, size));
        }
    }

    @Test
    void aTarWithSparseFilesIsRefused() {
        refuseTar(new TestTar().entry("oci-layout", 'S', 512, "", new byte[512]).bytes())
                .says("sparse");
    }

    @Test
    void linksOfATarLeadNowhereElse() {
        for (String target : List.of("oci-layout", "a", "b", "../../../../etc/passwd", "/etc/passwd", "")) {
            refuseTar(new TestTar()
                            .symbolicLink("oci-layout", target)
                            .symbolicLink("a", "b")
                            .symbolicLink("b", "a")
                            .hardLink("manifest.json", "../../../../../etc/passwd")
                            .bytes())
                    .says("has no file");
        }
    }

    @Test
    void devicesOfATarAreNoFiles() {
        for (char type : new char[] {'3', '4', '6'}) {
            refuseTar(new TestTar()
                            .entry("oci-layout", type, 0, "", new byte[0])
                            .entry("manifest.json", type, 0, "", new byte[0])
                            .bytes())
                    .says("has no file");
        }
    }

    /** Thousands of random changes: each is refused, or changes nothing that the image consists of. */
    @ParameterizedTest
    @ValueSource(strings = {"oci-archive:", "docker-archive:"})
    void whateverIsChangedNothingElseEscapes(String transport) throws IOException {
        byte[] good = transport.startsWith("oci") ? layout().tar() : docker().tar();
        fuzz(good, file -> assertThat(read(transport + file)).isEqualTo(diffIds()));
    }

    /** What must hold of an archive that is not refused. */
    private interface Claim {
        void holdsFor(Path file) throws IOException;
    }

    private void fuzz(byte[] good, Claim claim) throws IOException {
        Random random = new Random(42);
        int refused = 0;
        Path file = directory.resolve("fuzzed.tar");
        for (int i = 0; i < 1500; i++) {
            Files.write(file, mutated(good, random));
            try {
                claim.holdsFor(file);
            } catch (ImageException e) {
                Expect.wellFormed(e);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    /** The same with several platforms: no platform ever gets the image of another. */
    @Test
    void whateverIsChangedNoPlatformGetsTheImageOfAnother() throws IOException {
        List<Platform> platforms = List.of(Platform.parse("linux/arm/v6"), AMD64, Platform.parse("linux/arm64"));
        List<RandomImage> images = List.of(
                RandomImage.of(4, 2).withPlatform("arm", "v6"),
                IMAGE,
                RandomImage.of(5, 1).withPlatform("arm64", "v8"));
        byte[] good = TestArchive.layout()
                .addIndex("1.0", 2, images.toArray(new RandomImage[0]))
                .tar();
        List<String> digests = images.stream()
                .map(image -> RandomImage.sha256(image.manifestBytes()))
                .toList();
        fuzz(good, file -> {
            List<Image> read = BaseImage.open("oci-archive:" + file, directory, platforms);
            assertThat(read.stream().map(image -> image.digest().toString()).toList())
                    .isEqualTo(digests);
            for (Image image : read) {
                for (Layer layer : image.layers()) {
                    layer.content().writeTo(OutputStream.nullOutputStream());
                }
            }
        });
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int position = random.nextInt(bytes.length);
        if (random.nextInt(3) == 0) {
            // Headers are where a change hurts.
            position = position / 512 * 512 + random.nextInt(160);
        }
        switch (random.nextInt(5)) {
            case 0 -> bytes[position] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[position] = (byte) random.nextInt(256);
            case 2 -> Arrays.fill(bytes, position, Math.min(bytes.length, position + random.nextInt(600)), (byte) 0xff);
            case 3 -> bytes = Arrays.copyOf(bytes, position);
            default -> {
                int header = position / 512 * 512;
                if (header + 512 <= bytes.length) {
                    byte[] block = Arrays.copyOfRange(bytes, header, header + 512);
                    block[random.nextInt(345)] = (byte) random.nextInt(256);
                    block[156] = (byte) "01234567LKxgSXADMNV".charAt(random.nextInt(19));
                    System.arraycopy(TestTar.sealed(block), 0, bytes, header, 512);
                }
            }
        }
        return bytes;
    }

    private static List<String> diffIds() {
        return IMAGE.tars().stream().map(RandomImage::sha256).toList();
    }

    private Expect refuseTar(byte[] tar) {
        Path file = directory.resolve("hostile.tar");
        try {
            Files.write(file, tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Expect.refusal(() -> read("docker-archive:" + file));
        return Expect.refusal(() -> read("oci-archive:" + file));
    }

    private static TestArchive layout() {
        return TestArchive.layout().add(IMAGE, "1.0");
    }

    private static TestArchive docker() {
        return TestArchive.docker().addDocker(IMAGE, "app:1.0");
    }

    /** Reads every byte; the diffIDs of the layers that were delivered whole. */
    private List<String> read(String from) throws IOException {
        Image image = BaseImage.open(from, directory, AMD64);
        List<String> diffIds = new ArrayList<>();
        for (Layer layer : image.layers()) {
            layer.content().writeTo(OutputStream.nullOutputStream());
            diffIds.add(layer.diffId().toString());
        }
        return diffIds;
    }
}
