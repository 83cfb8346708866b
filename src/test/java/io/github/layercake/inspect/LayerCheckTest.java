package io.github.layercake.inspect;

import static io.github.layercake.fixture.ImageAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.ImageAssert;
import io.github.layercake.fixture.RandomImage;
import io.github.layercake.fixture.Stored;
import io.github.layercake.fixture.TestTar;
import io.github.layercake.fixture.Zeros;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TarReader;
import io.github.layercake.io.VerifiedContent;
import io.github.layercake.oci.Image;
import io.github.layercake.oci.ImageConfig;
import io.github.layercake.oci.Layer;
import io.github.layercake.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong inside of a layer. */
class LayerCheckTest {

    private static final RandomImage ONE_LAYER = RandomImage.of(1, 1);
    private static final byte[] TAR = new TestTar().file("a", "text").bytes();

    @Test
    void anEmptyTarStreamIsALayer() {
        layer(new TestTar()).isValid();
    }

    @Test
    void aPathThatIsThereTwiceIsFound() {
        layer(new TestTar().file("a", "1").file("a", "2")).hasOnlyError("layer 1", "'a' is there twice");
        layer(new TestTar().file("./a", "1").file("a", "2")).hasOnlyError("layer 1", "'a' is there twice");
        layer(new TestTar().directory("a").file("a", "1")).hasOnlyError("layer 1", "'a' is there twice");
    }

    @Test
    void aPathThatLeavesTheRootIsFound() {
        layer(new TestTar().file("/etc/passwd", "")).hasOnlyError("layer 1", "'/etc/passwd' is an absolute path");
        layer(new TestTar().file("../a", "")).hasOnlyError("layer 1", "'../a' has '..'");
        layer(new TestTar().file("a/../../b", "")).hasOnlyError("layer 1", "'a/../../b' has '..'");
        layer(new TestTar().file("a", "").hardLink("b", "../../etc/shadow"))
                .hasOnlyError("layer 1", "the hard link 'b' points to '../../etc/shadow'");
        layer(new TestTar().file("a..b/..c", "").symbolicLink("c", "../../d")).isValid();
    }

    @Test
    void aPathBelowAFileIsFound() {
        layer(new TestTar().file("a", "").file("a/b/c", "")).hasOnlyError("layer 1", "'a/b/c' is in 'a'");
        layer(new TestTar().file("a/b", "").file("a", "")).hasOnlyError("layer 1", "'a' is no directory");
        layer(new TestTar().symbolicLink("a", "b").file("a/c", "")).hasOnlyError("layer 1", "'a/c' is in 'a'");
        layer(new TestTar().file("a/b", "").directory("a").file("a/c", "")).isValid();
    }

    @Test
    void onlyLayersOfTheBaseDeleteFilesOrHoldDevices() {
        layer(new TestTar().file("etc/.wh.passwd", "")).hasOnlyError("layer 1", "would delete a file");
        layer(new TestTar().file("etc/.wh..wh..opq", "")).hasOnlyError("layer 1", "would delete a file");
        layer(new TestTar().file("etc/.wh.passwd", "")).withBaseLayers(1).isValid();
        for (char type : new char[] {'3', '4', '6'}) {
            TestTar device = new TestTar().entry("dev/x", type, 0, "", new byte[0]);
            layer(device).hasOnlyError("layer 1", "'dev/x' is a device");
            layer(device).withBaseLayers(1).isValid();
        }
    }

    @Test
    void aTarStreamWithoutAnEndIsFound() {
        TestTar tar = new TestTar().file("a", "text");
        layer(tar.withoutEnd()).hasOnlyError("layer 1", "no proper end");
        layer(Arrays.copyOf(tar.bytes(), tar.bytes().length - 512)).hasOnlyError("layer 1", "no proper end");
        layer(Arrays.copyOf(tar.bytes(), tar.bytes().length + 1)).hasOnlyError("layer 1", "no proper end");
        layer(new byte[0]).hasOnlyError("layer 1", "no proper end");
        layer(Arrays.copyOf(tar.bytes(), 10240)).isValid();
    }

    @Test
    void whatFollowsTheEndIsFound() {
        byte[] longer = Arrays.copyOf(TAR, TAR.length + 512);
        longer[TAR.length + 7] = 1;
        layer(longer).hasOnlyError("layer 1", "something follows the end");
    }

