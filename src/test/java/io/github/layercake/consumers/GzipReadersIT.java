package io.github.layercake.consumers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Content;
import io.github.layercake.io.GzipMember;
import io.github.layercake.io.SegmentEncoder;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the encoder writes, read by every decompressor that there is besides those of the engines (whose Go decompresses
 * in the other tests): one member of dozens of segments, of jars, texts, zeros and noise.
 */
class GzipReadersIT {
    private static final int LARGE = 1 << 20;

    @TempDir
    private Path directory;

    private Path plain;
    private Path gzip;

    @BeforeEach
    void encode() throws IOException {
        plain = directory.resolve("plain");
        gzip = directory.resolve("plain.gz");
        SegmentEncoder encoder = new SegmentEncoder();
        GzipMember member = new GzipMember();
        try (OutputStream out = Files.newOutputStream(gzip);
                OutputStream copy = Files.newOutputStream(plain)) {
            out.write(GzipMember.header());
            for (byte[] input : inputs()) {
                member.append(encoder.encode(Content.of(input), copy, out));
            }
            out.write(member.trailer());
        }
    }

    private static List<byte[]> inputs() throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (String element :
                Objects.requireNonNull(System.getProperty("java.class.path")).split(File.pathSeparator)) {
            if (element.endsWith(".jar") && inputs.size() < 30) {
                inputs.add(Files.readAllBytes(Path.of(element)));
            }
        }
        assertThat(inputs).hasSizeGreaterThan(5);
        for (int size : new int[] {0, 1, 511, 65_535, 65_536, LARGE}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            inputs.add(noise);
            inputs.add(new byte[size]);
            inputs.add("text that comes again and again\n".repeat(size / 32).getBytes(UTF_8));
        }
        return inputs;
    }

    private void assertReadBy(Tool tool, Object... arguments) throws IOException {
        tool.run(arguments);
        assertThat(directory.resolve("read")).hasSameBinaryContentAs(plain);
    }

    private Tool shell(Tool tool) {
        return new Tool(List.of(
                "sh",
                "-c",
                "exec " + String.join(" ", tool.start()) + " \"$@\" > '" + directory.resolve("read") + "'",
                "sh"));
    }

    @Test
    void gzip() throws IOException {
        Tool tool = Tool.ofDebian("gzip", "gzip");
        tool.run("-t", gzip);
        assertReadBy(shell(tool), "-dc", gzip);
    }

    @Test
    void pigz() throws IOException {
        Tool tool = Tool.ofDebian("pigz", "pigz");
        tool.run("-t", gzip);
        assertReadBy(shell(tool), "-dc", gzip);
    }

    @Test
    void igzip() throws IOException {
        Tool tool = Tool.ofDebian("isal", "igzip");
        tool.run("-t", gzip);
        assertReadBy(shell(tool), "-dc", gzip);
    }

    @Test
    void pythonsZlib() throws IOException {
        // Not its gzip module, which reads several members: zlib stops after the first, and says what is left.
        String program = """
                import sys, zlib
                d = zlib.decompressobj(31)
                with open(sys.argv[1], 'rb') as gzip, open(sys.argv[2], 'wb') as out:
                    out.write(d.decompress(gzip.read()))
                assert d.eof and d.unused_data == b''
                """;
        assertReadBy(Tool.ofDebian("python3", "python3"), "-c", program, gzip, directory.resolve("read"));
    }

    @Test
    void theJdk() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(gzip)))) {
            Files.copy(in, directory.resolve("read"));
        }
        assertThat(directory.resolve("read")).hasSameBinaryContentAs(plain);
    }

    @Test
    void commonsCompressThatStopsAfterTheFirstMember() throws IOException {
        try (GzipCompressorInputStream in =
                new GzipCompressorInputStream(new ByteArrayInputStream(Files.readAllBytes(gzip)))) {
            Files.copy(in, directory.resolve("read"));
        }
        assertThat(directory.resolve("read")).hasSameBinaryContentAs(plain);
    }
}
