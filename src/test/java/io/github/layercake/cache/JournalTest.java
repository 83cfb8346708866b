package io.github.layercake.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.layercake.io.Digest;
import io.github.layercake.io.FileStat;
import io.github.layercake.io.Progress;
import io.github.layercake.layer.Compression;
import io.github.layercake.oci.SavedImage;
import io.github.layercake.store.Kind;
import io.github.layercake.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of an archive, and when it is not relied on. */
class JournalTest {
    private static final Digest DIGEST = Digest.of(new byte[] {1});
    private static final Digest ID = Digest.of(new byte[] {2});
    private static final SavedImage.Blob ONE = new SavedImage.Blob(Digest.of(new byte[] {3}), 1L << 40);
    private static final SavedImage.Blob TWO = new SavedImage.Blob(Digest.parse("sha512:" + "a".repeat(128)), 0);

    @TempDir
    Path directory;

    private static Journal journal(long format) {
        return new Journal(
                "/target/app-image.tar",
                List.of("docker.io/library/app:1", "docker.io/library/app:2"),
                "encoder",
                DIGEST,
                ID,
                format,
                new FileStat(1, 2, 3, 4),
                List.of(TWO, ONE),
                List.of(ONE),
                List.of(new Journal.LayerInputs("classes", ID, TWO, Map.of())));
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(Journal.read(journal(7).toBuffer())).isEqualTo(journal(7));
    }

    @Test
    void whateverIsMissingAtItsEndItIsNotRead() {
        ByteBuffer whole = journal(SavedImage.FORMAT).toBuffer();
        for (int size = 0; size < whole.remaining(); size++) {
            assertThat(Records.decode(whole.slice(0, size), Journal::read))
                    .as("%s bytes", size)
                    .isEmpty();
        }
    }

    @Test
    void anArchiveOfAnotherFormatIsNotKnown() throws IOException {
        Path archive = directory.resolve("app-image.tar");
        try (Store store = Store.open(directory.resolve("cache"))) {
            for (long format : new long[] {SavedImage.FORMAT, SavedImage.FORMAT - 1, SavedImage.FORMAT + 1}) {
                store.write(Kind.JOURNAL, Keys.path(archive), journal(format).toBuffer());
                try (BuildCache cache =
                        new BuildCache(Optional.of(store), archive, Compression.GZIP, Progress.untold())) {
                    assertThat(cache.savedImage().map(SavedImage::blobs))
                            .isEqualTo(format == SavedImage.FORMAT ? Optional.of(List.of(TWO, ONE)) : Optional.empty());
                }
            }
        }
    }
}
