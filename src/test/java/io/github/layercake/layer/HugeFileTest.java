package io.github.layercake.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.fixture.Zeros;
import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.Progress;
import io.github.layercake.io.Workers;
import io.github.layercake.oci.Layer;
import io.github.layercake.plan.ApplicationContents;
import io.github.layercake.plan.Coordinates;
import io.github.layercake.plan.Dependency;
import io.github.layercake.plan.ImagePlan;
import io.github.layercake.plan.LayerEntry;
import io.github.layercake.plan.LayerPlan;
import io.github.layercake.plan.Layering;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
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
        LayerPlan plan = plan();
        List<Digest> digests =
                plan.entries().stream().map(entry -> Digest.of(new byte[0])).toList();
        List<TarPieces.Piece> pieces = TarPieces.of(new HashedPlan(plan, digests));

        assertThat(pieces).hasSize(3);
        byte[] header = ((TarPieces.Glue) pieces.get(0)).readAll();
        LayerEntry huge = ((TarPieces.LargeFile) pieces.get(1)).entry();
        byte[] end = ((TarPieces.Glue) pieces.get(2)).readAll();
        assertThat(huge.content().writeTo(OutputStream.nullOutputStream())).isEqualTo(SIZE);
        assertThat((header.length + SIZE + end.length) % 512).isZero();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new SequenceInputStream(new ByteArrayInputStream(header), new Zeros(SIZE)), "UTF-8")) {
            requireTheHugeFile(tar);
        }
    }

    /** Takes a minute and more: {@code -Dtest.huge}. */
    @Test
    @EnabledIfSystemProperty(named = "test.huge", matches = ".*")
    void aFileOver8GiBIsCompressed() throws IOException {
        try (Spool spool = new Spool(directory);
                Workers workers = new Workers()) {
            LayerPlan plan = plan();
            List<Digest> digests = new ArrayList<>();
            for (LayerEntry entry : plan.entries()) {
                digests.add(Digest.of(entry.content()));
            }
            Layer layer = new SegmentedLayerBuilder(spool, workers, Compression.GZIP, Progress.untold())
                    .build(new HashedPlan(plan, digests))
                    .layer();

            MessageDigest hash = Digest.newSha256();
            try (InputStream plain = new DigestInputStream(
                            new GZIPInputStream(layer.content().open(), 1 << 16), hash);
                    TarArchiveInputStream tar = new TarArchiveInputStream(plain, "UTF-8")) {
                requireTheHugeFile(tar);
                assertThat(tar.transferTo(OutputStream.nullOutputStream())).isEqualTo(SIZE);
                assertThat(tar.getNextEntry()).isNull();
                plain.transferTo(OutputStream.nullOutputStream());
            }
            assertThat(Digest.sha256(hash.digest())).isEqualTo(layer.diffId());
            assertThat(layer.diffId())
                    .hasToString("sha256:466abd35a2ae93fedff134096fa5f22d579f2b4f9e5bc0548ba22b501f29256a");
        }
    }
}
