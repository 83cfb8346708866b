package io.github.layercake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.layercake.io.Content;
import io.github.layercake.io.Digest;
import io.github.layercake.io.TemporaryFile;
import io.github.layercake.io.VerifiedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs of registries: fetched once, verified always. */
class BlobFileTest {
    private final byte[] bytes = new byte[300_000];
    private final Digest digest;

    @TempDir
    private Path directory;

    BlobFileTest() {
        new Random(1).nextBytes(bytes);
        digest = Digest.of(bytes);
    }

    private Path file() {
        return directory
                .resolve(Store.VERSION)
                .resolve("blobs")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    @Test
    void ofAllThatWantABlobOneFetchesIt() throws Exception {
        AtomicInteger fetched = new AtomicInteger();
        Content slow = new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() throws IOException {
                fetched.incrementAndGet();
                try {
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return new ByteArrayInputStream(bytes);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (Store one = Store.open(directory);
                Store two = Store.open(directory)) {
            List<Callable<Optional<Content>>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Store store = i % 2 == 0 ? one : two;
                tasks.add(() -> BlobFile.of(store, digest).keep(slow));
            }
            for (Future<Optional<Content>> result : threads.invokeAll(tasks)) {
                assertThat(result.get().orElseThrow().readAll()).isEqualTo(bytes);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(fetched).hasValue(1);
        assertThat(TemporaryFile.directoryOf(file()).toFile().list()).containsExactly(digest.hex());
    }

    @Test
    void whatIsNotWhatItsDigestSaysIsNotKept() throws IOException {
        try (Store store = Store.open(directory)) {
            byte[] bad = bytes.clone();
            bad[7] ^= 1;
            assertThatThrownBy(() -> BlobFile.of(store, digest)
                            .keep(VerifiedContent.of(Content.of(bad), digest, bytes.length, "a test")))
                    .hasMessageContaining("is damaged");
            assertThat(BlobFile.of(store, digest).find()).isEmpty();
            assertThat(TemporaryFile.directoryOf(file()).toFile().list()).isEmpty();
        }
    }

    @Test
    void aDamagedBlobIsSetAside() throws IOException {
        try (Store store = Store.open(directory)) {
            assertThat(BlobFile.of(store, digest).keep(Content.of(bytes))).isPresent();
            byte[] bad = bytes.clone();
            bad[bytes.length - 1] ^= 1;
            Files.write(file(), bad);
            Content damaged = BlobFile.of(store, digest).find().orElseThrow();
            assertThatThrownBy(damaged::readAll).isInstanceOf(DamagedStoreException.class);
            assertThat(BlobFile.of(store, digest).find()).isEmpty();
            assertThat(BlobFile.of(store, digest)
                            .keep(Content.of(bytes))
                            .orElseThrow()
                            .readAll())
                    .isEqualTo(bytes);
        }
    }

    @Test
    void blobsAreCountedAndPruned() throws IOException {
        try (Store store = Store.open(directory)) {
            assertThat(BlobFile.of(store, digest).keep(Content.of(bytes))).isPresent();
            assertThat(Objects.requireNonNull(store.usage().get("blobs")).size())
                    .isEqualTo(bytes.length);
            assertThat(store.prune(new Pruning(java.time.Duration.ofDays(1), 1000, false))
                            .freed())
                    .isEqualTo(bytes.length);
            assertThat(BlobFile.of(store, digest).find()).isEmpty();
        }
    }
}
