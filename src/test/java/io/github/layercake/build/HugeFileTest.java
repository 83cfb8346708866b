package io.github.layercake.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.layercake.io.Content;
import io.github.layercake.layer.Compression;
import io.github.layercake.layer.Spool;
import io.github.layercake.layer.SpooledLayerBuilder;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.Layering;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A file larger than a tar header can say in octal (8 GiB), and than an {@code int} can count. */
class HugeFileTest {
    private static final long SIZE = (8L << 30) + 12345;

    @TempDir
    Path directory;

    /** Zeros without end: no file on any disk. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            java.util.Arrays.fill(buffer, offset, offset + n, (byte) 0);
            left -= n;
            return n;
        }
    }

    private record ZeroContent(long size) implements Content {
        @Override
        public InputStream open() {
            return new Zeros(size);
        }
    }

    private static ImagePlan plan(Content content, long size) {
        Dependency dependency = new Dependency(
                new Coordinates("g", "huge", "1", "", "jar"),
                Dependency.Origin.RELEASE,
                new Dependency.Jar(content, size));
        return ImagePlan.of(
                new ApplicationContents(List.of(dependency), List.of(), List.of(), List.of()), Layering.single(), 0);
    }

    private static void requireOneFileOf(long size, InputStream layer) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(layer, "UTF-8")) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (!entry.isFile()) {
                entry = tar.getNextEntry();
            }
            assertThat(entry.getName()).isEqualTo("app/libs/huge-1.jar");
            assertThat(entry.getSize()).isEqualTo(size);
        }
    }

    @Test
    void aFileOver8GiBHasAHeaderThatSaysSo() throws IOException {
        byte[] header = io.github.layercake.io.TarHeader.bytes(plan(new ZeroContent(SIZE), SIZE)
                .layers()
                .get(0)
                .entries()
                .get(2)
                .tar());

        requireOneFileOf(
                SIZE, new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(header), new Zeros(512)));
    }

    /** The whole way takes a minute and more, and 9 GB on a disk where nothing is compressed. */
    @Test
    @EnabledIfSystemProperty(named = "test.huge", matches = "gzip|none")
    void aFileOver8GiBIsStreamedInConstantMemory() throws IOException {
        Compression compression = System.getProperty("test.huge").equals("gzip") ? Compression.GZIP : Compression.NONE;
        FileStore store = Files.getFileStore(directory);
        assumeTrue(compression == Compression.GZIP || store.getUsableSpace() > 2 * SIZE, "The disk is too small");
        Runtime runtime = Runtime.getRuntime();
        try (Spool spool = new Spool(directory)) {
            Layer layer = new SpooledLayerBuilder(spool, compression)
                    .build(plan(new ZeroContent(SIZE), SIZE).layers().get(0))
                    .layer();
            assertThat(runtime.totalMemory()).isLessThan(1L << 30);
            requireOneFileOf(
                    SIZE,
                    compression == Compression.GZIP
                            ? new GZIPInputStream(layer.content().open(), 1 << 16)
                            : layer.content().open());
            assertThat(layer.diffId()).hasToString("sha256:HUGE");
        }
    }
}
