package io.github.layercake.consumers;

import static io.github.layercake.fixture.ImageAssert.assertThatTarballIsValid;

import io.github.layercake.archive.ImageTarball;
import io.github.layercake.base.BaseImage;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Settings;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestArchive;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.oci.History;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageReference;
import io.github.layercake.oci.Images;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import io.github.layercake.oci.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An image for {@code linux/amd64} and {@code linux/arm64} on a base that skopeo could have copied: each has a file
 * {@code platform} with its name in the base, and below it a file that both have, in a layer of ours.
 *
 * @param images what is in the archive
 * @param tar the archive
 */
record TwoPlatforms(Images images, Path tar) {
    static final String NAME = "docker.io/library/two:1.0";
    static final String GREETING = "hello from amd64\n";
    static final List<Platform> PLATFORMS = List.of(Platform.parse("linux/arm64"), Platform.parse("linux/amd64"));

    /** Writes base and archive into {@code directory}. */
    static TwoPlatforms in(Path directory) throws IOException {
        return in(directory, NAME);
    }

    /** The same under other names. */
    static TwoPlatforms in(Path directory, String... names) throws IOException {
        TestArchive.layout()
                .addIndex("1", 1, base("amd64", ""), base("arm64", "v8"))
                .writeTo(directory.resolve("base"));
        byte[] app = new TestTar().directory("app").file("app/common", "common").bytes();
        byte[] gzip = Stored.gzip(app);
        Layer layer = new Layer(MediaTypes.LAYER_GZIP, Digest.of(gzip), Digest.of(app), gzip.length, Content.of(gzip));
        List<Image> all = new ArrayList<>();
        for (Image base : BaseImage.open("oci:base", directory, PLATFORMS)) {
            List<Layer> layers = new ArrayList<>(base.layers());
            layers.add(layer);
            all.add(Image.of(
                    layers,
                    base.config()
                            .extend(
                                    Settings.starting("/hello"),
                                    List.of(layer.diffId()),
                                    List.of(new History("test", "one file")),
                                    Instant.EPOCH),
                    Map.of()));
        }
        Images images = Images.of(all, Map.of(), Platform.parse("linux/amd64"));
        Path tar = directory.resolve("two.tar");
        try (OutputStream out = Files.newOutputStream(tar)) {
            ImageTarball.write(
                    images, Stream.of(names).map(ImageReference::parse).toList(), out);
        }
        assertThatTarballIsValid(tar, 1);
        return new TwoPlatforms(images, tar);
    }

    /** {@code amd64} or {@code arm64}. */
    Image of(String architecture) {
        return images.images().stream()
                .filter(image -> image.config().platform().architecture().equals(architecture))
                .findFirst()
                .orElseThrow();
    }

    private static RandomImage base(String architecture, String variant) {
        byte[] tar = new TestTar()
                .file("platform", architecture)
                .executable("hello", program())
                .bytes();
        return RandomImage.of(1, 1)
                .withTars(tar)
                .withPlatform(architecture, variant)
                .withConfig("{'history':[{'created_by':'base'}]}");
    }

    /** An ELF program for Linux on amd64, which needs no library: {@code write(1, GREETING); exit(0)}. */
    private static byte[] program() {
        byte[] text = GREETING.getBytes(StandardCharsets.UTF_8);
        int code = 34;
        int size = 64 + 56 + code + text.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        // The header: 64 bit, little endian, executable, x86-64, entry behind the headers, one program header.
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        elf.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(0x400078)
                .putLong(64)
                .putLong(0);
        elf.putInt(0)
                .putShort((short) 64)
                .putShort((short) 56)
                .putShort((short) 1)
                .position(64);
        // Load the whole file at 0x400000, readable and executable.
        elf.putInt(1).putInt(5).putLong(0).putLong(0x400000).putLong(0x400000);
        elf.putLong(size).putLong(size).putLong(0x1000);
        // mov eax, 1; mov edi, 1; lea rsi, [text]; mov edx, length; syscall
        elf.put((byte) 0xb8).putInt(1).put((byte) 0xbf).putInt(1);
        elf.put(new byte[] {0x48, (byte) 0x8d, 0x35}).putInt(code - 17);
        elf.put((byte) 0xba).putInt(text.length).put(new byte[] {0x0f, 0x05});
        // mov eax, 60; xor edi, edi; syscall
        elf.put((byte) 0xb8).putInt(60).put(new byte[] {0x31, (byte) 0xff, 0x0f, 0x05});
        elf.position(64 + 56 + code);
        return elf.put(text).array();
    }
}