    @Test
    void aTruncatedTarStreamIsFound() {
        layer(Arrays.copyOf(TAR, 700)).hasError("layer 1", "tar stream");
        layer(Arrays.copyOf(TAR, 300)).hasError("layer 1", "tar stream");
        layer(new TestTar().entry("a", '0', 1L << 40, "", new byte[0])).hasError("layer 1", "tar stream");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62})
    void anAbsurdSizeIsFound(long size) {
        layer(new TestTar().entry("a", '0', size, "", new byte[0])).hasError("layer 1", "tar stream");
    }

    @Test
    void whatIsNoTarStreamIsFound() {
        layer("#!/bin/sh\n".repeat(1000).getBytes(UTF_8)).hasOnlyError("layer 1", "not a readable tar stream");
        byte[] flipped = TAR.clone();
        flipped[2] ^= 4;
        layer(flipped).hasOnlyError("layer 1", "the checksum of a header is wrong");
    }

    @Test
    void aSparseFileIsFound() {
        layer(new TestTar().entry("a", 'S', 512, "", new byte[512])).hasOnlyError("layer 1", "sparse");
    }

    @Test
    void namesThatFillTheMemoryAreFound() {
        layer(new TestTar()
                        .entry("././@LongLink", 'L', 1 << 25, "", new byte[1 << 25])
                        .file("a", ""))
                .hasOnlyError("layer 1", "an extended header has 33554432 bytes");
        layer(new TestTar().entry("pax", 'x', 1 << 25, "", new byte[1 << 25]).file("a", ""))
                .hasOnlyError("layer 1", "an extended header has 33554432 bytes");
        layer(new TestTar().entry("pax", 'g', 1 << 25, "", new byte[1 << 25]).file("a", ""))
                .hasOnlyError("layer 1", "an extended header has 33554432 bytes");
    }

    @Test
    void namesThatFillTheStackAreFound() {
        for (char type : new char[] {'L', 'K', 'x', 'g'}) {
            TestTar tar = new TestTar();
            byte[] header = "11 path=ab\n".getBytes(UTF_8);
            for (int i = 0; i < 20_000; i++) {
                tar.entry("long", type, header.length, "", header);
            }
            layer(tar).hasOnlyError("layer 1", "more than 8 headers");
        }
    }

    @Test
    void theEndOfAGzipMemberIsTheEndOfTheLayer() {
        byte[] gzip = Stored.gzip(TAR);
        gzip(gzip).isValid();
        gzip(Arrays.copyOf(gzip, gzip.length + 1)).hasOnlyError("layer 1", "something follows it");
        gzip(join(gzip, Stored.gzip(new byte[0]))).hasOnlyError("layer 1", "something follows it");
        gzip(Arrays.copyOf(gzip, gzip.length - 1)).hasOnlyError("layer 1", "its end is missing");
        gzip(Arrays.copyOf(gzip, gzip.length - 12)).hasOnlyError("layer 1", "not one whole gzip member");
        gzip(new byte[0]).hasOnlyError("layer 1", "not one whole gzip member");
        gzip(TAR).hasOnlyError("layer 1", "it does not start as one");
    }

    @Test
    void aGzipMemberWithAnotherChecksumOrSizeIsFound() {
        byte[] gzip = Stored.gzip(TAR);
        gzip(flipped(gzip, gzip.length - 8)).hasOnlyError("layer 1", "its CRC-32 is wrong");
        gzip(flipped(gzip, gzip.length - 1)).hasOnlyError("layer 1", "its size is wrong");
        for (int i = 0; i < gzip.length; i++) {
            // Time, flags, level and system say nothing about the content.
            if (i < 3 || i >= gzip.length - 8) {
                gzip(flipped(gzip, i)).hasError("layer 1", "not one whole gzip member");
            }
        }
    }

    @Test
    void aGzipHeaderMayHaveEverything() {
        byte[] gzip = Stored.gzip(TAR);
        byte[] full = {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0, 2, 0, 7, 7, 'n', 0, 'c', 'c', 0, 1, 1};
        gzip(join(full, Arrays.copyOfRange(gzip, 10, gzip.length))).isValid();
    }

    @Test
    void bytesOtherThanTheDigestAreFound() {
        Layer good = ONE_LAYER.image().layers().get(0);
        byte[] bytes = ONE_LAYER.layer(0);
        layer(new Layer(good.mediaType(), good.digest(), good.diffId(), good.size(), Content.of(flipped(bytes, 6))))
                .hasOnlyError("layer 1", "its bytes are sha256:");
        layer(new Layer(good.mediaType(), good.digest(), good.diffId(), 1, good.content()))
                .hasOnlyError("layer 1", "and should have 1");
        Digest other = Digest.of(new byte[0]);
        layer(new Layer(good.mediaType(), good.digest(), other, good.size(), good.content()))
                .hasError("layer 1", "and should be the diffID " + other);
        layer(new Layer("text/plain", good.digest(), good.diffId(), good.size(), good.content()))
                .hasError("layer 1", "'text/plain' is not a type of layer");
    }

    @Test
    void contentThatVerifiesItselfIsAFindingToo() {
        Layer good = ONE_LAYER.image().layers().get(0);
        Content damaged =
                VerifiedContent.of(Content.of(flipped(ONE_LAYER.layer(0), 6)), good.digest(), good.size(), "base");
        layer(new Layer(good.mediaType(), good.digest(), good.diffId(), good.size(), damaged))
                .hasOnlyError("layer 1", "base: the blob " + good.digest());
    }

    /** Without hashing, which would take half a minute. */
    @Test
    void aFileOfManyGigabytesTakesNoMemory() throws IOException {
        long size = 9L << 30;
        InputStream tar = new SequenceInputStream(
                Content.of(TestTar.header("huge", '0', size, "")).open(), new Zeros(size + 1024));
        long end =
                TarReader.read(tar, (entry, content) -> assertThat(entry.size()).isEqualTo(size));
        assertThat(end).isEqualTo(512 + size);
    }

    private static ImageAssert layer(TestTar tar) {
        return layer(tar.bytes());
    }

    private static ImageAssert layer(byte[] tar) {
        return assertThat(ONE_LAYER.withTars(tar).stored(Stored.PLAIN).image());
    }

    private static ImageAssert gzip(byte[] bytes) {
        return layer(
                new Layer(MediaTypes.LAYER_GZIP, Digest.of(bytes), Digest.of(TAR), bytes.length, Content.of(bytes)));
    }

    private static ImageAssert layer(Layer layer) {
        ImageConfig config = ImageConfig.parse(RandomImage.of(1, 1).configBytes(), "test");
        String text = new String(config.toBytes(), UTF_8);
        String changed =
                text.replace(config.diffIds().get(0).hex(), layer.diffId().hex());
        byte[] bytes = changed.getBytes(UTF_8);
        return assertThat(Image.of(List.of(layer), ImageConfig.parse(bytes, "test"), Map.of()));
    }

    private static byte[] flipped(byte[] bytes, int position) {
        byte[] flipped = bytes.clone();
        flipped[position] ^= 1;
        return flipped;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
