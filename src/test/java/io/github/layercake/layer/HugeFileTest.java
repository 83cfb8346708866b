package io.github.layercake.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Content;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A file larger than a tar header can say in octal (8 GiB), and than an {@code int} can count. On no disk. */
class HugeFileTest {
    private static final long SIZE = (8L << 30) + 12345;

    @TempDir
    Path directory;

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
            Arrays.fill(buffer, offset, offset + n, (byte) 0);
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

    private static LayerPlan plan() {
        Dependency dependency = new Dependency(
                new Coordinates("g", "huge", "1", "", "jar"),
                Dependency.Origin.RELEASE,
                new Dependency.Jar(new ZeroContent(SIZE), SIZE));
        ApplicationContents contents = new ApplicationContents(List.of(dependency), List.of(), List.of(), List.of());
        return ImagePlan.of(contents, Layering.single(), 0).layers().get(0);
    }

    private static void requireTheHugeFile(TarArchiveInputStream tar) throws IOException {
        TarArchiveEntry entry = tar.getNextEntry();
        while (!entry.isFile()) {
            entry = tar.getNextEntry();
        }
        assertThat(entry.getName()).isEqualTo("app/libs/huge-1.jar");
        assertThat(entry.getSize()).isEqualTo(SIZE);
    }

    @Test
    void aFileOver8GiBIsStreamedAndItsHeaderTellsItsSize() throws IOException {
        ByteArrayOutputStream glue = new ByteArrayOutputStream();
        List<Long> sizes = new ArrayList<>();
        TarSegments.of(plan(), (content, size) -> {
            long read = size == SIZE ? content.writeTo(OutputStream.nullOutputStream()) : content.writeTo(glue);
            sizes.add(read);
            return read;
        });

        assertThat(sizes).hasSize(3).contains(SIZE, org.assertj.core.data.Index.atIndex(1));
        assertThat(sizes.stream().mapToLong(Long::longValue).sum() % 512).isZero();
        byte[] header = Arrays.copyOf(glue.toByteArray(), sizes.get(0).intValue());
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new SequenceInputStream(new ByteArrayInputStream(header), new Zeros(SIZE)), "UTF-8")) {
            requireTheHugeFile(tar);
        }
    }

    /** Takes half a minute and more: {@code -Dtest.huge}. */
    @Test
    @EnabledIfSystemProperty(named = "test.huge", matches = ".*")
    void aFileOver8GiBIsCompressed() throws IOException {
        try (Spool spool = new Spool(directory)) {
            Layer layer = new SpooledLayerBuilder(spool, Compression.GZIP)
                    .build(plan())
                    .layer();

            try (TarArchiveInputStream tar = new TarArchiveInputStream(
                    new GZIPInputStream(layer.content().open(), 1 << 16), "UTF-8")) {
                requireTheHugeFile(tar);
                assertThat(tar.transferTo(OutputStream.nullOutputStream())).isEqualTo(SIZE);
                assertThat(tar.getNextEntry()).isNull();
            }
            assertThat(layer.diffId()).hasToString("sha256:HUGE");
        }
    }
}
